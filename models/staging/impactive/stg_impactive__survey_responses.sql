-- One row per custom field a volunteer of Impactive filled in about somebody.
with reported as (
    {{ latest_records(source('impactive', 'customizations')) }}
),

renamed as (
    select
        {{ envelope('customizations') }},
        {{ type_if('users', 'user_id') }} as collected_by_type,
        campaign_id || ':' || {{ clean_text('user_id') }} as collected_by_id,
        {{ instant('created_at', "'UTC'") }} as collected_at,
        {{ looked_up("lower(trim(reportable_type))", {
            'contact': 'contacts', 'usercontact': 'user_contacts', 'user': 'users',
        }) }} as person_record_type,
        case when lower(reportable_type) = 'user' then campaign_id || ':' || reportable_id else reportable_id end
            as person_record_id,
        custom_field_id as question_id, custom_field_name as question_name,
        {{ clean_name('value') }} as response_name,
        {{ instant('created_at', "'UTC'") }} as answered_at, created_at as answered_at_raw
    from reported
)

{{ conform('impactive', 'survey_responses', from='renamed', checked=['answered_at'], lacks=['origin', 'channel_raw', 'contact_attempt_record_type', 'contact_attempt_record_id', 'response_id', 'effort_id',
        'effort_name',
    ]) }}
