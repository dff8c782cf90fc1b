-- One row per source and run of refused files of one name, digits aside.
{{ config(materialized='ephemeral') }}
with loads as (
    select * from {{ ref('stg_landing__loads') }}
),

mended as (
    select
        *,
        least(
            dismissed_at,
            min(loaded_at) filter (where is_landed) over (
                partition by source_id, file_stem order by loaded_at desc
                rows between unbounded preceding and current row
            )
        ) as closed_at
    from loads
)

select
    source_id,
    min(loaded_at) as opened_at,
    closed_at,
    min(file_name) as subject_name,
    {{ first_load_id('load_id') }} as load_id,
    count(*) as file_count,
    {{ total('records_read_count') }} as affected_count
from mended
where not is_landed
group by source_id, file_stem, closed_at
