-- One row per thing somebody did on a group's website or in its app.
with events as (
    {{ latest_records(source('web', 'events')) }}
),

-- A visitor is who they say they are at the time: a shared computer would pass one's past to another.
renamed as (
    select
        {{ envelope('events') }},
        {{ type_if('users', 'user_id') }} as person_record_type,
        {{ clean_text('user_id') }} as person_record_id,
        {{ clean_text('visitor_id') }} as visitor_id,
        {{ clean_text('event_type') }} as event_type_raw,
        {{ clean_name('event_name') }} as event_name,
        nullif(substring({{ clean_text('page_url') }} from '^[^?#]*'), '') as page_url,
        nullif(concat_ws(' / ', {{ clean_text('utm_source') }}, {{ clean_text('utm_campaign') }}), '')
            as attribution_raw,
        {{ instant('occurred_at') }} as happened_at, occurred_at as happened_at_raw,
        {{ instant('occurred_at') }} as collected_at
    from events
)

{{ conform(
    'web', 'web_events', from='renamed', lacks=['origin', 'collector'], checked=['happened_at'],
) }}
