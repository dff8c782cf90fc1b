-- One row per dial of ThruTalk: a person, their number and the second it was dialled.
with results as (
    {{ latest_records(source('thrutalk', 'results')) }}
),

callers as (
    {{ latest_records(source('thrutalk', 'callers')) }}
),

-- Some dials come twice in a file, and a past result that is asked for again comes in another.
dials as (
    select
        results.*,
        {{ minted_id(['voter_id_type', 'voter_id', 'voter_first_name', 'voter_last_name',
            'voter_phone']) }} as voter_record_id,
        {{ minted_id(['voter_id_type', 'voter_id', 'voter_first_name', 'voter_last_name',
            'voter_phone', 'date_called', 'time_called']) }} as dial_record_id,
        -- EST is how the vendor writes Eastern time, in summer too.
        {{ instant("(date_called || ' ' || time_called)", "'America/New_York'") }} as attempted_at,
        row_number() over (
            partition by _source_id, voter_id_type, voter_id, voter_first_name, voter_last_name,
                voter_phone, date_called, time_called
            order by _extracted_at desc, _record_id
        ) as place
    from results
),

renamed as (
    select
        {{ envelope('results', record_id='dial_record_id', rows='dials') }},
        case when callers._record_id is not null then 'callers' end as collected_by_type,
        callers._record_id as collected_by_id,
        dials.attempted_at as collected_at,
        'voters' as person_record_type, dials.voter_record_id as person_record_id,
        'phone' as channel_raw, dials.result as result_raw,
        dials.voter_phone as contact_point_raw,
        {{ phone_e164('dials.voter_phone') }} as contact_point,
        concat_ws(' ', dials.date_called, dials.time_called) as attempted_at_raw,
        dials.attempted_at
    from dials
    left join callers
        on
            dials._source_id = callers._source_id
            and dials.date_called = callers.date
            and {{ clean_text('dials.caller_login') }} = callers.login
    where dials.place = 1
)

{{ conform(
    'thrutalk', 'contact_attempts', from='renamed', checked=['contact_point', 'attempted_at'],
    lacks=['origin', 'effort_id', 'effort_name'],
) }}
