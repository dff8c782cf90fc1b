-- One row per contact given to an Impactive volunteer, reported on as their own, or volunteer brought.
with contacts as (
    {{ latest_records(source('impactive', 'contacts')) }}
),

users as (
    {{ latest_records(source('impactive', 'users')) }}
),

reports as (
    {{ latest_records(source('impactive', 'reports')) }}
),

known as (
    select
        reports.*,
        row_number() over (
            partition by _source_id, campaign_id, user_id, reportable_id
            order by created_at, length(id), id
        ) as place
    from reports
    where lower(reportable_type) = 'usercontact'
),

ties as (
    select
        {{ envelope('contacts') }}, campaign_id, 'contacts' as person_record_type,
        _record_id as person_record_id, assigned_user_id as volunteer_id,
        'assigned' as relationship_raw, null as related_at_raw
    from contacts
    union all
    select
        {{ envelope('users') }}, campaign_id, 'users', _record_id, recruited_by_id, 'recruited',
        created_at
    from users
    union all
    select
        {{ envelope('reports') }}, campaign_id, 'user_contacts', reportable_id, user_id, 'knows',
        created_at
    from known
    where place = 1
),

renamed as (
    select
        ties.*, 'users' as related_record_type, campaign_id || ':' || volunteer_id as related_record_id,
        {{ instant('related_at_raw', "'UTC'") }} as related_at
    from ties
    where {{ clean_text('volunteer_id') }} is not null
)

{{ conform(
    'impactive', 'relationships', from='renamed', checked=['related_at'],
    lacks=['origin', 'collector', 'collected_at'],
) }}
