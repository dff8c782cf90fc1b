-- One row per call of Scale to Win's dialer, in whichever pass.
with calls as (
    {{ latest_records(source('scale_to_win_dialer', 'calls')) }}
),

renamed as (
    select
        {{ envelope('calls') }},
        {{ type_if('callers', email('caller')) }} as collected_by_type,
        {{ minted_contact_id('caller') }} as collected_by_id,
        {{ instant('called_at') }} as collected_at,
        'contacts' as person_record_type, {{ minted_id(['external_id', 'first_name', 'last_name', 'phone']) }} as person_record_id,
        'phone' as channel_raw,
        -- Question 1 is the canvass status; where nobody was put through, the dialer says how it went.
        coalesce({{ clean_text('first_answer') }}, {{ clean_text('system_result') }}) as result_raw,
        {{ phone_e164('phone') }} as contact_point, phone as contact_point_raw,
        campaign as effort_id, campaign as effort_name,
        {{ instant('called_at') }} as attempted_at, called_at as attempted_at_raw
    from calls
)

{{ conform(
    'scale_to_win_dialer', 'contact_attempts', from='renamed', lacks=['origin'],
    checked=['contact_point', 'attempted_at'],
) }}
