-- One row per source, record type, kind of work and how far its authors are known.
with told as (
    select * from {{ ref('told_authored') }}
),

record_persons as (
    select * from {{ ref('record_persons') }}
),

-- Logins by the hundred made records by the million: they are looked up once each.
counted as (
    select
        source_id, tool, record_type, authored_type_code, author_record_type, author_record_id,
        count(*) as record_count,
        min(record_id) as first_record_id
    from told
    group by
        source_id, tool, record_type, authored_type_code, author_record_type, author_record_id
),

judged as (
    select
        counted.*,
        record_persons.person_id,
        case
            when counted.author_record_id is null then 'not_told'
            when record_persons.person_id is null then 'not_described'
            else 'known'
        end as author_known_code
    from counted
    left join record_persons
        on counted.source_id = record_persons.source_id
        and counted.author_record_type = record_persons.record_type
        and counted.author_record_id = record_persons.record_id
)

select
    source_id,
    tool,
    record_type,
    authored_type_code,
    author_known_code,
    {{ total('record_count') }} as record_count,
    count(author_record_id) as login_count,
    count(distinct person_id) as author_count,
    min(first_record_id) as record_id
from judged
group by source_id, tool, record_type, authored_type_code, author_known_code
