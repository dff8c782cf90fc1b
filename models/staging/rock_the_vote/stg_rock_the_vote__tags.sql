-- One row per registration in Rock the Vote whose person offered to volunteer for its partner.
with registrants as (
    {{ latest_of_same(source('rock_the_vote', 'registrants'), [
        'started_registration', 'email_address', 'first_name', 'last_name',
    ]) }}
),

renamed as (
    select
        {{ envelope('registrants', record_id='same_id') }},
        'registrants' as person_record_type, same_id as person_record_id,
        'volunteer_for_partner' as tag_id, 'Volunteer for partner' as tag_name,
        {{ instant('started_registration') }} as tagged_at
    from registrants
    where {{ yes_no('volunteer_for_partner') }}
)

{{ conform(
    'rock_the_vote', 'tags', from='renamed', lacks=['origin', 'collector', 'collected_at'],
) }}
