-- One row per gift in an exchange by the standard, those that were taken back included.
with told as (
    {{ exchanged(['donation', 'voided_donation']) }}
),

-- The amount is in whole cents; its text is kept to say which could not be read.
gifts as (
    select
        {{ same_record('told') }}, origin_system, origin_id, collected_by_type, collected_by_id,
        collected_at, person_record_type, person_record_id, currency_code,
        interaction_type as status_raw, effort_id as page_id, effort_name as page_name,
        amount_cents as amount_cents_raw,
        cast(substring(amount_cents from '^-?[0-9]{1,15}$') as bigint) as amount_cents,
        {{ instant('happened_at_raw') }} as donated_at, happened_at_raw as donated_at_raw
    from told
)

{{ conform(
    'kith', 'donations', from='gifts', checked=['amount_cents', 'donated_at'],
    lacks=['is_recurring', 'attribution_raw', 'order_id'],
) }}
