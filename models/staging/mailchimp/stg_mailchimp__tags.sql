-- One row per tag on a Mailchimp member.
with members as (
    {{ latest_records(source('mailchimp', 'members')) }}
),

tagged as (
    select
        {{ envelope('members', rows='members') }}, {{ json_text('tags.tag', 'id') }} as tag_id,
        {{ clean_name(json_text('tags.tag', 'name')) }} as tag_name
    from members
    cross join lateral {{ json_items('members.tags') }} as tags (tag)
),

renamed as (
    select
        source_id, record_type, is_record_id_minted, received_at, loaded_at, method, file_id,
        file_row, tag_id, tag_name, record_type as person_record_type,
        record_id as person_record_id, record_id || ':' || tag_id as record_id
    from tagged
)

{{ conform(
    'mailchimp', 'tags', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'tagged_at'],
) }}
