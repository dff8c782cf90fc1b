-- One row per tool and code that people came by, and the campaign it stands for.
{{ config(materialized='ephemeral') }}
with interactions as (
    select * from {{ ref('interactions') }}
    where attribution_raw is not null
),

patterns as (
    select * from {{ ref('campaign_codes') }}
),

codes as (
    select distinct tool, attribution_raw from interactions
),

in_order as (
    select
        codes.tool,
        codes.attribution_raw,
        coalesce(patterns.campaign_code, 'unknown') as campaign_code,
        row_number() over (
            partition by codes.tool, codes.attribution_raw order by patterns.code_rank
        ) as place
    from codes
    left join patterns
        on lower(trim(codes.attribution_raw)) like patterns.code_pattern
        and coalesce(patterns.tool, codes.tool) = codes.tool
)

select
    tool,
    attribution_raw,
    campaign_code
from in_order
where place = 1
