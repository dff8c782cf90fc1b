-- One row per id, number or address Scale to Win's dialer has for a person.
with calls as (
    {{ latest_records(source('scale_to_win_dialer', 'calls')) }}
),

told as (
    select
        calls.*, {{ minted_id(['external_id', 'first_name', 'last_name', 'phone']) }} as contact_id, {{ minted_contact_id('caller') }} as caller_id,
        {{ email('caller') }} as caller_email
    from calls
),

-- A list's ids are VAN's of one committee, or a spreadsheet's lines: nobody says which.
given_ids as (
    select
        {{ envelope('calls', rows='told') }}, labels.identifier_type, labels.identifier_value_raw,
        case when labels.identifier_type = 'email' then 'callers' else 'contacts' end as person_record_type,
        case when labels.identifier_type = 'email' then told.caller_id else told.contact_id end
            as person_record_id,
        case when labels.identifier_type = 'external_id'
            then 'unknown:' || told._source_id || ':' || coalesce(told.campaign, '')
        end as identifier_scope,
        row_number() over (
            partition by
                told._source_id, labels.identifier_type, labels.identifier_value_raw,
                case when labels.identifier_type <> 'email' then told.contact_id end,
                case when labels.identifier_type = 'external_id' then told.campaign end
            order by told._extracted_at, told._record_id
        ) as place
    from told
    cross join {{ labelled([
        ['external_id', 'external_id'], ['phone', 'phone'], ['email', 'caller_email'],
    ]) }} as labels (identifier_type, identifier_value_raw)
    where {{ clean_text('labels.identifier_value_raw') }} is not null
),

renamed as (
    select
        given_ids.*, 'entered' as asserted_by,
        {{ identifier('identifier_type', 'identifier_value_raw') }} as identifier_value
    from given_ids
    where place = 1
)

{{ conform(
    'scale_to_win_dialer', 'identifiers', from='renamed', checked=['identifier_value'],
    lacks=['origin', 'collector', 'collected_at', 'is_primary', 'valid_from_at', 'valid_to_at'],
) }}
