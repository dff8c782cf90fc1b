-- One row per membership of a signup in NationBuilder.
with memberships as (
    {{ latest_records(source('nationbuilder', 'memberships')) }}
),

kinds as (
    {{ latest_records(source('nationbuilder', 'membership_types')) }}
),

people as (
    select * from {{ ref('stg_nationbuilder__people') }}
),

renamed as (
    select
        {{ envelope('memberships', rows='memberships') }},
        {{ type_if('signups', 'people.record_id') }} as person_record_type,
        people.record_id as person_record_id,
        {{ json_text('memberships.attributes', 'membership_type_id') }} as group_id,
        {{ clean_name(json_text('kinds.attributes', 'name')) }} as group_name,
        {{ json_text('memberships.attributes', 'status') }} as status_raw,
        {{ instant(json_text('memberships.attributes', 'started_at'), 'memberships._time_zone') }}
            as joined_at,
        {{ instant(json_text('memberships.attributes', 'suspended_at'), 'memberships._time_zone') }}
            as left_at
    from memberships
    left join people
        on
            memberships._source_id = people.source_id
            and {{ json_text('memberships.attributes', 'signup_id') }} = people.record_id
    left join kinds
        on
            memberships._source_id = kinds._source_id
            and {{ json_text('memberships.attributes', 'membership_type_id') }} = kinds.id
)

{{ conform(
    'nationbuilder', 'memberships', from='renamed',
    lacks=['origin', 'collector', 'collected_at'],
) }}
