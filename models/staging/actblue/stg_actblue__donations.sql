-- One row per line item paid to an ActBlue entity, whether it stands or was refunded.
with reported as (
    {{ stacked('actblue', {
        'paid_contributions': {'status_raw': "case when " ~ clean_text('refund_id') ~ " is null then 'paid' else 'refunded' end"},
        'refunded_contributions': {'status_raw': "'refunded'"},
    }, shared={
        'recipient': 'recipient', 'amount_cents_raw': 'amount', 'months': 'recurring_total_months',
        'payment': 'recurrence_number', 'weekly': 'recur_weekly', 'page': 'fundraising_page',
        'refcode': 'reference_code', 'receipt': 'receipt_id', 'donated_at_raw': 'date',
    }) }}
),

-- A refund is the line item over again in another report: one gift, which keeps its first record.
-- What a donor adds for ActBlue itself is no gift to the group.
gifts as (
    select
        reported.*,
        max(status_raw) over (partition by source_id, record_id) as latest_status,
        row_number() over (partition by source_id, record_id order by record_type) as place
    from reported
    where lower({{ clean_text('recipient') }}) is distinct from 'actblue'
),

renamed as (
    select
        {{ same_record('gifts') }},
        record_type as person_record_type, record_id as person_record_id,
        abs({{ cents('amount_cents_raw') }}) as amount_cents, amount_cents_raw,
        'USD' as currency_code,
        coalesce({{ yes_no('weekly') }}, false)
        or coalesce({{ clean_text('months') }} not in ('0', '1'), false)
        or coalesce({{ whole_number('payment') }} > 1, false) as is_recurring,
        latest_status as status_raw,
        {{ clean_text('page') }} as page_id,
        substring({{ clean_text('page') }} from '([^/?#]+)/?(?:[?#].*)?$') as page_name,
        {{ clean_text('refcode') }} as attribution_raw,
        {{ clean_text('receipt') }} as order_id,
        {{ instant('donated_at_raw') }} as donated_at, donated_at_raw,
        {{ instant('donated_at_raw') }} as collected_at
    from gifts
    where place = 1
)

{{ conform(
    'actblue', 'donations', from='renamed', lacks=['origin', 'collector'],
    checked=['amount_cents', 'donated_at'],
) }}
