-- One row per call to a contact that staff noted as done in Salesforce.
with tasks as (
    {{ latest_records(source('salesforce', 'task')) }}
),

-- An id that begins with 003 is a contact's; a lead's begins with 00Q.
renamed as (
    select
        {{ envelope('task') }},
        {{ type_if('user', 'ownerid') }} as collected_by_type,
        {{ salesforce_id('ownerid') }} as collected_by_id,
        'contact' as person_record_type,
        {{ salesforce_id('whoid') }} as person_record_id,
        tasksubtype as channel_raw,
        {{ clean_text('calldisposition') }} as result_raw,
        {{ clean_name('subject') }} as effort_name,
        completeddatetime as attempted_at_raw,
        {{ instant('completeddatetime') }} as attempted_at,
        {{ instant('completeddatetime') }} as collected_at
    from tasks
    where
        lower(tasksubtype) = 'call' and {{ clean_text('whoid') }} like '003%'
        and {{ yes_no('isclosed') }} and {{ yes_no('isdeleted') }} is not true
)

{{ conform(
    'salesforce', 'contact_attempts', from='renamed',
    lacks=['origin', 'contact_point', 'effort_id'],
    checked=['attempted_at'],
) }}
