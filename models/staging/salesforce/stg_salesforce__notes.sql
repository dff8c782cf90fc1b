-- One row per note that staff attached to a contact in Salesforce.
with notes as (
    {{ latest_records(source('salesforce', 'note')) }}
),

-- An id that begins with 003 is a contact's. A title is as much what was written as the rest.
renamed as (
    select
        {{ envelope('note') }},
        {{ type_if('user', 'createdbyid') }} as collected_by_type,
        {{ salesforce_id('createdbyid') }} as collected_by_id,
        {{ instant('createddate') }} as collected_at,
        'contact' as person_record_type, {{ salesforce_id('parentid') }} as person_record_id,
        nullif(
            concat_ws(E'\n', {{ clean_text('title') }}, {{ clean_text('body') }}), ''
        ) as note_text,
        {{ instant('createddate') }} as written_at, createddate as written_at_raw
    from notes
    where {{ clean_text('parentid') }} like '003%' and {{ yes_no('isdeleted') }} is not true
)

{{ conform(
    'salesforce', 'notes', from='renamed', lacks=['origin', 'category_name'],
    checked=['written_at'],
) }}
