-- One row per registration finished or vote cast, as its tool tells it.
with all_registrations as (
    select * from {{ ref('all_registrations') }}
),

outcomes as (
    select * from {{ ref('registration_outcomes') }}
),

-- A record without a status is what its tool keeps it for: a form sent.
registrations as (
    select
        all_registrations.*,
        coalesce(all_registrations.registration_type_code, 'unknown') = 'voted' as is_vote
    from all_registrations
    inner join outcomes
        on coalesce(all_registrations.status_code, 'submitted') = outcomes.status_code
    where outcomes.is_completed
)

{{ told(
    'registration', 'registrations', at='coalesce(completed_at, started_at)', when='not is_vote',
    program_vocabulary_name="'registration_types'", program_word_code='registration_type_code',
    result_code='status_code', topic_name='page_name', effort_id='page_id',
    attribution_raw='attribution_raw'
) }}
union all
{{ told(
    'vote', 'registrations', at='coalesce(completed_at, started_at)', when='is_vote',
    program_vocabulary_name="'registration_types'", program_word_code='registration_type_code',
    result_code='status_code', topic_name='page_name', effort_id='page_id',
    attribution_raw='attribution_raw'
) }}
