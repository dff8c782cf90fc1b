-- One row per call of a Blocks phone bank that was made.
with calls as (
    {{ latest_records(source('blocks', 'phone_banking_calls')) }}
),

phone_banks as (
    {{ latest_records(source('blocks', 'phone_banking_phone_banks')) }}
),

renamed as (
    select
        {{ envelope('phone_banking_calls', rows='calls') }},
        'users' as collected_by_type, calls.called_by_user_id as collected_by_id,
        {{ type_if('people', 'calls.person_id') }} as person_record_type,
        {{ clean_text('calls.person_id') }} as person_record_id,
        'phone bank' as channel_raw,
        case
            when {{ yes_no('calls.participated') }} then 'participated'
            else coalesce({{ clean_text('calls.non_participation_reason') }}, calls.status)
        end as result_raw,
        calls.phone_bank_id as effort_id, phone_banks.name as effort_name,
        calls.updated_at as attempted_at_raw,
        {{ instant('calls.updated_at', 'calls._time_zone') }} as attempted_at
    from calls
    left join phone_banks
        on
            calls._source_id = phone_banks._source_id
            and calls.phone_bank_id = phone_banks.id
    where {{ clean_text('calls.called_by_user_id') }} is not null
),

timed as (
    select *, attempted_at as collected_at from renamed
)

{{ conform(
    'blocks', 'contact_attempts', from='timed',
    lacks=['origin', 'contact_point'], checked=['attempted_at'],
) }}
