-- One row per thing that a destination's own records show of somebody.
{{ config(materialized='ephemeral') }}
with facts as (
    select distinct destination_id, fact_type_code
    from {{ ref('sync_routes') }}
),

contact_attempts as (
    select * from {{ ref('all_contact_attempts') }}
    where {{ is_synced_still('attempted_at') }}
),

survey_responses as (
    select * from {{ ref('all_survey_responses') }}
    where {{ is_synced_still('answered_at') }}
),

tags as (
    select * from {{ ref('all_tags') }}
),

outcomes as (
    select * from {{ ref('attendance_outcomes') }}
),

attendances as (
    select * from {{ ref('all_attendances') }}
),

rated_attendances as (
    select attendances.*, {{ is_over('outcomes') }} as is_over
    from attendances
    left join outcomes on attendances.status_code = outcomes.status_code
),

consents as (
    select * from {{ ref('consent_decisions') }}
    where said_code in ('opted_out', 'do_not_contact')
),

identifiers as (
    select * from {{ ref('all_identifiers') }}
    where identifier_type in ('email', 'phone') and valid_to_at is null
),

record_persons as (
    select * from {{ ref('record_persons') }}
),

own_records as (
    select * from {{ ref('own_records') }}
),

shown as (
    {{ shown('contact_attempt', 'contact_attempts', ['channel_raw', 'result_raw'], at='attempted_at') }}
    union all
    {{ shown('survey_answer', 'survey_responses', ['question_id', 'response_id'], at='answered_at') }}
    union all
    {{ shown('activist_code', 'tags', ['tag_id']) }}
    union all
    {{ shown('sign_up', 'rated_attendances', ['event_record_id', 'status_raw', 'lower(role_raw)'], part='shift_record_id', event='event_record_id', over='is_over', record='record_id') }}
    union all
    {{ shown('do_not_contact', 'consents', ['channel_code']) }}
    union all
    {{ shown('email', 'identifiers', ['identifier_value']) }}
    union all
    {{ shown('phone', 'identifiers', ['identifier_value']) }}
)

select
    shown.source_id as destination_id,
    record_persons.person_id,
    shown.fact_type_code,
    shown.shown_word,
    shown.shown_part_id,
    shown.shown_at,
    shown.shown_event_id,
    shown.is_over,
    own_records.sent_at as own_sent_at,
    own_records.effect_key as own_effect_key
from shown
inner join facts
    on shown.source_id = facts.destination_id and shown.fact_type_code = facts.fact_type_code
inner join record_persons
    on shown.source_id = record_persons.source_id
    and shown.person_record_type = record_persons.record_type
    and shown.person_record_id = record_persons.record_id
left join own_records
    on shown.source_id = own_records.destination_id
    and shown.fact_type_code = own_records.fact_type_code
    and shown.shown_record_id = own_records.record_id
