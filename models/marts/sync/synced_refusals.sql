-- One row per no to being contacted that a record states and no later yes lifts, to be passed on.
{{ config(materialized='ephemeral') }}
with consent_decisions as (
    select
        *,
        max(said_at) filter (where said_code = 'opted_in') over (
            partition by
                source_id, person_record_type, person_record_id, channel_code, contact_point
        ) as last_yes_at
    from {{ ref('consent_decisions') }}
)

-- A word that nobody has mapped counts as a no here, and is passed on to nobody.
{{ synced(
    'do_not_contact', rows='consent_decisions', at='said_at',
    when="said_code in ('opted_out', 'do_not_contact') and " ~ is_synced_still('said_at')
    ~ " and (last_yes_at is null or said_at >= last_yes_at)",
    channel_code='channel_code', contact_point='contact_point',
    word="'do_not_contact=' || channel_code", topic_name='said_code',
    told_raw="concat_ws('|', channel_code, contact_point)",
) }}
