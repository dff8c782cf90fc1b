-- One row per thing a person did, as its tool tells it. A sign-up and what became of it are two.
with actions as (
    select * from {{ ref('all_actions') }}
),

donations as (
    select * from {{ ref('all_donations') }}
),

events as (
    select * from {{ ref('all_events') }}
),

all_attendances as (
    select * from {{ ref('all_attendances') }}
),

outcomes as (
    select * from {{ ref('attendance_outcomes') }}
),

-- A record without a status is what its tool keeps it for: a sign-up. It was made before the event,
-- and before the export that brings it.
attendances as (
    select
        all_attendances.*,
        case when starts_at is not null then least(starts_at, received_at) end as known_start_at,
        outcomes.is_sign_up,
        coalesce(all_attendances.is_attended, outcomes.is_show) as is_show,
        coalesce(not all_attendances.is_attended, outcomes.is_flake) as is_flake
    from all_attendances
    inner join outcomes
        on coalesce(all_attendances.status_code, 'registered') = outcomes.status_code
)

{{ told(
    'action', 'actions', at='acted_at', program_vocabulary_name="'action_types'",
    program_word_code='action_type_code', result_code='action_type_code', topic_name='action_name',
    effort_id='page_id', attribution_raw='attribution_raw'
) }}
union all
{{ told(
    'sign_up', 'attendances', at='coalesce(signed_up_at, known_start_at)', when='is_sign_up',
    program_vocabulary_name="'event_types'", program_word_code='event_type_code', result_code='status_code',
    role_code='role_code', topic_name='event_name', event_record_type='event_record_type',
    event_record_id='event_record_id', attribution_raw='attribution_raw'
) }}
union all
{{ told(
    'attendance', 'attendances', at='coalesce(starts_at, signed_up_at)', when='is_show',
    program_vocabulary_name="'event_types'", program_word_code='event_type_code', result_code='status_code',
    role_code='role_code', topic_name='event_name', event_record_type='event_record_type',
    event_record_id='event_record_id', attribution_raw='attribution_raw'
) }}
union all
{{ told(
    'no_show', 'attendances', at='coalesce(starts_at, signed_up_at)', when='is_flake',
    program_vocabulary_name="'event_types'", program_word_code='event_type_code', result_code='status_code',
    role_code='role_code', topic_name='event_name', event_record_type='event_record_type',
    event_record_id='event_record_id', attribution_raw='attribution_raw'
) }}
union all
{{ told(
    'hosting', 'events', at='starts_at', when='deleted_at is null and starts_at <= received_at',
    person=['host_record_type', 'host_record_id'], program_vocabulary_name="'event_types'",
    program_word_code='event_type_code', role_code="'host'", topic_name='event_name',
    event_record_type='record_type', event_record_id='record_id'
) }}
union all
{{ told(
    'donation', 'donations', at='donated_at', when="coalesce(status_code, 'completed') = 'completed'",
    program_vocabulary_name="'interaction_types'",
    program_word_code="'donation'", result_code='status_code', topic_name='page_name',
    effort_id='page_id', amount_cents='amount_cents', currency_code='currency_code',
    attribution_raw='attribution_raw'
) }}
union all
{{ told(
    'voided_donation', 'donations', at='donated_at',
    when="status_code <> 'completed'", program_vocabulary_name="'interaction_types'",
    program_word_code="'donation'", result_code='status_code', topic_name='page_name',
    effort_id='page_id', attribution_raw='attribution_raw'
) }}
