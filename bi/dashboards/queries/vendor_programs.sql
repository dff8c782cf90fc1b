-- One row per tool and question: the part of its answer that the tool tells.
select
    feeds.tool,
    health.concern_name,
    sum(feeds.fed_share) as part_share
from marts.health_feeds as feeds
inner join marts.health using (concern_id)
group by feeds.tool, health.concern_id, health.concern_name, health.concern_rank
order by feeds.tool, part_share desc, health.concern_rank
