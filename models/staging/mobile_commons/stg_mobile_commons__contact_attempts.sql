-- One row per profile a Mobile Commons campaign sent a text, at the first one.
with messages as (
    select * from {{ ref('stg_mobile_commons__messages') }}
    where person_record_id is not null
),

numbered as (
    select
        messages.*,
        min(direction_raw) over conversation as result_raw,
        row_number() over (
            partition by source_id, person_record_id, effort_id, direction_raw
            order by sent_at, length(record_id), record_id
        ) as place
    from messages
    window conversation as (partition by source_id, person_record_id, effort_id)
),

-- Of the words incoming and outgoing, which staging gave, the lesser one is there if they replied.
firsts as (
    select numbered.*, sent_at as attempted_at
    from numbered
    where direction_raw = 'outgoing' and place = 1
)

{{ conform(
    'mobile_commons', 'contact_attempts', from='firsts',
    lacks=['origin', 'collector', 'collected_at'],
) }}
