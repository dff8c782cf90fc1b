-- One row per entity in a campaign of Action Builder.
with members as (
    {{ latest_records(source('action_builder', 'campaigns_entities')) }}
),

campaigns as (
    {{ latest_records(source('action_builder', 'campaigns')) }}
),

people as (
    select * from {{ ref('stg_action_builder__people') }}
),

renamed as (
    select
        {{ envelope('campaigns_entities', rows='members') }},
        'entities' as person_record_type,
        members.entity_id as person_record_id, members.campaign_id as group_id,
        {{ clean_name('campaigns.name') }} as group_name, 'campaigns_entities' as status_raw,
        {{ instant('members.created_at', 'members._time_zone') }} as joined_at
    from members
    inner join people
        on
            members._source_id = people.source_id and people.record_type = 'entities'
            and members.entity_id = people.record_id
    left join campaigns
        on members._source_id = campaigns._source_id and members.campaign_id = campaigns.id
)

{{ conform(
    'action_builder', 'memberships', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'left_at'],
) }}
