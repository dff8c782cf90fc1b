-- One row per attempt to reach somebody, as a fact to be passed on.
{{ config(materialized='ephemeral') }}
with attempts as (
    select
        *,
        coalesce(result_code, 'unknown') as told_code
    from {{ ref('all_contact_attempts') }}
    where {{ is_synced_still('attempted_at') }}
)

-- An attempt is one fact whatever its result becomes: a conversation's goes on after it was sent.
-- Who asked not to be reached that way is among the refusals.
{{ synced(
    'contact_attempt', rows='attempts', at='attempted_at', when="told_code <> 'do_not_contact'",
    origin_system='origin_system', channel_code='channel_code', contact_point='contact_point',
    word="told_code || '=' || channel_code", wider_word='told_code', topic_name='result_raw',
    effort_id='effort_id',
) }}
