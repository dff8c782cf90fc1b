-- One row per source, kind of promise and stretch of days with one promise.
with sources as (
    select * from {{ ref('sources') }}
),

promises as (
    select * from {{ ref('promises') }}
),

-- What is said of the source itself counts before its tool's, its organization's and everything's.
made as (
    select
        sources.source_id,
        promises.promise_code,
        promises.promised_value,
        case promises.subject_type
            when 'source' then 1 when 'tool' then 2 when 'organization' then 3 else 4
        end as place,
        coalesce(promises.since_date, cast('-infinity' as date)) as since_date,
        coalesce(promises.until_date, cast('infinity' as date)) as until_date
    from sources
    inner join promises
        on promises.subject_type = 'everything'
        or (
            promises.subject_type = 'organization'
            and promises.subject_id = sources.organization_id
        )
        or (promises.subject_type = 'tool' and promises.subject_id = sources.tool)
        or (promises.subject_type = 'source' and promises.subject_id = sources.source_id)
),

turns as (
    select source_id, promise_code, since_date from made
    union
    select source_id, promise_code, until_date + 1 from made
    where until_date < cast('infinity' as date)
),

stretches as (
    select
        source_id,
        promise_code,
        since_date,
        coalesce(
            lead(since_date) over (partition by source_id, promise_code order by since_date) - 1,
            cast('infinity' as date)
        ) as until_date
    from turns
)

select distinct on (stretches.source_id, stretches.promise_code, stretches.since_date)
    stretches.source_id,
    stretches.promise_code,
    stretches.since_date,
    stretches.until_date,
    made.promised_value
from stretches
inner join made
    on stretches.source_id = made.source_id
    and stretches.promise_code = made.promise_code
    and stretches.since_date between made.since_date and made.until_date
order by stretches.source_id, stretches.promise_code, stretches.since_date, made.place
