-- One row per cohort, program, month and measure, without the counts that few people stand behind.
with cells as (
    select
        *,
        {{ is_withheld(table='cohort_code, month_date, measure_code', cell='program_code') }}
            as is_withheld,
        bool_and(is_small) over (
            partition by cohort_code, month_date, measure_code
        ) as is_nothing_told
    from {{ ref('cohort_cells') }}
    where program_code is not null
),

wholes as (
    select * from {{ ref('cohort_cells') }}
    where program_code is null
)

-- Where every cell is small, the whole would tell them: ten of ten programs are one each.
select
    cells.cohort_code,
    cells.program_code,
    cells.month_date,
    cells.measure_code,
    case when not cells.is_withheld then cells.cell_count end as measured_count,
    cells.is_withheld,
    case
        when not (wholes.is_small or cells.is_nothing_told) then wholes.cell_count
    end as whole_count
from cells
inner join wholes
    on cells.cohort_code = wholes.cohort_code
    and cells.month_date = wholes.month_date
    and cells.measure_code = wholes.measure_code
