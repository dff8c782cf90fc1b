-- One row per thing that happened to a Mailchimp mailing on its way to one member.
with campaigns as (
    {{ latest_records(source('mailchimp', 'campaigns')) }}
),

reported as (
    {{ stacked('mailchimp', {
        'sent_to': {'action': 'status'},
        'unsubscribes': {'action': "'unsubscribe'", 'happened': 'timestamp'},
        'email_activity': {'activity': 'activity'},
    }, shared={
        'campaign_id': 'campaign_id', 'list_id': 'list_id', 'email_id': 'email_id',
        'action': 'null', 'happened': 'null', 'activity': 'cast(null as jsonb)',
    }) }}
),

acts as (
    select
        reported.*, {{ json_text('acts.act', 'action') }} as act_name,
        {{ json_text('acts.act', 'timestamp') }} as acted_at, {{ json_text('acts.act', 'url') }} as url
    from reported
    left join lateral {{ json_items('reported.activity') }} as acts (act) on true
    where reported.record_type <> 'email_activity' or acts.act is not null
),

-- A member may do the same twice in a second; more of it may follow, and earlier acts keep their id.
named as (
    select
        acts.*, {{ json_text('campaigns.settings', 'title') }} as title,
        coalesce(acts.act_name, acts.action) as activity_raw,
        coalesce(acts.acted_at, acts.happened, campaigns.send_time) as happened_at_raw,
        row_number() over (
            partition by acts.source_id, acts.record_type, acts.record_id, act_name, acted_at
            order by acts.url
        ) as place
    from acts
    left join campaigns
        on acts.source_id = campaigns._source_id and acts.campaign_id = campaigns.id
),

renamed as (
    select
        source_id, record_type, is_record_id_minted, received_at, loaded_at, method, file_id,
        file_row, concat_ws(':', record_id, act_name, acted_at, nullif(place, 1)) as record_id,
        'members' as person_record_type, concat(list_id, ':', email_id) as person_record_id,
        'campaigns' as message_record_type, campaign_id as message_record_id,
        'email' as channel_raw, activity_raw, campaign_id as effort_id,
        {{ clean_name('title') }} as effort_name, split_part(url, '?', 1) as page_url,
        {{ instant('happened_at_raw') }} as happened_at, happened_at_raw,
        {{ instant('happened_at_raw') }} as collected_at
    from named
)

{{ conform(
    'mailchimp', 'message_events', from='renamed', lacks=['origin', 'collector'],
    checked=['happened_at'],
) }}
