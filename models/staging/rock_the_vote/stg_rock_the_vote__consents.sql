-- One row per registration in Rock the Vote and channel its partner asked about.
with registrants as (
    {{ latest_of_same(source('rock_the_vote', 'registrants'), [
        'started_registration', 'email_address', 'first_name', 'last_name',
    ]) }}
),

renamed as (
    select
        {{ envelope('registrants', record_id='same_id') }},
        'registrants' as person_record_type, same_id as person_record_id,
        asked.channel_raw, asked.status_raw,
        case asked.channel_raw
            when 'partner email' then {{ email('email_address') }}
            else {{ phone_e164('phone') }}
        end as contact_point,
        {{ instant('started_registration') }} as decided_at
    from registrants
    cross join {{ labelled([
        ['partner email', 'opt_in_to_partner_email'],
        ['partner sms', 'opt_in_to_partner_sms_robocall'],
        ['partner robocall', 'opt_in_to_partner_sms_robocall'],
    ]) }} as asked (channel_raw, status_raw)
    where {{ clean_text('asked.status_raw') }} is not null
)

{{ conform(
    'rock_the_vote', 'consents', from='renamed',
    lacks=['origin', 'collector', 'collected_at'],
) }}
