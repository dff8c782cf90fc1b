-- One row per contact and texter that ThruText's exports name, as last told.
with named as (
    {{ stacked('thrutext', {
        'messages': {'said_at': 'timestamp'},
        'surveys': {'said_at': 'updated_at'},
        'opt_outs': {'said_at': 'timestamp'},
    }, shared={
        'person_type': "'contacts'", 'person_id': clean_text('contact_id'),
        'given': 'contact_first_name', 'family': 'contact_last_name',
        'phone_e164_raw': 'contact_phone', 'email_raw': 'null',
    }) }}
    union all
    {{ stacked('thrutext', {'messages': {
        'person_type': "'senders'", 'person_id': minted_contact_id('sender_email', 'sender_phone'),
        'given': 'sender_first_name', 'family': 'sender_last_name',
        'phone_e164_raw': 'sender_phone', 'email_raw': 'sender_email', 'said_at': 'timestamp',
    }}) }}
),

in_order as (
    select
        named.*,
        row_number() over (
            partition by source_id, person_type, person_id
            order by said_at desc, received_at desc, record_type, file_row
        ) as place
    from named
    where person_id is not null
),

renamed as (
    select
        source_id, person_type as record_type, person_id as record_id,
        person_type = 'senders' as is_record_id_minted,
        received_at, loaded_at, method, file_id, file_row, email_raw, phone_e164_raw,
        {{ clean_name('given') }} as first_name,
        {{ clean_name('family') }} as last_name,
        {{ email('email_raw') }} as email,
        {{ phone_e164('phone_e164_raw') }} as phone_e164
    from in_order
    where place = 1
)

{{ conform(
    'thrutext', 'people', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'middle_name', 'name_suffix', 'birth_date', 'gender',
        'address', 'language_code', 'created_at', 'modified_at',
    ],
    checked=['email', 'phone_e164'],
) }}
