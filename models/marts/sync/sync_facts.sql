-- One row per fact and destination it may be passed on to, with what becomes of it and why.
-- CTEs have no statistics, and a loop over two of them grows with their product: of 100,000 facts,
-- half of them sent, it takes three times as long, and more the more were sent.
{{ config(
    indexes=[{'columns': ['fact_key']}], pre_hook='set local enable_nestloop = off',
) }}
with judged_facts as (
    select * from {{ ref('judged_facts') }}
),

judged as (
    select
        *,
        {{ sha256_of(['destination_id', effect_of('judged_facts')]) }} as effect_key
    from judged_facts
),

loads as (
    select source_id, max(exported_at) as told_until_at, max(loaded_at) as looked_at
    from {{ ref('stg_landing__loads') }}
    where is_news
    group by source_id
),

-- Of several words on the same thing the last counts, and of several records of somebody new the
-- first.
grouped as (
    select
        judged.*,
        greatest(
            max(judged.occurred_at) over effects,
            max({{ midnight_of('judged.local_date + 1', 'judged.time_zone') }}) filter (
                where judged.is_day_awaited
            ) over effects
        ) as over_at,
        bool_or(
            judged.fact_type_code = 'survey_answer'
            and judged.own_disposition_code in ('send', 'already_there')
        ) over effects as has_answers,
        row_number() over (
            partition by judged.destination_id, judged.effect_key, judged.fact_type_code
            order by
                judged.own_disposition_code in ('send', 'already_there') desc,
                case when judged.fact_type_code = 'new_person' then judged.occurred_at end,
                judged.occurred_at desc, judged.source_id, judged.record_type, judged.record_id,
                judged.fact_key
        ) as place
    from judged
    window effects as (partition by judged.destination_id, judged.effect_key)
),

settled as (
    select
        grouped.*,
        {{ days_after('grouped.over_at', 'grouped.settle_minutes / 1440.0') }} > loads.told_until_at
        and {{ days_after(
            'greatest(loads.looked_at, grouped.over_at)', 'grouped.settle_minutes / 1440.0'
        ) }} > {{ right_now() }} as is_waiting
    from grouped
    left join loads on grouped.source_id = loads.source_id
)

select
    fact_key, destination_id, interface_code, fact_type_code, source_id, tool, record_type,
    record_id, person_id, organization_id,
    {{ disposition_of([
        ['implied', "own_disposition_code = 'send' and fact_type_code = 'contact_attempt' and has_answers"],
        ['superseded', "own_disposition_code = 'send' and place > 1 and fact_type_code in "
            ~ "('contact_attempt', 'do_not_contact', 'sign_up', 'new_person')"],
        ['waiting', "own_disposition_code = 'send' and is_waiting"],
    ], otherwise='own_disposition_code') }} as disposition_code,
    match_confidence_share, target_count, target_record_id, effect_key, local_date, occurred_at,
    time_zone, is_approval_needed, channel_code, effort_id, word, topic_name,
    unmapped_vocabulary_name, unmapped_word, target_id, target_part_id, channel_target_id,
    effort_target_id, role_target_id, status_target_id, phone_e164, email, first_name, last_name,
    postal_code, birth_date,
    {{ sha256_of([
        'target_record_id', 'local_date', 'extract(epoch from occurred_at)', 'channel_target_id',
        'target_id', 'target_part_id', 'effort_target_id', 'role_target_id', 'status_target_id',
        'phone_e164', 'email', 'first_name', 'last_name', 'postal_code', 'birth_date',
    ]) }} as content_version
from settled
