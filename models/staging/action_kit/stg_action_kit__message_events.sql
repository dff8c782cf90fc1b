-- One row per mailing sent to, opened by or clicked in by an ActionKit user.
with addresses as (
    {{ latest_records(source('action_kit', 'core_clickurl')) }}
),

happened as (
    {{ stacked('action_kit', {
        'core_usermailing': {}, 'core_open': {}, 'core_click': {'clickurl_id': 'clickurl_id'},
    }, shared={
        'user_id': 'user_id', 'mailing_id': clean_text('mailing_id'), 'clickurl_id': 'null',
        'happened_at_raw': 'created_at',
    }) }}
),

renamed as (
    select
        happened.*,
        {{ type_if('core_user', 'happened.user_id') }} as person_record_type,
        happened.user_id as person_record_id,
        'core_mailing' as message_record_type,
        happened.mailing_id as message_record_id,
        'email' as channel_raw,
        happened.record_type as activity_raw,
        happened.mailing_id as effort_id,
        split_part({{ clean_text('addresses.url') }}, '?', 1) as page_url,
        {{ instant('happened.happened_at_raw', 'happened._time_zone') }} as happened_at,
        {{ instant('happened.happened_at_raw', 'happened._time_zone') }} as collected_at
    from happened
    left join addresses
        on happened.source_id = addresses._source_id and happened.clickurl_id = addresses.id
    -- A link may stand elsewhere than in a mailing.
    where happened.mailing_id is not null
)

{{ conform(
    'action_kit', 'message_events', from='renamed',
    lacks=['origin', 'collector', 'effort_name'],
    checked=['happened_at'],
) }}
