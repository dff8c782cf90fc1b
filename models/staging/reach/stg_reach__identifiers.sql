-- One row per id, number or address a Reach record gives for a person.
with people as (
    {{ latest_records(source('reach', 'people')) }}
),

users as (
    {{ latest_records(source('reach', 'users')) }}
),

-- The external id of the campaign's choice is headed by its own name; questions end in a bracket.
chosen as (
    select people.*, pair.name as header, pair.value as chosen_id
    from people
    cross join lateral {{ json_pairs('people._extra') }} as pair (name, value)
    where pair.name ~* 'id$'
),

given_ids as (
    select
        {{ envelope('people', rows='people') }}, labels.identifier_type,
        labels.identifier_value_raw, null as identifier_scope
    from people
    cross join {{ labelled([
        ['email', 'email'], ['phone', 'phone'],
    ]) }} as labels (identifier_type, identifier_value_raw)
    union all
    select
        {{ envelope('people', rows='chosen') }}, 'external_id', chosen_id,
        'unknown:' || _source_id || ':' || lower({{ clean_name('header') }})
    from chosen
    union all
    select
        {{ envelope('users', rows='users') }}, labels.identifier_type, labels.identifier_value_raw,
        case labels.identifier_type when 'reach_user_id' then 'reach' end
    from users
    cross join {{ labelled([
        ['email', 'email'], ['phone', 'phone'], ['reach_user_id', 'user_id'],
    ]) }} as labels (identifier_type, identifier_value_raw)
),

renamed as (
    select
        given_ids.*, record_type as person_record_type, record_id as person_record_id,
        case record_type when 'users' then 'tool' else 'entered' end as asserted_by,
        {{ identifier('identifier_type', 'identifier_value_raw') }} as identifier_value
    from given_ids
    where {{ clean_text('identifier_value_raw') }} is not null
)

{{ conform(
    'reach', 'identifiers', from='renamed', checked=['identifier_value'],
    lacks=['origin', 'collector', 'collected_at', 'is_primary', 'valid_from_at', 'valid_to_at'],
) }}
