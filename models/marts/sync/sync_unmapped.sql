-- One row per destination, source and word of a fact that nobody has reviewed a code for.
with facts as (
    select
        *,
        row_number() over (
            partition by
                destination_id, source_id, fact_type_code, unmapped_vocabulary_name, unmapped_word
            order by occurred_at desc, record_type, record_id
        ) as place
    from {{ ref('sync_facts') }}
    where disposition_code = 'unmapped'
)

select
    destination_id,
    source_id,
    fact_type_code,
    unmapped_vocabulary_name as vocabulary_name,
    coalesce(unmapped_word, 'unknown') as word,
    count(*) as fact_count,
    max(occurred_at) as last_at,
    max(topic_name) filter (where place = 1) as topic_name,
    max(record_type) filter (where place = 1) as record_type,
    max(record_id) filter (where place = 1) as record_id,
    case
        when coalesce(unmapped_word, 'unknown') like 'unknown%'
            then 'Say first what the tool''s word means: a line in seeds/vocabulary/words.'
        else 'Once reviewed, add to seeds/registry/sync_codes.csv: '
            || {{ code_line() }}
    end as code_line
from facts
group by destination_id, source_id, fact_type_code, unmapped_vocabulary_name, unmapped_word
