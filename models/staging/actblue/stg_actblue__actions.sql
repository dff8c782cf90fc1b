-- One row per line item given through an ActBlue entity's form to somebody else.
with managed as (
    {{ latest_records(source('actblue', 'managed_form_contributions')) }}
),

own as (
    select _source_id, _record_id from {{ source('actblue', 'paid_contributions') }}
    union
    select _source_id, _record_id from {{ source('actblue', 'refunded_contributions') }}
),

-- What the entity itself was paid through its form is a donation already; a tip is nobody's deed.
renamed as (
    select
        {{ envelope('managed_form_contributions', rows='managed') }},
        'managed_form_contributions' as person_record_type,
        managed._record_id as person_record_id,
        'managed_form_contribution' as action_type_raw,
        {{ clean_name('managed.recipient') }} as action_name,
        {{ clean_text('managed.fundraising_page') }} as page_id,
        {{ clean_text('managed.reference_code') }} as attribution_raw,
        {{ instant('managed.date', 'managed._time_zone') }} as acted_at,
        {{ instant('managed.date', 'managed._time_zone') }} as collected_at,
        managed.date as acted_at_raw
    from managed
    left join own
        on managed._source_id = own._source_id and managed._record_id = own._record_id
    where
        own._record_id is null
        and lower({{ clean_text('managed.recipient') }}) is distinct from 'actblue'
)

{{ conform(
    'actblue', 'actions', from='renamed', lacks=['origin', 'collector'], checked=['acted_at'],
) }}
