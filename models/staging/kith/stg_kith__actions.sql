-- One row per thing a person signed, sent or called about in an exchange by the standard.
with told as (
    {{ exchanged(['action']) }}
),

renamed as (
    select
        told.*,
        coalesce(own_result, result_raw, interaction_type) as action_type_raw,
        effort_id as page_id, effort_name as action_name,
        {{ instant('happened_at_raw') }} as acted_at, happened_at_raw as acted_at_raw
    from told
)

{{ conform(
    'kith', 'actions', from='renamed',
    checked=['acted_at'],
    lacks=['attribution_raw'],
) }}
