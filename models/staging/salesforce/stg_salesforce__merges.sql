-- One row per contact that was merged into another in Salesforce.
with contacts as (
    {{ latest_records(source('salesforce', 'contact')) }}
),

-- Merging deletes the contact and notes in it which one remained.
renamed as (
    select
        {{ envelope('contact') }},
        {{ type_if('user', 'lastmodifiedbyid') }} as collected_by_type,
        {{ salesforce_id('lastmodifiedbyid') }} as collected_by_id,
        'contact' as merged_record_type,
        {{ salesforce_id('masterrecordid') }} as kept_record_id,
        _record_id as removed_record_id,
        {{ salesforce_id('lastmodifiedbyid') }} as merged_by,
        lastmodifieddate as merged_at_raw,
        {{ instant('lastmodifieddate') }} as merged_at,
        {{ instant('lastmodifieddate') }} as collected_at
    from contacts
    where {{ clean_text('masterrecordid') }} is not null
)

{{ conform('salesforce', 'merges', from='renamed', lacks=['origin'], checked=['merged_at']) }}
