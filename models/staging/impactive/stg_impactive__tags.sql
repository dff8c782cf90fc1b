-- One row per tag a volunteer of Impactive put on somebody.
with reported as (
    {{ latest_records(source('impactive', 'taggings')) }}
),

renamed as (
    select
        {{ envelope('taggings') }},
        {{ type_if('users', 'user_id') }} as collected_by_type,
        campaign_id || ':' || {{ clean_text('user_id') }} as collected_by_id,
        {{ instant('created_at', "'UTC'") }} as collected_at,
        {{ looked_up("lower(trim(reportable_type))", {
            'contact': 'contacts', 'usercontact': 'user_contacts', 'user': 'users',
        }) }} as person_record_type,
        case when lower(reportable_type) = 'user' then campaign_id || ':' || reportable_id else reportable_id end
            as person_record_id,
        tag_id, {{ clean_name('tag_name') }} as tag_name,
        {{ instant('created_at', "'UTC'") }} as tagged_at, created_at as tagged_at_raw
    from reported
)

{{ conform('impactive', 'tags', from='renamed', checked=['tagged_at'], lacks=['origin']) }}
