-- One row per cohort, program, month and measure, without the counts that few people stand behind.
with cells as (
    select
        *,
        bool_or(is_small) over (
            partition by cohort_code, month_date, measure_code
        ) as is_any_small
    from {{ ref('cohort_cells') }}
    where program_code is not null
),

wholes as (
    select * from {{ ref('cohort_cells') }}
    where program_code is null
)

-- A whole from which a withheld count, or the range it lies in, could be worked out isn't told.
select
    cells.cohort_code,
    cells.program_code,
    cells.month_date,
    cells.measure_code,
    case when not cells.is_small then cells.cell_count end as measured_count,
    cells.is_small as is_withheld,
    case when not (wholes.is_small or cells.is_any_small) then wholes.cell_count end as whole_count
from cells
inner join wholes
    on cells.cohort_code = wholes.cohort_code
    and cells.month_date = wholes.month_date
    and cells.measure_code = wholes.measure_code
