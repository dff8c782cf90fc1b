-- One row per signup and way of contact it opted out of in NationBuilder.
with signups as (
    {{ latest_records(source('nationbuilder', 'signups')) }}
),

-- Everybody is opted in until they say otherwise: a yes is nobody's decision.
renamed as (
    select
        {{ envelope('signups', rows='signups') }}, 'signups' as person_record_type,
        signups._record_id as person_record_id, said.channel_raw, said.channel_raw as status_raw,
        case said.channel_raw
            when 'email_opt_in'
                then {{ instant(json_text('signups.attributes', 'unsubscribed_at')) }}
        end as decided_at
    from signups
    cross join {{ labelled([
        ['email_opt_in', "'false'"], ['mobile_opt_in', "'false'"], ['do_not_call', "'true'"],
        ['federal_donotcall', "'true'"],
    ]) }} as said (channel_raw, no)
    where
        {{ yes_no("signups.attributes ->> said.channel_raw") }} = {{ yes_no('said.no') }}
        and coalesce({{ json_text('signups.attributes', 'signup_type') }}, '0') <> '1'
)

{{ conform(
    'nationbuilder', 'consents', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'contact_point'],
) }}
