-- One row per Mailchimp member who was archived.
with members as (
    {{ latest_records(source('mailchimp', 'members')) }}
),

renamed as (
    select
        {{ envelope('members') }}, 'members' as about_record_type, _record_id as about_record_id,
        status as status_raw, {{ instant('last_changed') }} as changed_at
    from members
    where status = 'archived'
)

{{ conform(
    'mailchimp', 'record_statuses', from='renamed', lacks=['origin', 'collector', 'collected_at'],
) }}
