-- One row per campaign a Mobile Commons profile has subscribed to.
with profiles as (
    {{ latest_records(source('mobile_commons', 'profiles')) }}
),

subscribed as (
    select
        profiles.*, {{ json_text('items.item', 'campaign_id') }} as group_id,
        {{ json_text('items.item', 'campaign_name') }} as group_name,
        {{ json_text('items.item', 'status') }} as status_raw,
        {{ json_text('items.item', 'activated_at') }} as joined_at_raw,
        {{ json_text('items.item', 'opted_out_at') }} as left_at_raw
    from profiles
    cross join lateral {{ json_items('profiles.subscriptions') }} as items (item)
),

-- One campaign may be joined in several ways: the newest counts.
in_order as (
    select
        {{ envelope('subscriptions', rows='subscribed') }}, subscribed.*,
        row_number() over (
            partition by _source_id, id, group_id order by joined_at_raw desc nulls last, left_at_raw
        ) as place
    from subscribed
    where group_id is not null
),

renamed as (
    select
        source_id, record_type, id || ':' || group_id as record_id, is_record_id_minted,
        received_at, loaded_at, method, file_id, file_row, 'profiles' as person_record_type,
        id as person_record_id, group_id, group_name, status_raw, joined_at_raw, left_at_raw,
        {{ instant('joined_at_raw', "'UTC'") }} as joined_at,
        {{ instant('left_at_raw', "'UTC'") }} as left_at
    from in_order
    where place = 1
)

{{ conform(
    'mobile_commons', 'memberships', from='renamed',
    lacks=['origin', 'collector', 'collected_at'],
    checked=['joined_at', 'left_at'],
) }}
