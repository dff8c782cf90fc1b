-- One row per source and kind of thing we could not read, map or place, and per link refused.
{{ config(materialized='ephemeral') }}
with people as (
    select * from {{ ref('all_people') }}
),

persons as (
    select * from {{ ref('record_persons') }}
),

refused_links as (
    select * from {{ ref('refused_links') }}
    where reason_code <> 'too_weak'
),

unmapped as (
    {{ unmapped_words() }}
),

unreadable as (
    {{ unreadable_values() }}
),

ownerless as (
    {{ ownerless_rows('people') }}
)

select
    'unmapped_word' as exception_type_code,
    source_id,
    record_type,
    record_id,
    column_name || ' ' || word as subject_name,
    affected_count,
    'No vocabulary says what this word of the tool means.' as message,
    'Add a line with the word to the tool''s file in seeds/vocabulary/words.' as advice,
    first_seen_at
from unmapped
union all
select
    'unreadable_value',
    source_id,
    record_type,
    record_id,
    rejected_column,
    affected_count,
    'The column held something that could not be read, so it is empty here.',
    'Look at the record in the tool and correct it there.',
    first_seen_at
from unreadable
union all
select
    'row_without_person',
    source_id,
    record_type,
    record_id,
    shape,
    affected_count,
    'The rows are about a person whose record is not in the export: merged away, or never sent.',
    'Where the tool did not merge them, ask it for a full export of its people.',
    first_seen_at
from ownerless
union all
select
    'refused_link',
    persons.source_id,
    persons.record_type,
    persons.record_id,
    refused_links.reason_code,
    1,
    'This record looks like another person''s, but something speaks against it.',
    'Look at both and decide: ./kith review.',
    null
from refused_links
inner join persons on refused_links.left_record_key = persons.record_key
