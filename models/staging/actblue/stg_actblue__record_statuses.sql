-- One row per ActBlue line item that was refunded, and per series that was called off.
with refunded as (
    {{ latest_records(source('actblue', 'refunded_contributions')) }}
),

cancelled as (
    {{ latest_records(source('actblue', 'cancelled_recurring_contributions')) }}
),

marked as (
    select
        {{ envelope('refunded_contributions') }}, _time_zone,
        'refunded' as status_raw, refund_date as changed_at_raw
    from refunded
    union all
    select
        {{ envelope('cancelled_recurring_contributions') }}, _time_zone, 'cancelled', cancelled_on
    from cancelled
),

renamed as (
    select
        marked.*, record_type as about_record_type, record_id as about_record_id,
        {{ instant('changed_at_raw') }} as changed_at
    from marked
)

{{ conform(
    'actblue', 'record_statuses', from='renamed', lacks=['origin', 'collector', 'collected_at'],
    checked=['changed_at'],
) }}
