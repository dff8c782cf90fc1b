-- One row per sign-up for reminders and look-up of elections in a VoteAmerica tool.
with written as (
    {{ stacked('vote_america', {
        'reminders': {'action_type_raw': "'reminders'"},
        'election_lookups': {'action_type_raw': "'upcoming elections'"},
    }, shared={
        'embed_url': 'embed_url', 'source': 'source', 'utm_source': 'utm_source',
        'made': 'time_started_utc',
    }) }}
),

renamed as (
    select
        written.*,
        record_type as person_record_type, record_id as person_record_id,
        nullif(split_part({{ clean_text('embed_url') }}, '?', 1), '') as page_id,
        coalesce({{ clean_text('source') }}, {{ clean_text('utm_source') }}) as attribution_raw,
        {{ instant('made', "'UTC'") }} as acted_at, made as acted_at_raw
    from written
)

{{ conform(
    'vote_america', 'actions', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'action_name'], checked=['acted_at'],
) }}
