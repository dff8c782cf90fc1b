-- The same as sync_unmapped for whoever may not see the words: somebody may have written them.
select
    destination_id,
    source_id,
    vocabulary_name,
    topic_name,
    sum(fact_count)::bigint as facts,
    min(record_type) as record_type,
    min(record_id) as record_id
from marts.sync_unmapped
where destination_id = %(destination_id)s or %(destination_id)s is null
group by destination_id, source_id, vocabulary_name, topic_name
order by facts desc, destination_id, source_id, vocabulary_name, topic_name
limit 12
