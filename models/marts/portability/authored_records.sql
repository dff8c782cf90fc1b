-- One row per record somebody made and kind of work it is, whatever the tool.
with told as (
    select * from {{ ref('told_authored') }}
    where author_record_id is not null
),

authors as (
    select * from {{ ref('record_persons') }}
),

subjects as (
    select * from {{ ref('record_persons') }}
),

repeated_facts as (
    select * from {{ ref('repeated_facts') }}
),

counted_ties as (
    select * from {{ ref('counted_ties') }}
),

sources as (
    select * from {{ ref('sources') }}
),

organizations as (
    select * from {{ ref('organizations') }}
),

program_words as (
    select * from {{ ref('program_words') }}
)

-- All of it is made again with each build, in one pass over canon, as the timeline is.
select
    told.source_id,
    told.tool,
    told.record_type,
    told.record_id,
    told.authored_type_code,
    told.author_record_type,
    told.author_record_id,
    authors.person_id as author_person_id,
    told.subject_record_type,
    told.subject_record_id,
    subjects.person_id as subject_person_id,
    sources.organization_id,
    coalesce(program_words.program_code, 'unknown') as program_code,
    told.channel_code,
    told.result_code,
    coalesce(told.is_contact, false) as is_contact,
    coalesce(told.is_conversation, false) as is_conversation,
    told.topic_name,
    told.effort_id,
    told.occurred_at,
    {{ day_of('told.occurred_at', 'organizations.time_zone') }} as local_date,
    {{ month_of('told.occurred_at', 'organizations.time_zone') }} as month_date,
    authors.person_id is not null
    and coalesce(authors.person_id <> subjects.person_id, true)
    and repeated_facts.record_id is null
    and (not told.is_once_a_pair or counted_ties.record_id is not null) as is_counted,
    told.origin_system, told.origin_id, told.received_at, told.loaded_at, told.method,
    told.file_id, told.file_row
from told
inner join sources on told.source_id = sources.source_id
left join organizations on sources.organization_id = organizations.organization_id
left join authors
    on told.source_id = authors.source_id
    and told.author_record_type = authors.record_type
    and told.author_record_id = authors.record_id
left join subjects
    on told.source_id = subjects.source_id
    and told.subject_record_type = subjects.record_type
    and told.subject_record_id = subjects.record_id
left join program_words
    on told.program_vocabulary_name = program_words.vocabulary
    and coalesce(told.program_word_code, 'unknown') = program_words.code
left join repeated_facts
    on told.source_id = repeated_facts.source_id
    and told.record_type = repeated_facts.record_type
    and told.record_id = repeated_facts.record_id
    and told.interaction_type_code = repeated_facts.interaction_type_code
left join counted_ties
    on told.source_id = counted_ties.source_id
    and told.record_type = counted_ties.record_type
    and told.record_id = counted_ties.record_id
    and told.authored_type_code = counted_ties.authored_type_code
