-- One row per answer a person gave in an exchange by the standard, whatever it was a part of.
with told as (
    {{ exchanged() }}
),

-- An answer at the door stands on the line of the attempt.
answers as (
    select
        told.*,
        case when interaction_type = 'contact_attempt' then record_type end
            as contact_attempt_record_type,
        case when interaction_type = 'contact_attempt' then record_id end
            as contact_attempt_record_id,
        {{ instant('happened_at_raw') }} as answered_at, happened_at_raw as answered_at_raw
    from told
    where coalesce(response_id, response_name) is not null
)

{{ conform('kith', 'survey_responses', from='answers', checked=['answered_at']) }}
