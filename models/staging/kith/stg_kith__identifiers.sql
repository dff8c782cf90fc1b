-- One row per address, number or id that an exchange by the standard gives for a person.
with people as (
    {{ latest_records(source('kith', 'people')) }}
),

-- An id in another system is "system:id"; several stand side by side, or are a list in JSON.
named as (
    select people._source_id, people._record_id, claim.words
    from people
    cross join lateral regexp_matches(
        people.identifiers, '([^\s:,"\[\]]+):([^\s,"\[\]]+)', 'g'
    ) as claim (words)
),

given as (
    select
        {{ envelope('people', rows='people') }}, {{ made_by('people') }},
        labels.identifier_type, labels.identifier_value_raw, null as identifier_scope
    from people
    cross join {{ labelled([['email', 'email'], ['phone', 'phone']]) }}
        as labels (identifier_type, identifier_value_raw)
    union all
    -- What a volunteer's package says of ids elsewhere is a claim, and is compared with nothing.
    select
        {{ envelope('people', rows='people') }}, {{ made_by('people') }},
        case people._method when 'bundle' then 'claimed_id' else 'external_id' end,
        named.words[2], 'unknown:' || people._source_id || ':' || named.words[1]
    from people
    inner join named
        on people._source_id = named._source_id and people._record_id = named._record_id
),

renamed as (
    select
        given.*, record_type as person_record_type, record_id as person_record_id,
        'entered' as asserted_by,
        {{ identifier('identifier_type', 'identifier_value_raw') }} as identifier_value
    from given
    where {{ clean_text('identifier_value_raw') }} is not null
)

{{ conform(
    'kith', 'identifiers', from='renamed', checked=['identifier_value'],
    lacks=['is_primary', 'valid_from_at', 'valid_to_at'],
) }}
