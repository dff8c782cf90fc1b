-- One row per standing, as volunteer, member or donor, that PDI notes of a contact.
with contacts as (
    {{ latest_records(source('pdi', 'contacts')) }}
),

renamed as (
    select
        {{ envelope('contacts', rows='contacts') }},
        'contacts' as person_record_type, contacts.id as person_record_id,
        noted.tag_id, noted.tag_id || ': ' || {{ clean_text('noted.word') }} as tag_name
    from contacts
    cross join {{ labelled([
        ['volunteer status', 'volunteer_status'], ['member status', 'member_status'],
        ['donor status', 'donor_status'],
    ]) }} as noted (tag_id, word)
    where lower({{ clean_text('noted.word') }}) <> 'none'
)

{{ conform(
    'pdi', 'tags', from='renamed', lacks=['origin', 'collector', 'collected_at', 'tagged_at'],
) }}
