-- One row per kind of exclusive claim that records here get wrong too often to prove anything.
with runs as (
    select * from {{ ref('stg_landing__probabilistic_runs') }}
)

select
    'birth_date_claim' as claim_type,
    birth_date_slip_share as slip_share
from runs
where is_newest and birth_date_slip_share > {{ limit_of('identity_limits', 'claim_slips') }}
