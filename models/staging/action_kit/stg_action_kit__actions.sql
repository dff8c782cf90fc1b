-- One row per action an ActionKit user took themselves, gifts and sign-ups for events apart.
with actions as (
    {{ latest_records(source('action_kit', 'core_action')) }}
),

pages as (
    {{ latest_records(source('action_kit', 'core_page')) }}
),

-- Everything on a page is an action: what staff imported, leaving a list, and gifts and sign-ups,
-- which have shapes of their own.
renamed as (
    select
        {{ envelope('core_action', rows='actions') }},
        {{ type_if('core_user', 'actions.user_id') }} as person_record_type,
        actions.user_id as person_record_id,
        pages.type as action_type_raw,
        {{ clean_name('pages.title') }} as action_name,
        actions.page_id,
        {{ clean_text('actions.source') }} as attribution_raw,
        actions.created_at as acted_at_raw,
        {{ instant('actions.created_at', 'actions._time_zone') }} as acted_at,
        {{ instant('actions.created_at', 'actions._time_zone') }} as collected_at
    from actions
    left join pages
        on actions._source_id = pages._source_id and actions.page_id = pages.id
    where
        coalesce(lower(pages.type), '') not in (
            'import', 'unsubscribe', 'userupdate', 'userview', 'reconfirm', 'redirect',
            'donation', 'recurringdonationcancel', 'recurringdonationupdate',
            'eventcreate', 'eventmoderate', 'eventsignup'
        )
        and lower(actions.status) not in ('incomplete', 'spam')
)

{{ conform(
    'action_kit', 'actions', from='renamed',
    lacks=['origin', 'collector'],
    checked=['acted_at'],
) }}
