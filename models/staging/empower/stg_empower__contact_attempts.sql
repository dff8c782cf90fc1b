-- One row per user and contact who talked about a call to action of Empower.
with results as (
    {{ latest_records(source('empower', 'results')) }}
),

ctas as (
    {{ latest_records(source('empower', 'ctas')) }}
),

renamed as (
    select
        {{ envelope('results', rows='results') }},
        {{ type_if('profiles', 'results.user_eid') }} as collected_by_type,
        {{ clean_text('results.user_eid') }} as collected_by_id,
        {{ epoch_instant('results.created_mts') }} as collected_at,
        {{ type_if('profiles', 'results.contact_eid') }} as person_record_type,
        {{ clean_text('results.contact_eid') }} as person_record_id,
        ctas.action_type as channel_raw,
        coalesce({{ clean_text('results.initial_prompt_response') }}, 'logged') as result_raw,
        results.cta_id as effort_id, ctas.name as effort_name,
        {{ epoch_instant('results.created_mts') }} as attempted_at,
        results.created_mts as attempted_at_raw
    from results
    left join ctas on results._source_id = ctas._source_id and results.cta_id = ctas.id
)

{{ conform(
    'empower', 'contact_attempts', from='renamed', checked=['attempted_at'],
    lacks=['origin', 'contact_point'],
) }}
