-- One row per attempt to reach a person in an exchange by the standard.
with told as (
    {{ exchanged(['contact_attempt']) }}
),

renamed as (
    select
        told.*,
        {{ instant('happened_at_raw') }} as attempted_at, happened_at_raw as attempted_at_raw
    from told
)

{{ conform(
    'kith', 'contact_attempts', from='renamed',
    checked=['attempted_at'],
    lacks=['contact_point'],
) }}
