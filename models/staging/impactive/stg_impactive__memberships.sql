-- One row per user's part in a campaign of Impactive.
with parts as (
    {{ latest_records(source('impactive', 'user_campaigns')) }}
),

renamed as (
    select
        {{ envelope('user_campaigns') }},
        'users' as person_record_type, campaign_id || ':' || user_id as person_record_id,
        campaign_id as group_id, campaign_role as status_raw,
        {{ instant('created_at', "'UTC'") }} as joined_at, created_at as joined_at_raw
    from parts
)

{{ conform(
    'impactive', 'memberships', from='renamed', checked=['joined_at'],
    lacks=['origin', 'collector', 'collected_at', 'group_name', 'left_at'],
) }}
