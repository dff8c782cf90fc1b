-- One row per thing a person said about being reached in an exchange by the standard.
with people as (
    {{ latest_records(source('kith', 'people')) }}
),

told as (
    {{ exchanged(['message_received']) }}
),

channels as (
    select
        {{ envelope('people', rows='people') }}, people._time_zone,
        'people' as person_record_type, people._record_id as person_record_id,
        labels.channel_raw, labels.status_raw, labels.decided_at_raw,
        case labels.channel_raw
            when 'email' then {{ email('people.email') }}
            when 'mail' then null
            else {{ phone_e164('people.phone') }}
        end as contact_point
    from people
    cross join lateral unnest(
        array['email', 'phone', 'text', 'mail'],
        array[
            people.email_consent_code, people.phone_consent_code, people.text_consent_code,
            people.mail_consent_code
        ],
        array[
            people.email_consent_at, people.phone_consent_at, people.text_consent_at,
            people.mail_consent_at
        ]
    ) as labels (channel_raw, status_raw, decided_at_raw)
    where {{ clean_text('labels.status_raw') }} is not null
),

-- Who answers that they want no more has said so, whatever the sender made of it.
refusals as (
    select
        {{ same_record('told') }}, _time_zone, person_record_type, person_record_id, channel_raw,
        result_raw as status_raw, happened_at_raw as decided_at_raw, null as contact_point
    from told
    where lower(result_raw) in ('do_not_contact', 'stop')
),

renamed as (
    select stated.*, {{ instant('decided_at_raw') }} as decided_at
    from (select * from channels union all select * from refusals) as stated
)

-- Who made the record of a person needn't have asked them.
{{ conform(
    'kith', 'consents', from='renamed', checked=['decided_at'],
    lacks=['origin', 'collector', 'collected_at'],
) }}
