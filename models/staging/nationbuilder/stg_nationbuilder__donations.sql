-- One row per donation in NationBuilder that succeeded, or did and was cancelled.
with donations as (
    {{ latest_records(source('nationbuilder', 'donations')) }}
),

people as (
    select * from {{ ref('stg_nationbuilder__people') }}
),

-- A gift that came through ActBlue bears ActBlue's number of the order.
renamed as (
    select
        {{ envelope('donations', rows='donations') }},
        {{ type_if('signups', 'people.record_id') }} as person_record_type,
        people.record_id as person_record_id,
        {{ json_text('donations.attributes', 'amount') }} as amount_cents_raw,
        {{ cents(json_text('donations.attributes', 'amount')) }} as amount_cents,
        {{ json_text('donations.attributes', 'status') }} as status_raw,
        {{ json_text('donations.attributes', 'page_id') }} as page_id,
        {{ clean_text(json_text('donations.attributes', 'actblue_order_number')) }} as order_id,
        {{ json_text('donations.attributes', 'succeeded_at') }} as donated_at_raw,
        {{ instant(json_text('donations.attributes', 'succeeded_at'), 'donations._time_zone') }} as donated_at
    from donations
    left join people
        on
            donations._source_id = people.source_id
            and {{ json_text('donations.attributes', 'signup_id') }} = people.record_id
    where {{ clean_text(json_text('donations.attributes', 'succeeded_at')) }} is not null
)

{{ conform(
    'nationbuilder', 'donations', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'currency_code', 'is_recurring', 'page_name',
        'attribution_raw',
    ],
    checked=['amount_cents', 'donated_at'],
) }}
