-- One row per id, number or address ThruTalk has for a person it was to call or who called.
with called as (
    {{ stacked('thrutalk', {'results': {}, 'script_results': {}}, shared={
        'voter_id': 'voter_id', 'voter_id_type': 'voter_id_type', 'given': 'voter_first_name',
        'family': 'voter_last_name', 'phone': 'voter_phone',
    }) }}
),

callers as (
    {{ latest_records(source('thrutalk', 'callers')) }}
),

voters as (
    select
        called.*,
        {{ minted_id(['voter_id_type', 'voter_id', 'given', 'family', 'phone']) }} as voter_record_id,
        row_number() over (
            partition by source_id, voter_id_type, voter_id, given, family, phone
            order by received_at, called.record_type, called.record_id
        ) as place
    from called
),

-- A voter id's type names a system, not an instance, mode or committee: nobody says whose it is.
given_ids as (
    select
        {{ same_record('voters') }}, 'voters' as person_record_type,
        voters.voter_record_id as person_record_id, 'entered' as asserted_by,
        labels.identifier_type, labels.identifier_value_raw,
        case labels.identifier_type when 'external_id' then
            'unknown:' || voters.source_id || ':' || coalesce(lower({{ clean_name('voters.voter_id_type') }}), '')
        end as identifier_scope
    from voters
    cross join {{ labelled([
        ['external_id', 'voter_id'], ['phone', 'phone'],
    ]) }} as labels (identifier_type, identifier_value_raw)
    where voters.place = 1
    union all
    select
        {{ envelope('callers', rows='callers') }}, 'callers', callers._record_id, 'entered',
        labels.identifier_type, labels.identifier_value_raw, null
    from callers
    cross join {{ labelled([
        ['email', 'email'], ['phone', 'phone'],
    ]) }} as labels (identifier_type, identifier_value_raw)
),

renamed as (
    select
        given_ids.*,
        {{ identifier('identifier_type', 'identifier_value_raw') }} as identifier_value
    from given_ids
    where {{ clean_text('identifier_value_raw') }} is not null
)

{{ conform(
    'thrutalk', 'identifiers', from='renamed', checked=['identifier_value'],
    lacks=['origin', 'collector', 'collected_at', 'is_primary', 'valid_from_at', 'valid_to_at'],
) }}
