-- One row for the build: the days over which deliveries are measured.
with loads as (
    select * from {{ ref('stg_landing__loads') }}
    where is_news
),

-- It ends with the newest export of any source: a model that asks the clock would be made again,
-- with all that weighs sources, although nothing came.
ended as (
    select max(exported_at) as ends_at
    from loads
)

select
    {{ days_after('ends_at', '-' ~ limit_of('weight_limits', 'window_days')) }} as begins_at,
    ends_at
from ended
