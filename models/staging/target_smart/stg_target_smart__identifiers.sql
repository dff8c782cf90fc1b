-- One row per number, address or id a SmartMatch file gives for a person, its only match among them.
with smartmatch as (
    {{ latest_records(source('target_smart', 'smartmatch')) }}
),

sent as (
    select
        smartmatch.*,
        {{ minted_id(who_was_sent('target_smart')) }} as person_id
    from smartmatch
),

-- Of several voters who may be the one, none is said to be.
counted as (
    select
        sent.*,
        case when count({{ clean_text('vb_voterbase_id') }}) over (
            partition by _source_id, _file_id, person_id
        ) = 1 then vb_voterbase_id end as only_voterbase_id
    from sent
),

given as (
    select
        {{ envelope('smartmatch', rows='counted') }},
        'sent' as person_record_type, counted.person_id as person_record_id,
        coalesce('state:' || {{ region_code('counted.state') }}, 'unknown:' || counted._source_id)
            as state_scope,
        labels.identifier_type, labels.identifier_value_raw
    from counted
    cross join {{ labelled([
        ['voterbase_id', 'only_voterbase_id'], ['state_voter_id', 'voter_id'], ['van_id', 'vanid'],
        ['external_id', 'matchback_id'], ['phone', 'phone'], ['email', 'email'],
    ]) }} as labels (identifier_type, identifier_value_raw)
),

renamed as (
    select
        given.*,
        case identifier_type
            when 'voterbase_id' then 'targetsmart'
            when 'state_voter_id' then state_scope
            when 'van_id' then 'unknown:' || source_id || ':van_id'
            when 'external_id' then 'unknown:' || source_id || ':' || file_id
        end as identifier_scope,
        case identifier_type when 'voterbase_id' then 'tool' else 'entered' end as asserted_by,
        {{ identifier('identifier_type', 'identifier_value_raw') }} as identifier_value
    from given
    where {{ clean_text('identifier_value_raw') }} is not null
)

{{ conform(
    'target_smart', 'identifiers', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'is_primary', 'valid_from_at', 'valid_to_at',
    ],
    checked=['identifier_value'],
) }}
