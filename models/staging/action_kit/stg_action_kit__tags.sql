-- One row per value of a custom field of an ActionKit user.
with fields as (
    {{ latest_records(source('action_kit', 'core_userfield')) }}
),

renamed as (
    select
        {{ envelope('core_userfield') }},
        {{ type_if('core_user', 'parent_id') }} as person_record_type,
        parent_id as person_record_id,
        name as tag_id,
        concat_ws(': ', {{ clean_text('name') }}, {{ clean_text('value') }}) as tag_name
    from fields
)

{{ conform(
    'action_kit', 'tags', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'tagged_at'],
) }}
