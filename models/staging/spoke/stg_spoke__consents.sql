-- One row per number that opted out of a Spoke organization's texts.
with opt_outs as (
    {{ latest_records(source('spoke', 'opt_out')) }}
),

contacts as (
    {{ latest_records(source('spoke', 'campaign_contact')) }}
),

assignments as (
    {{ latest_records(source('spoke', 'assignment')) }}
),

-- An opt-out names a number only. Its contact is the one of the conversation it was said in, else
-- the newest with that number.
ranked as (
    select
        {{ envelope('opt_out', rows='opt_outs') }}, opt_outs._time_zone,
        opt_outs.cell as contact_point_raw, {{ phone_e164('opt_outs.cell') }} as contact_point,
        opt_outs.created_at as decided_at_raw, contacts.id as contact_id,
        assignments.user_id as texter_id,
        row_number() over (
            partition by opt_outs._source_id, opt_outs._record_id
            order by
                coalesce(opt_outs.assignment_id = contacts.assignment_id, false) desc,
                {{ newest_first('contacts.id') }}
        ) as place
    from opt_outs
    left join contacts
        on
            opt_outs._source_id = contacts._source_id
            and {{ phone_e164('opt_outs.cell') }} = {{ phone_e164('contacts.cell') }}
    left join assignments
        on
            opt_outs._source_id = assignments._source_id
            and opt_outs.assignment_id = assignments.id
),

renamed as (
    select
        ranked.*,
        {{ type_if('user', 'texter_id') }} as collected_by_type,
        {{ clean_text('texter_id') }} as collected_by_id,
        {{ type_if('campaign_contact', 'contact_id') }} as person_record_type,
        contact_id as person_record_id,
        'sms' as channel_raw,
        'opt_out' as status_raw,
        {{ instant('decided_at_raw') }} as decided_at,
        {{ instant('decided_at_raw') }} as collected_at
    from ranked
    where place = 1
)

{{ conform(
    'spoke', 'consents', from='renamed',
    lacks=['origin'],
    checked=['contact_point', 'decided_at'],
) }}
