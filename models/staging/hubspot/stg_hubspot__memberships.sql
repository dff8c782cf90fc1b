-- One row per contact on a list in HubSpot.
with memberships as (
    {{ latest_records(source('hubspot', 'contacts_list_memberships')) }}
),

lists as (
    {{ latest_records(source('hubspot', 'contact_lists')) }}
),

renamed as (
    select
        {{ envelope('contacts_list_memberships', rows='memberships') }},
        {{ type_if('contacts', 'memberships.canonical_vid') }} as person_record_type,
        memberships.canonical_vid as person_record_id,
        memberships.static_list_id as group_id,
        {{ clean_name('lists.name') }} as group_name,
        memberships.is_member as status_raw,
        memberships.timestamp as joined_at_raw,
        coalesce(
            {{ epoch_instant('memberships.timestamp') }},
            {{ instant('memberships.timestamp', 'memberships._time_zone') }}
        ) as joined_at
    from memberships
    left join lists
        on
            memberships._source_id = lists._source_id
            and memberships.static_list_id = lists.listid
)

{{ conform(
    'hubspot', 'memberships', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'left_at'],
    checked=['joined_at'],
) }}
