-- One row per mailing sent, opened or clicked and per visit to a web page, as its tool tells it.
with message_events as (
    select * from {{ ref('all_message_events') }}
),

web_events as (
    select * from {{ ref('all_web_events') }}
)

{{ told(
    'mailing_sent', 'message_events', at='happened_at', when="activity_code = 'sent'",
    program_vocabulary_name="'channels'", program_word_code='channel_code',
    channel_code='channel_code', result_code='activity_code', topic_name='effort_name',
    effort_id='effort_id'
) }}
union all
{{ told(
    'mailing_opened', 'message_events', at='happened_at', when="activity_code = 'opened'",
    program_vocabulary_name="'channels'", program_word_code='channel_code',
    channel_code='channel_code', result_code='activity_code', topic_name='effort_name',
    effort_id='effort_id'
) }}
union all
{{ told(
    'mailing_clicked', 'message_events', at='happened_at', when="activity_code = 'clicked'",
    program_vocabulary_name="'channels'", program_word_code='channel_code',
    channel_code='channel_code', result_code='activity_code', topic_name='effort_name',
    effort_id='effort_id'
) }}
union all
{{ told(
    'web_visit', 'web_events', at='happened_at', program_vocabulary_name="'web_event_types'",
    program_word_code='event_type_code', result_code='event_type_code', topic_name='event_name',
    attribution_raw='attribution_raw'
) }}
