-- One row per donation in Action Network, whichever carrier brought it.
with pages as (
    {{ stacked('action_network', {
        'osdi_fundraising_pages': {'page_id': '_record_id', 'title': 'coalesce(title, name)'},
        'fundraisings': {'page_id': 'id', 'title': 'title'},
    }) }}
),

api as (
    {{ stacked('action_network', {'osdi_donations': {
        'uuid': '_record_id',
        'origin_system': clean_text('origin_system'),
        'person_record_type': type_if('osdi_people', linked_id('person_id', 'osdi:person')),
        'person_record_id': linked_id('person_id', 'osdi:person'),
        'page_type': "'osdi_fundraising_pages'",
        'page_id': linked_id('fundraising_page_id', 'osdi:fundraising_page'),
        'amount': 'amount',
        'currency_code': 'upper(' ~ clean_text('currency') ~ ')',
        'is_recurring_raw': json_text('recurrence', 'recurring'),
        'status_raw': "'voided: ' || voided",
        'attribution_raw': json_text('referrer_data', 'source'),
        'order_id': "coalesce(substring(cast(identifiers as text) from 'actblue:([^\"]+)'), "
            ~ json_text('payment', 'reference_number') ~ ')',
        'donated_at_raw': 'coalesce(action_date, created_date)',
    }}) }}
),

mirror as (
    {{ stacked('action_network', {'donations': {
        'uuid': 'uuid',
        'origin_system': clean_text('originating_system'),
        'person_record_type': type_if('users', 'user_id'),
        'person_record_id': "nullif(user_id, '')",
        'page_type': "'fundraisings'",
        'page_id': 'fundraising_id',
        'amount': "coalesce(nullif(amount, ''), total_amount)",
        'currency_code': 'null',
        'is_recurring_raw': 'recurring',
        'status_raw': 'null',
        'attribution_raw': 'null',
        'order_id': 'null',
        'donated_at_raw': 'created_at',
    }}) }}
),

given as (
    {{ carried_once('api', 'mirror') }}
),

read as (
    select
        given.*,
        given.amount as amount_cents_raw,
        {{ clean_name('pages.title') }} as page_name,
        {{ cents('given.amount') }} as amount_cents,
        {{ yes_no('given.is_recurring_raw') }} as is_recurring,
        {{ instant('given.donated_at_raw', 'given._time_zone') }} as donated_at,
        {{ instant('given.donated_at_raw', 'given._time_zone') }} as collected_at
    from given
    left join pages
        on
            given.source_id = pages.source_id and given.page_type = pages.record_type
            and given.page_id = pages.page_id
)

{{ conform(
    'action_network', 'donations', from='read',
    lacks=['origin_id', 'collector'],
    checked=['amount_cents', 'is_recurring', 'donated_at'],
) }}
