-- One row per tool in use.
select *
from marts.vendor_scorecard
order by vendor_name, tool
