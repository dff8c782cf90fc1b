-- One row per number, address or VANID a ThruText export gives for a person.
with people as (
    select * from {{ ref('stg_thrutext__people') }}
),

listed as (
    {{ stacked('thrutext', {'messages': {}, 'surveys': {}, 'opt_outs': {}}, shared={
        'person_record_id': clean_text('contact_id'), 'van_id': 'van_id',
        'van_campaign_id': 'van_campaign_id',
    }) }}
),

-- The two are ids of My Voters and of My Campaign, and nothing says of which state or committee.
synced as (
    select
        listed.*, ids.field,
        row_number() over (
            partition by listed.source_id, listed.person_record_id, ids.field, ids.value
            order by listed.received_at, listed.record_type, listed.record_id
        ) as mention,
        {{ clean_text('ids.value') }} as identifier_value
    from listed
    cross join {{ labelled([
        ['van_id', 'van_id'], ['van_campaign_id', 'van_campaign_id'],
    ]) }} as ids (field, value)
),

stated as (
    select
        {{ same_record('people') }}, people.record_type as person_record_type,
        people.record_id as person_record_id, given.identifier_type, null as identifier_scope,
        given.identifier_value, 'entered' as asserted_by
    from people
    cross join {{ labelled([
        ['phone', 'phone_e164'], ['email', 'email'],
    ]) }} as given (identifier_type, identifier_value)
    union all
    select
        {{ same_record('synced') }}, 'contacts' as person_record_type, person_record_id,
        'van_id' as identifier_type, 'unknown:' || source_id || ':' || field as identifier_scope,
        identifier_value, 'vendor_crosswalk' as asserted_by
    from synced
    where mention = 1
),

known as (
    select * from stated where person_record_id is not null and identifier_value is not null
)

{{ conform(
    'thrutext', 'identifiers', from='known',
    lacks=[
        'origin', 'collector', 'collected_at', 'is_primary', 'valid_from_at', 'valid_to_at',
    ],
) }}
