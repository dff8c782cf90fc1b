-- One row per thing that happened to an Action Network mailing on its way to one user.
with activities as (
    {{ latest_records(source('action_network', 'email_activities')) }}
),

emails as (
    {{ latest_records(source('action_network', 'emails')) }}
),

renamed as (
    select
        {{ envelope('email_activities', rows='activities') }},
        {{ type_if('users', 'activities.recipient_id') }} as person_record_type,
        {{ clean_text('activities.recipient_id') }} as person_record_id,
        'emails' as message_record_type, activities.email_id as message_record_id,
        'email' as channel_raw, {{ clean_text('activities.action_type') }} as activity_raw,
        activities.email_id as effort_id,
        coalesce({{ clean_name('emails.administrative_title') }}, {{ clean_name('emails.subject') }})
            as effort_name,
        {{ instant('activities.created_at', 'activities._time_zone') }} as happened_at,
        activities.created_at as happened_at_raw,
        {{ instant('activities.created_at', 'activities._time_zone') }} as collected_at
    from activities
    left join emails
        on activities._source_id = emails._source_id and activities.email_id = emails.id
)

{{ conform(
    'action_network', 'message_events', from='renamed',
    lacks=['origin', 'collector', 'page_url'], checked=['happened_at'],
) }}
