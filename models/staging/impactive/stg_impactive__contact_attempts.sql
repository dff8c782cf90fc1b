-- One row per Impactive call, and per person written to in an action, at the first message.
with calls as (
    {{ stacked('impactive', {
        'v2_voice_calls': {'result_raw': clean_text('stopped_reason'), 'phone': 'phone'},
        'voice_calls': {'result_raw': clean_text('aasm_state')},
    }, shared={
        'campaign_id': 'campaign_id', 'contact_id': 'contact_id', 'user_id': 'user_id',
        'activity_id': 'activity_id', 'activity_title': 'activity_title', 'result_raw': 'null',
        'heard': clean_text('twilio_answered_by'), 'phone': 'null', 'made': 'created_at',
    }) }}
),

messages as (
    {{ latest_records(source('impactive', 'messages')) }}
),

written_to as (
    select
        messages.*,
        {{ instant('coalesce(sent_at, created_at)', "'UTC'") }} as attempted_at,
        row_number() over (
            partition by _source_id, activity_id, receiver_type, receiver_id
            order by coalesce(sent_at, created_at), length(id), id
        ) as place
    from messages
    where lower(receiver_type) in ('contact', 'usercontact')
),

attempts as (
    select
        {{ same_record('calls') }}, calls.campaign_id, calls.user_id,
        'contacts' as person_record_type, calls.contact_id as person_record_id,
        'call' as channel_raw, coalesce(calls.heard, calls.result_raw) as result_raw,
        calls.phone as contact_point_raw, calls.activity_id as effort_id,
        calls.activity_title as effort_name, {{ instant('calls.made', "'UTC'") }} as attempted_at
    from calls
    union all
    select
        {{ envelope('messages', rows='written_to') }}, campaign_id,
        case when lower(sender_type) = 'user' then sender_id end,
        {{ looked_up("lower(trim(receiver_type))", {'contact': 'contacts', 'usercontact': 'user_contacts'}) }},
        receiver_id, 'sms', 'texted', receiver_raw, activity_id, activity_title, attempted_at
    from written_to
    where place = 1
),

renamed as (
    select
        attempts.*,
        {{ type_if('users', 'user_id') }} as collected_by_type,
        campaign_id || ':' || {{ clean_text('user_id') }} as collected_by_id,
        attempted_at as collected_at, {{ phone_e164('contact_point_raw') }} as contact_point
    from attempts
)

{{ conform(
    'impactive', 'contact_attempts', from='renamed', lacks=['origin'], checked=['contact_point'],
) }}
