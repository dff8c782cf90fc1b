-- One row per tool and shape: what it tells, and how many others tell that too.
select
    tool,
    shape_code,
    sum(record_count)::bigint as records,
    sum(minted_id_count)::bigint as minted_ids,
    min(other_tool_count) as other_tools
from marts.leaving_costs
group by tool, shape_code
order by tool, records desc, shape_code
