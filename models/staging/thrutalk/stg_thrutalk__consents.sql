-- One row per number that a ThruTalk caller took off the list, at the first dial that says so.
with results as (
    {{ latest_records(source('thrutalk', 'results')) }}
),

removed as (
    select
        results.*,
        {{ minted_id(['voter_id_type', 'voter_id', 'voter_first_name', 'voter_last_name',
            'voter_phone']) }} as voter_record_id,
        {{ instant("(date_called || ' ' || time_called)", "'America/New_York'") }} as decided_at,
        row_number() over (
            partition by _source_id, voter_id_type, voter_id, voter_first_name, voter_last_name,
                voter_phone
            order by date_called, time_called, _record_id
        ) as place
    from results
    where lower({{ clean_text('result') }}) like 'remove number%'
),

renamed as (
    select
        {{ envelope('results', record_id='voter_record_id', rows='removed') }},
        'voters' as person_record_type, voter_record_id as person_record_id,
        'phone' as channel_raw, result as status_raw,
        {{ phone_e164('voter_phone') }} as contact_point, voter_phone as contact_point_raw,
        decided_at, concat_ws(' ', date_called, time_called) as decided_at_raw
    from removed
    where place = 1
)

{{ conform(
    'thrutalk', 'consents', from='renamed', checked=['contact_point', 'decided_at'],
    lacks=['origin', 'collector', 'collected_at'],
) }}
