-- One row per thing written down of a person that is no doing of theirs, as its tool tells it.
with tags as (
    select * from {{ ref('all_tags') }}
),

notes as (
    select * from {{ ref('all_notes') }}
),

consents as (
    select * from {{ ref('all_consents') }}
),

people as (
    select * from {{ ref('all_people') }}
),

relationships as (
    select * from {{ ref('all_relationships') }}
),

attendances as (
    select * from {{ ref('all_attendances') }}
),

events as (
    select * from {{ ref('all_events') }}
),

meanings as (
    select * from {{ ref('relationship_meanings') }}
),

-- A tie is the work of whom it leads to, whoever typed it in. Who looks after whom is nobody's.
ties as (
    select relationships.*, meanings.is_recruitment
    from relationships
    inner join meanings on relationships.relationship_code = meanings.relationship_code
    where not meanings.is_organizing and meanings.relationship_code <> 'unknown'
),

-- Whose event it is, the event says itself; whoever else held it has the part of a host.
leaders as (
    select attendances.*
    from attendances
    left join events
        on attendances.source_id = events.source_id
        and attendances.event_record_type = events.record_type
        and attendances.event_record_id = events.record_id
    where attendances.role_code = 'host'
        and coalesce(attendances.is_attended, true)
        and attendances.starts_at <= attendances.received_at
        and attendances.person_record_id is distinct from events.host_record_id
)

{{ told(
    'leading', 'leaders', at='starts_at', person=['null', 'null'],
    author=['person_record_type', 'person_record_id'], program_vocabulary_name="'event_types'",
    program_word_code='event_type_code', result_code='status_code', topic_name='event_name'
) }}
union all
{{ told('tag', 'tags', at='coalesce(tagged_at, collected_at)', topic_name='tag_name') }}
union all
{{ told('note', 'notes', at='coalesce(written_at, collected_at)') }}
union all
{{ told(
    'consent', 'consents', at='coalesce(decided_at, collected_at)', when='collected_by_id is not null',
    program_vocabulary_name="'channels'", program_word_code='channel_code', channel_code='channel_code',
    result_code='status_code'
) }}
union all
{{ told(
    'contact_added', 'people', at='coalesce(collected_at, created_at)',
    when='collected_by_id is not null', person=['record_type', 'record_id']
) }}
union all
{{ told(
    'recruitment', 'ties', at='related_at', when='is_recruitment', result_code='relationship_code',
    author=['related_record_type', 'related_record_id']
) }}
union all
{{ told(
    'relational_contact', 'ties', at='related_at', when='not is_recruitment',
    author=['related_record_type', 'related_record_id'],
    program_vocabulary_name="'channels'", program_word_code="'relational'",
    result_code='relationship_code'
) }}
