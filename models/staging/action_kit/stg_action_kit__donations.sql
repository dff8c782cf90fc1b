-- One row per payment through ActionKit, each of a recurring gift's on its own.
with transactions as (
    {{ latest_records(source('action_kit', 'core_transaction')) }}
),

orders as (
    {{ latest_records(source('action_kit', 'core_order')) }}
),

actions as (
    {{ latest_records(source('action_kit', 'core_action')) }}
),

pages as (
    {{ latest_records(source('action_kit', 'core_page')) }}
),

recurring as (
    select distinct _source_id, order_id
    from ({{ latest_records(source('action_kit', 'core_orderrecurring')) }}) as latest
),

moved as (
    select
        {{ envelope('core_transaction') }}, _time_zone, order_id as gift_id, type, currency, trans_id,
        amount as amount_cents_raw, abs({{ cents('amount') }}) as amount_cents,
        created_at as donated_at_raw, {{ instant('created_at') }} as donated_at
    from transactions
    where {{ yes_no('success') }} and {{ yes_no('test_mode') }} is not true
),

numbered as (
    select
        moved.*,
        row_number() over (
            partition by source_id, gift_id, type, amount_cents order by donated_at desc, record_id
        ) as place
    from moved
),

-- Money back is a credit of the order: the newest payment of the same amount was taken back.
renamed as (
    select
        sales.*,
        {{ type_if('core_user', 'orders.user_id') }} as person_record_type,
        orders.user_id as person_record_id,
        upper({{ clean_text('sales.currency') }}) as currency_code,
        recurring.order_id is not null as is_recurring,
        case when credits.record_id is null then 'sale' else 'sale, credited' end as status_raw,
        actions.page_id,
        {{ clean_name('pages.title') }} as page_name,
        {{ clean_text('actions.source') }} as attribution_raw,
        coalesce({{ clean_text('orders.import_id') }}, {{ clean_text('sales.trans_id') }})
            as order_id,
        sales.donated_at as collected_at
    from numbered as sales
    left join numbered as credits
        on
            sales.source_id = credits.source_id and sales.gift_id = credits.gift_id
            and sales.amount_cents = credits.amount_cents and sales.place = credits.place
            and credits.type = 'credit'
    left join orders on sales.source_id = orders._source_id and sales.gift_id = orders.id
    left join recurring
        on sales.source_id = recurring._source_id and sales.gift_id = recurring.order_id
    left join actions on orders._source_id = actions._source_id and orders.action_id = actions.id
    left join pages on actions._source_id = pages._source_id and actions.page_id = pages.id
    where sales.type = 'sale'
)

{{ conform(
    'action_kit', 'donations', from='renamed',
    lacks=['origin', 'collector'],
    checked=['amount_cents', 'donated_at'],
) }}
