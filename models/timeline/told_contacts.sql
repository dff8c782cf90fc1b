-- One row per contact with a person, as its tool tells it: attempts, answers and messages.
with contact_attempts as (
    select * from {{ ref('all_contact_attempts') }}
),

survey_responses as (
    select * from {{ ref('all_survey_responses') }}
),

messages as (
    select * from {{ ref('all_messages') }}
)

{{ told(
    'contact_attempt', 'contact_attempts', at='attempted_at', program_vocabulary_name="'channels'",
    program_word_code='channel_code', channel_code='channel_code', result_code='result_code',
    is_contact='is_contact', is_conversation='is_conversation', topic_name='effort_name',
    effort_id='effort_id'
) }}
union all
{{ told(
    'survey_response', 'survey_responses', at='answered_at', program_vocabulary_name="'channels'",
    program_word_code='channel_code', channel_code='channel_code', topic_name='question_name',
    effort_id='effort_id'
) }}
union all
{{ told(
    'message_sent', 'messages', at='sent_at',
    when="direction_code is distinct from 'by_them'", program_vocabulary_name="'channels'",
    program_word_code='channel_code', channel_code='channel_code', result_code='status_code',
    topic_name='effort_name', effort_id='effort_id'
) }}
union all
{{ told(
    'message_received', 'messages', at='sent_at', when="direction_code = 'by_them'",
    program_vocabulary_name="'channels'", program_word_code='channel_code', channel_code='channel_code',
    result_code='status_code', topic_name='effort_name', effort_id='effort_id'
) }}
