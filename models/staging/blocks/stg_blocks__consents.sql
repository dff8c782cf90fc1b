-- One row per person and channel about which Blocks noted whether they may be contacted.
with people as (
    {{ latest_records(source('blocks', 'people')) }}
),

renamed as (
    select
        {{ envelope('people', rows='people') }},
        'people' as person_record_type, people.id as person_record_id,
        noted.channel_raw,
        noted.channel_raw || ' '
        || coalesce(cast({{ yes_no('noted.word') }} as text), lower({{ clean_text('noted.word') }}))
            as status_raw,
        {{ phone_e164('people.primary_phone_number') }} as contact_point
    from people
    cross join {{ labelled([
        ['call_stoppage', 'call_stoppage'], ['receives_sms', 'receives_sms'],
    ]) }} as noted (channel_raw, word)
    where {{ clean_text('noted.word') }} is not null
)

{{ conform(
    'blocks', 'consents', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'decided_at'],
) }}
