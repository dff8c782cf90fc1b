-- One row per message between an Impactive volunteer or campaign and a person, either way.
with messages as (
    {{ latest_records(source('impactive', 'messages')) }}
),

sided as (
    select
        messages.*, lower({{ clean_text('sender_type') }}) in ('contact', 'usercontact') as is_theirs
    from messages
),

told as (
    select
        sided.*,
        case when is_theirs then sender_type else receiver_type end as person_kind,
        case when is_theirs then sender_id else receiver_id end as person_id,
        case when is_theirs then sender_raw else receiver_raw end as contact_point_raw,
        case when is_theirs then receiver_id else sender_id end as volunteer_id
    from sided
),

renamed as (
    select
        {{ envelope('messages', rows='told') }},
        {{ looked_up("lower(trim(sender_type))", {'user': 'users'}) }} as collected_by_type,
        case when lower(trim(sender_type)) = 'user' then campaign_id || ':' || volunteer_id end
            as collected_by_id,
        {{ looked_up("lower(trim(person_kind))", {
            'contact': 'contacts', 'usercontact': 'user_contacts', 'user': 'users',
        }) }} as person_record_type,
        case when lower(person_kind) = 'user' then campaign_id || ':' || person_id else person_id end
            as person_record_id,
        'sms' as channel_raw, sender_type as direction_raw,
        coalesce({{ clean_text('twilio_status') }}, aasm_state) as status_raw,
        {{ phone_e164('contact_point_raw') }} as contact_point, contact_point_raw,
        activity_id as effort_id, activity_title as effort_name,
        {{ instant('coalesce(sent_at, created_at)', "'UTC'") }} as sent_at,
        coalesce(sent_at, created_at) as sent_at_raw
    from told
)

{{ conform(
    'impactive', 'messages', from='renamed', checked=['contact_point', 'sent_at'],
    lacks=['origin', 'collected_at'],
) }}
