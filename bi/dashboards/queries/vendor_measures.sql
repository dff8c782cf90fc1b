-- One row per tool and measure, what costs it most first.
select tool, measure_code, measure_name, advice, level_rank, met_share, lost_share, is_met
from marts.vendor_measures
order by tool, lost_share desc, measure_code
