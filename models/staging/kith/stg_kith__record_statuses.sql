-- One row per person of an exchange by the standard who was deleted there.
with people as (
    {{ latest_records(source('kith', 'people')) }}
),

deletions as (
    {{ latest_records(source('kith', 'deletions')) }}
),

stated as (
    select
        {{ envelope('people', rows='people') }}, people._record_id as about_record_id,
        people.deleted_at as changed_at_raw, people._time_zone
    from people
    where {{ clean_text('people.deleted_at') }} is not null
    union all
    select
        {{ envelope('deletions', rows='deletions') }}, people._record_id,
        deletions.deleted_at, deletions._time_zone
    from deletions
    inner join people
        on deletions._source_id = people._source_id and deletions.record_id = people._record_id
        and coalesce(deletions.record_type, people.record_type, '')
        = coalesce(people.record_type, deletions.record_type, '')
        and deletions._extracted_at >= people._extracted_at
),

renamed as (
    select
        stated.*, 'people' as about_record_type, 'deleted' as status_raw,
        {{ instant('changed_at_raw') }} as changed_at
    from stated
)

{{ conform(
    'kith', 'record_statuses', from='renamed', checked=['changed_at'],
    lacks=['origin', 'collector', 'collected_at'],
) }}
