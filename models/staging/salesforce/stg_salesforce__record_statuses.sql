-- One row per Salesforce record that is deleted, and per contact who died or wants nothing at all.
with stated as (
    {{ stacked('salesforce', {
        'contact': {
            'is_dead': yes_no('npsp__deceased__c'),
            'is_blocked': yes_no('npsp__do_not_contact__c'),
            'changed_at_raw': 'lastmodifieddate',
        },
        'opportunity': {'changed_at_raw': 'lastmodifieddate'},
        'campaign': {'changed_at_raw': 'lastmodifieddate'},
        'campaignmember': {},
    }, shared={
        'is_dead': 'false', 'is_blocked': 'false', 'is_gone': yes_no('isdeleted'),
        'changed_at_raw': 'null',
    }) }}
),

-- What must never be overlooked goes first.
dated as (
    select
        stated.*, record_type as about_record_type, record_id as about_record_id,
        case
            when is_dead then 'npsp__deceased__c'
            when is_blocked then 'npsp__do_not_contact__c'
            else 'isdeleted'
        end as status_raw,
        {{ instant('changed_at_raw') }} as changed_at
    from stated
    where is_dead or is_blocked or is_gone
)

{{ conform(
    'salesforce', 'record_statuses', from='dated',
    lacks=['origin', 'collector', 'collected_at'],
    checked=['changed_at'],
) }}
