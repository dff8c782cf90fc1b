-- The newest month with anything in it.
select max(month_date) as month_date
from marts.program_360
