-- One row per call of a CallHub campaign, retries included.
with calls as (
    {{ callhub_report('call_reports') }}
),

renamed as (
    select
        {{ envelope('call_reports', rows='calls') }},
        {{ type_if('agents', 'agent_id') }} as collected_by_type, agent_id as collected_by_id,
        {{ type_if('contacts', 'contact_id') }} as person_record_type, contact_id as person_record_id,
        'phone' as channel_raw, disposition as result_raw,
        {{ phone_e164('contact') }} as contact_point, contact as contact_point_raw,
        campaign as effort_id, campaign as effort_name,
        {{ instant('called_at') }} as attempted_at, called_at as attempted_at_raw,
        {{ instant('called_at') }} as collected_at
    from calls
)

{{ conform(
    'callhub', 'contact_attempts', from='renamed', checked=['contact_point', 'attempted_at'],
    lacks=['origin'],
) }}
