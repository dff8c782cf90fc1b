-- One row per change of what an address wants to get, and per contact who wants none, in HubSpot.
with changed as (
    {{ latest_records(source('hubspot', 'subscription_changes')) }}
),

contacts as (
    {{ latest_records(source('hubspot', 'contacts')) }}
),

-- One change may be about several subscriptions: a no to one of them goes before a yes.
said as (
    select
        {{ envelope('subscription_changes', rows='changed') }}, changed._time_zone,
        changed.recipient as contact_point_raw, changed.timestamp as decided_at_raw,
        {{ json_text('changes_said.item', 'change') }} as status_raw,
        row_number() over (
            partition by changed._source_id, changed._record_id
            order by {{ json_text('changes_said.item', 'change') }} desc
        ) as place
    from changed
    cross join lateral {{ json_items('changed.changes') }} as changes_said (item)
    where {{ json_text('changes_said.item', 'change') }} is not null
),

stated as (
    select
        {{ same_record('said') }}, said._time_zone, null as contact_id, said.contact_point_raw,
        said.decided_at_raw, said.status_raw
    from said
    where said.place = 1
    union all
    select {{ envelope('contacts') }}, _time_zone, id, email, null, 'hs_email_optout'
    from contacts
    where {{ yes_no('hs_email_optout') }}
),

renamed as (
    select
        stated.*, {{ type_if('contacts', 'contact_id') }} as person_record_type,
        contact_id as person_record_id, 'email' as channel_raw,
        {{ email('contact_point_raw') }} as contact_point,
        coalesce({{ epoch_instant('decided_at_raw') }}, {{ instant('decided_at_raw') }})
            as decided_at
    from stated
)

{{ conform(
    'hubspot', 'consents', from='renamed',
    lacks=['origin', 'collector', 'collected_at'],
    checked=['contact_point', 'decided_at'],
) }}
