-- One row per email address, number or Salesforce id of a contact or member of staff.
with written as (
    {{ stacked('salesforce', {
        'contact': {
            'contact_id': '_record_id', 'home_email': 'npe01__homeemail__c',
            'work_email': 'npe01__workemail__c', 'other_email': 'npe01__alternateemail__c',
            'phone': 'phone', 'home_phone': 'homephone', 'mobile': 'mobilephone',
            'work_phone': 'npe01__workphone__c',
        },
        'user': {},
    }, shared={
        'contact_id': 'null', 'email': 'email', 'home_email': 'null', 'work_email': 'null',
        'other_email': 'null', 'phone': 'null', 'home_phone': 'null', 'mobile': 'null',
        'work_phone': 'null', 'made': 'createddate',
    }) }}
),

-- NPSP copies the preferred address and number from one of the others: each is told once.
cleaned as (
    select
        written.*, record_type as person_record_type, record_id as person_record_id,
        given.identifier_type, given.identifier_value as identifier_value_raw,
        case given.identifier_type when 'salesforce_contact_id' then 'tool' else 'entered' end
            as asserted_by,
        case given.identifier_type when 'salesforce_contact_id' then 'salesforce:' || source_id end
            as identifier_scope,
        {{ identifier('given.identifier_type', 'given.identifier_value') }} as identifier_value,
        given.identifier_value in (written.email, written.phone) as is_primary,
        {{ instant('made') }} as valid_from_at, {{ instant('made') }} as collected_at,
        cast(null as timestamptz) as valid_to_at
    from written
    cross join {{ labelled([
        ['email', 'email'], ['email', 'home_email'], ['email', 'work_email'],
        ['email', 'other_email'], ['phone', 'phone'], ['phone', 'home_phone'],
        ['phone', 'mobile'], ['phone', 'work_phone'], ['salesforce_contact_id', 'contact_id'],
    ]) }} as given (identifier_type, identifier_value)
    where {{ clean_text('given.identifier_value') }} is not null
),

first_given as (
    {{ first_given('cleaned') }}
)

{{ conform(
    'salesforce', 'identifiers', from='first_given',
    lacks=['origin', 'collector'],
    checked=['identifier_value'],
) }}
