-- One row per record that is somebody's work, as its tool tells it, and the record of whose.
with told as (
    select * from {{ ref('told_activities') }}
    union all
    select * from {{ ref('told_contacts') }}
    union all
    select * from {{ ref('told_registrations') }}
    union all
    select * from {{ ref('told_entries') }}
),

authored_types as (
    select * from {{ ref('authored_types') }}
),

-- An event is its host's; where no host is told, of whoever set it up.
named as (
    select
        told.*,
        authored_types.authored_type_code,
        authored_types.is_once_a_pair,
        told.interaction_type_code = 'hosting' as is_hosting
    from told
    inner join authored_types on told.interaction_type_code = authored_types.told_code
    where not authored_types.is_own_otherwise or told.collected_by_id is not null
)

select
    source_id,
    tool,
    record_type,
    record_id,
    authored_type_code,
    is_once_a_pair,
    interaction_type_code,
    case
        when is_hosting and person_record_id is not null then person_record_type
        else collected_by_type
    end as author_record_type,
    case
        when is_hosting and person_record_id is not null then person_record_id
        else collected_by_id
    end as author_record_id,
    case when not is_hosting then person_record_type end as subject_record_type,
    case when not is_hosting then person_record_id end as subject_record_id,
    program_vocabulary_name,
    program_word_code,
    channel_code,
    result_code,
    is_contact,
    is_conversation,
    topic_name,
    effort_id,
    occurred_at,
    origin_system,
    origin_id,
    received_at,
    loaded_at,
    method,
    file_id,
    file_row
from named
