-- One row per step towards voting in an exchange by the standard.
with told as (
    {{ exchanged(['registration', 'vote']) }}
),

renamed as (
    select
        told.*,
        concat_ws(' ', interaction_type, program_word) as registration_type_raw,
        result_raw as status_raw, effort_id as page_id, effort_name as page_name,
        {{ instant('happened_at_raw') }} as completed_at, happened_at_raw as completed_at_raw
    from told
)

{{ conform(
    'kith', 'registrations', from='renamed',
    checked=['completed_at'],
    lacks=['region_code', 'attribution_raw', 'started_at'],
) }}
