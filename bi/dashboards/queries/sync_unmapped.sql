-- The 12 words with the most facts that no reviewed code of a destination stands for.
select
    destination_id,
    source_id,
    vocabulary_name,
    word,
    topic_name,
    fact_count as facts,
    record_type,
    record_id
from marts.sync_unmapped
where destination_id = %(destination_id)s or %(destination_id)s is null
order by fact_count desc, destination_id, source_id, vocabulary_name, word
limit 12
