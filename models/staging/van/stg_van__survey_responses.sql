-- One row per answer a VAN contact gave.
with answers as (
    {{ latest_records(source('van', 'contactssurveyresponses')) }}
),

questions as (
    {{ latest_records(source('van', 'surveyquestions')) }}
),

responses as (
    {{ latest_records(source('van', 'surveyresponses')) }}
),

campaigns as (
    {{ latest_records(source('van', 'campaigns')) }}
),

renamed as (
    select
        {{ envelope('contactssurveyresponses', rows='answers') }},
        {{ type_if('users', 'answers.canvassedby') }} as collected_by_type,
        {{ clean_text('answers.canvassedby') }} as collected_by_id,
        {{ van_instant('answers.datecanvassed', 'answers._time_zone') }} as collected_at,
        'contacts' as person_record_type,
        answers.vanid as person_record_id,
        {{ type_if('contactscontacts', 'answers.contactscontactid') }}
            as contact_attempt_record_type,
        {{ clean_text('answers.contactscontactid') }} as contact_attempt_record_id,
        answers.contacttypeid as channel_raw,
        answers.surveyquestionid as question_id,
        questions.surveyquestionname as question_name,
        answers.surveyresponseid as response_id,
        responses.surveyresponsename as response_name,
        {{ clean_text('answers.campaignid') }} as effort_id,
        campaigns.campaignname as effort_name,
        {{ van_instant('answers.datecanvassed', 'answers._time_zone') }} as answered_at,
        answers.datecanvassed as answered_at_raw
    from answers
    left join questions
        on
            answers._source_id = questions._source_id
            and answers.surveyquestionid = questions.surveyquestionid
    left join responses
        on
            answers._source_id = responses._source_id
            and answers.surveyquestionid = responses.surveyquestionid
            and answers.surveyresponseid = responses.surveyresponseid
    left join campaigns
        on
            answers._source_id = campaigns._source_id
            and answers.campaignid = campaigns.campaignid
)

{{ conform(
    'van', 'survey_responses', from='renamed',
    lacks=['origin'],
    checked=['answered_at'],
) }}
