-- One row per lead a Hustle goal sent a text, at the first one.
with messages as (
    select * from {{ ref('stg_hustle__messages') }}
),

numbered as (
    select
        messages.*, lower(direction_raw) = 'inbound' as is_reply,
        max(direction_raw) filter (where lower(direction_raw) = 'inbound') over conversation as reply,
        row_number() over (
            partition by
                source_id, record_type, person_record_id, effort_id,
                lower(direction_raw) = 'inbound'
            order by sent_at, record_id
        ) as place
    from messages
    window conversation as (
        partition by source_id, record_type, person_record_id, effort_id
    )
),

firsts as (
    select
        numbered.*, coalesce(reply, direction_raw) as result_raw, sent_at as attempted_at
    from numbered
    where not is_reply and place = 1
)

{{ conform(
    'hustle', 'contact_attempts', from='firsts',
    lacks=['origin'],
) }}
