-- One row per contact and channel they opted out of in Salesforce.
with contacts as (
    {{ latest_records(source('salesforce', 'contact')) }}
),

renamed as (
    select
        {{ envelope('contact', rows='contacts') }},
        'contact' as person_record_type,
        contacts._record_id as person_record_id,
        said.channel_raw,
        said.channel_raw as status_raw
    from contacts
    cross join {{ labelled([
        ['hasoptedoutofemail', 'hasoptedoutofemail'], ['donotcall', 'donotcall'],
    ]) }} as said (channel_raw, flag)
    where {{ yes_no('said.flag') }}
)

{{ conform(
    'salesforce', 'consents', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'contact_point', 'decided_at'],
) }}
