-- One row per side of a tie between two contacts in Salesforce.
with ties as (
    {{ latest_records(source('salesforce', 'npe4__relationship__c')) }}
),

renamed as (
    select
        {{ envelope('npe4__relationship__c') }},
        {{ type_if('contact', 'npe4__contact__c') }} as person_record_type,
        {{ salesforce_id('npe4__contact__c') }} as person_record_id,
        {{ type_if('contact', 'npe4__relatedcontact__c') }} as related_record_type,
        {{ salesforce_id('npe4__relatedcontact__c') }} as related_record_id,
        {{ clean_text('npe4__type__c') }} as relationship_raw,
        {{ instant('createddate') }} as related_at,
        {{ instant('createddate') }} as collected_at
    from ties
    where {{ yes_no('isdeleted') }} is not true
)

{{ conform('salesforce', 'relationships', from='renamed', lacks=['origin', 'collector']) }}
