-- One row per thing done in a VoteAmerica tool that asked whether the subscriber may text.
with written as (
    {{ stacked('vote_america', {
        'registrations': {}, 'ballot_requests': {}, 'verifications': {}, 'reminders': {},
        'lookups': {}, 'election_lookups': {},
    }, shared={
        'status_raw': 'subscriber_sms_opt_in', 'phone': 'phone', 'made': 'time_started_utc',
    }) }}
),

renamed as (
    select
        written.*,
        record_type as person_record_type, record_id as person_record_id,
        'subscriber sms' as channel_raw, {{ phone_e164('phone') }} as contact_point,
        {{ instant('made', "'UTC'") }} as decided_at
    from written
    where {{ clean_text('status_raw') }} is not null
        and {{ clean_text('phone') }} is not null
)

{{ conform(
    'vote_america', 'consents', from='renamed',
    lacks=['origin', 'collector', 'collected_at'],
) }}
