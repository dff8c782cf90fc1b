-- One row per donation in NationBuilder that succeeded, or did and was cancelled.
with donations as (
    {{ latest_records(source('nationbuilder', 'donations')) }}
),

-- A gift that came through ActBlue bears ActBlue's number of the order.
renamed as (
    select
        {{ envelope('donations') }},
        {{ type_if('signups', json_text('attributes', 'signup_id')) }} as person_record_type,
        {{ json_text('attributes', 'signup_id') }} as person_record_id,
        {{ json_text('attributes', 'amount') }} as amount_cents_raw,
        {{ cents(json_text('attributes', 'amount')) }} as amount_cents,
        {{ json_text('attributes', 'status') }} as status_raw,
        {{ json_text('attributes', 'page_id') }} as page_id,
        {{ clean_text(json_text('attributes', 'actblue_order_number')) }} as order_id,
        {{ json_text('attributes', 'succeeded_at') }} as donated_at_raw,
        {{ instant(json_text('attributes', 'succeeded_at')) }} as donated_at
    from donations
    where {{ clean_text(json_text('attributes', 'succeeded_at')) }} is not null
)

{{ conform(
    'nationbuilder', 'donations', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'currency_code', 'is_recurring', 'page_name',
        'attribution_raw',
    ],
    checked=['amount_cents', 'donated_at'],
) }}
