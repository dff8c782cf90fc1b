-- One row per gift received in Salesforce.
with gifts as (
    {{ latest_records(source('salesforce', 'opportunity')) }}
),

campaigns as (
    {{ latest_records(source('salesforce', 'campaign')) }}
),

-- The gift is its household's and moves with it on a merge; who gave is the primary contact.
renamed as (
    select
        {{ envelope('opportunity', rows='gifts') }},
        {{ type_if('contact', 'gifts.npsp__primary_contact__c') }} as person_record_type,
        {{ salesforce_id('gifts.npsp__primary_contact__c') }} as person_record_id,
        gifts.amount as amount_cents_raw,
        {{ cents('gifts.amount') }} as amount_cents,
        upper({{ clean_text('gifts.currencyisocode') }}) as currency_code,
        {{ clean_text('gifts.npe03__recurring_donation__c') }} is not null as is_recurring,
        'iswon' as status_raw,
        {{ salesforce_id('gifts.campaignid') }} as page_id,
        {{ clean_name('campaigns.name') }} as page_name,
        {{ clean_text('gifts.leadsource') }} as attribution_raw,
        gifts.closedate as donated_at_raw,
        {{ instant('gifts.closedate', 'gifts._time_zone') }} as donated_at
    from gifts
    left join campaigns
        on
            gifts._source_id = campaigns._source_id
            and {{ salesforce_id('gifts.campaignid') }} = campaigns._record_id
    -- What is only hoped for is no gift, whatever the group calls the stage.
    where {{ yes_no('gifts.iswon') }} and {{ yes_no('gifts.isdeleted') }} is not true
)

{{ conform(
    'salesforce', 'donations', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'order_id'],
    checked=['amount_cents', 'donated_at'],
) }}
