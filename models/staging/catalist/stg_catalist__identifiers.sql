-- One row per number, address or id that a Catalist match file gives for a person.
with matches as (
    {{ latest_records(source('catalist', 'matches')) }}
),

sent as (
    select
        matches.*,
        {{ minted_id(who_was_sent('catalist')) }} as person_id
    from matches
),

given as (
    select
        {{ envelope('matches', rows='sent') }},
        'sent' as person_record_type, sent.person_id as person_record_id,
        coalesce('state:' || {{ region_code('sent.sent_state') }}, 'unknown:' || sent._source_id)
            as state_scope,
        labels.identifier_type, labels.identifier_value_raw
    from sent
    cross join {{ labelled([
        ['dwid', 'dwid'], ['state_voter_id', 'sent_statefileid'],
        ['external_id', 'sent_matchbackid'], ['phone', 'sent_phone'], ['email', 'sent_email'],
    ]) }} as labels (identifier_type, identifier_value_raw)
),

renamed as (
    select
        given.*,
        case identifier_type
            when 'dwid' then 'catalist'
            when 'state_voter_id' then state_scope
            when 'external_id' then 'unknown:' || source_id || ':' || file_id
        end as identifier_scope,
        case identifier_type when 'dwid' then 'tool' else 'entered' end as asserted_by,
        {{ identifier('identifier_type', 'identifier_value_raw') }} as identifier_value
    from given
    where {{ clean_text('identifier_value_raw') }} is not null
)

{{ conform(
    'catalist', 'identifiers', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'is_primary', 'valid_from_at', 'valid_to_at',
    ],
    checked=['identifier_value'],
) }}
