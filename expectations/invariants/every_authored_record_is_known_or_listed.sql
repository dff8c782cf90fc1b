-- Each record somebody made has its author as a person, or is listed in authorship with the reason;
-- and authorship counts as many as there are.
with authored_records as (
    select * from {{ ref('authored_records') }}
),

authorship as (
    select * from {{ ref('authorship') }}
),

made as (
    select
        source_id,
        record_type,
        authored_type_code,
        case
            when author_person_id is null then 'not_described' else 'known'
        end as author_known_code,
        count(*) as record_count
    from authored_records
    group by 1, 2, 3, 4
)

select
    coalesce(made.source_id, authorship.source_id) as source_id,
    coalesce(made.record_type, authorship.record_type) as record_type,
    made.record_count,
    authorship.record_count as listed_count
from made
full join authorship
    on made.source_id = authorship.source_id
    and made.record_type = authorship.record_type
    and made.authored_type_code = authorship.authored_type_code
    and made.author_known_code = authorship.author_known_code
where made.record_count is distinct from authorship.record_count
    and authorship.author_known_code is distinct from 'not_told'
