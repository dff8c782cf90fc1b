-- One row per id, number or address an Empower profile gives for a person.
with profiles as (
    {{ latest_records(source('empower', 'profiles')) }}
),

given_ids as (
    select
        {{ envelope('profiles', rows='profiles') }},
        labels.label, labels.identifier_value_raw,
        {{ epoch_instant('profiles.created_mts') }} as valid_from_at
    from profiles
    cross join {{ labelled([
        ['email', 'email'], ['phone', 'phone'], ['my_voters', 'my_voters_van_id'],
        ['my_campaign', 'my_campaign_van_id'],
    ]) }} as labels (label, identifier_value_raw)
    where {{ clean_text('labels.identifier_value_raw') }} is not null
),

-- Two modes of VAN are two spaces of ids; of which committee is nowhere said.
renamed as (
    select
        given_ids.*, 'profiles' as person_record_type, record_id as person_record_id,
        case when label in ('email', 'phone') then label else 'van_id' end as identifier_type,
        case when label not in ('email', 'phone') then 'unknown:' || source_id || ':' || label end
            as identifier_scope,
        case when label in ('email', 'phone') then 'entered' else 'vendor_crosswalk' end as asserted_by,
        {{ identifier("case when label in ('email', 'phone') then label end", 'identifier_value_raw') }}
            as identifier_value
    from given_ids
)

{{ conform(
    'empower', 'identifiers', from='renamed', checked=['identifier_value'],
    lacks=['origin', 'collector', 'collected_at', 'is_primary', 'valid_to_at'],
) }}
