-- One row per person ThruTalk was to call, as the calling lists had them, and per caller and day.
with called as (
    {{ stacked('thrutalk', {'results': {}, 'script_results': {}}, shared={
        'voter_id': 'voter_id', 'voter_id_type': 'voter_id_type', 'given': 'voter_first_name',
        'family': 'voter_last_name', 'phone': 'voter_phone',
    }) }}
),

-- There is no person and an id may be a line's number: alike in all five columns is the same.
voters as (
    select
        source_id, 'voters' as record_type,
        {{ minted_id(['voter_id_type', 'voter_id', 'given', 'family', 'phone']) }} as record_id,
        true as is_record_id_minted, received_at, loaded_at, method, file_id, file_row,
        given, family, null as email_raw, phone as phone_e164_raw,
        row_number() over (
            partition by source_id, voter_id_type, voter_id, given, family, phone
            order by received_at, called.record_type, called.record_id
        ) as place
    from called
),

callers as (
    select
        {{ envelope('callers') }},
        substring({{ clean_name('name') }} from '^(.*?)(?: [^ ]+)?$') as given,
        substring({{ clean_name('name') }} from ' ([^ ]+)$') as family,
        email as email_raw, phone as phone_e164_raw, 1 as place
    from ({{ latest_records(source('thrutalk', 'callers')) }}) as latest
),

renamed as (
    select
        everybody.*,
        {{ clean_name('given') }} as first_name, {{ clean_name('family') }} as last_name,
        {{ email('email_raw') }} as email, {{ phone_e164('phone_e164_raw') }} as phone_e164
    from (select * from voters union all select * from callers) as everybody
    where place = 1
)

{{ conform(
    'thrutalk', 'people', from='renamed', checked=['email', 'phone_e164'],
    lacks=[
        'origin', 'collector', 'collected_at', 'middle_name', 'name_suffix', 'birth_date', 'gender',
        'address', 'language_code', 'created_at', 'modified_at',
    ],
) }}
