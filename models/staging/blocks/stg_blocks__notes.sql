-- One row per note on a person in Blocks.
with renamed as (
    select
        {{ envelope('notes') }},
        {{ type_if('users', 'created_by_user_id') }} as collected_by_type,
        {{ clean_text('created_by_user_id') }} as collected_by_id,
        'people' as person_record_type,
        person_id as person_record_id,
        {{ clean_text('content') }} as note_text,
        {{ instant('created_at') }} as written_at,
        created_at as written_at_raw
    from ({{ latest_records(source('blocks', 'notes')) }}) as latest
)

{{ conform(
    'blocks', 'notes', from='renamed',
    lacks=['origin', 'collected_at', 'category_name'], checked=['written_at'],
) }}
