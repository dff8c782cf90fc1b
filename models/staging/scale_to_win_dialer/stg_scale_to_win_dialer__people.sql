-- One row per person Scale to Win's dialer called, as the lists had them, and per caller.
with calls as (
    {{ latest_records(source('scale_to_win_dialer', 'calls')) }}
),

-- There is no person, and an id may be a line's number: alike in all four columns is the same.
seen as (
    select
        calls.*, 'contacts' as kind, {{ minted_id(['external_id', 'first_name', 'last_name', 'phone']) }} as own_id, first_name as given,
        last_name as family, phone as phone_e164_raw, null as email_raw
    from calls
    union all
    select calls.*, 'callers', {{ minted_contact_id('caller') }}, null, null, null, caller
    from calls
    where {{ email('caller') }} is not null
),

ranked as (
    select
        seen.*,
        row_number() over (
            partition by _source_id, kind, own_id order by _extracted_at, _record_id
        ) as place
    from seen
),

renamed as (
    select
        _source_id as source_id, kind as record_type, own_id as record_id,
        true as is_record_id_minted, _extracted_at as received_at,
        _loaded_at as loaded_at, _method as method, _file_id as file_id, _row as file_row,
        {{ clean_name('given') }} as first_name, {{ clean_name('family') }} as last_name,
        {{ email('email_raw') }} as email,
        {{ phone_e164('phone_e164_raw') }} as phone_e164, phone_e164_raw
    from ranked
    where place = 1
)

{{ conform(
    'scale_to_win_dialer', 'people', from='renamed', checked=['phone_e164'],
    lacks=[
        'origin', 'collector', 'collected_at', 'middle_name', 'name_suffix', 'birth_date', 'gender',
        'address', 'language_code', 'created_at', 'modified_at',
    ],
) }}
