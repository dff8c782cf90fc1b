-- One row per question that leaders ask: whether its answer can be trusted, and since when not.
with concerns as (
    select * from {{ ref('health_concerns') }}
),

feeds as (
    select * from {{ ref('health_feeds') }}
),

reasons as (
    select
        concern_id,
        source_id,
        record_type,
        bool_or(is_stale) as is_stale,
        min(opened_at) as opened_at
    from {{ ref('health_reasons') }}
    group by concern_id, source_id, record_type
),

answers as (
    select
        feeds.concern_id,
        count(distinct feeds.source_id) as source_count,
        coalesce(sum(feeds.fed_share) filter (where reasons.is_stale), 0) as stale_share,
        min(reasons.opened_at) as since_at
    from feeds
    left join reasons
        on feeds.concern_id = reasons.concern_id
        and feeds.source_id = reasons.source_id
        and feeds.record_type = reasons.record_type
    group by feeds.concern_id
)

select
    answers.concern_id,
    concerns.concern_name,
    concerns.concern_rank,
    case
        when answers.since_at is null then 'yes'
        when answers.stale_share >= concerns.untrusted_share then 'no'
        else 'with_care'
    end as trust_code,
    answers.since_at,
    cast(least(answers.stale_share, 1) as numeric(7, 6)) as stale_share,
    answers.source_count,
    {{ right_now() }} as judged_at
from answers
inner join concerns on answers.concern_id = concerns.concern_id
