-- One row per visit of a page in an exchange by the standard.
with told as (
    {{ exchanged(['web_visit']) }}
),

visits as (
    select
        {{ same_record('told') }}, origin_system, origin_id, collected_by_type, collected_by_id,
        collected_at, person_record_type, person_record_id, interaction_type as event_type_raw,
        coalesce(event_name, effort_name) as event_name,
        {{ instant('happened_at_raw') }} as happened_at, happened_at_raw
    from told
)

{{ conform(
    'kith', 'web_events', from='visits', checked=['happened_at'],
    lacks=['visitor_id', 'page_url', 'attribution_raw'],
) }}
