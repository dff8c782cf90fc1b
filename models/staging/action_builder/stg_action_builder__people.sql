-- One row per entity of Action Builder that bears a human name, and per user.
with written as (
    {{ stacked('action_builder', {
        'entities': {
            'kind_id': 'entity_type_id', 'middle': 'middle_name', 'made_by': 'created_by_id',
            'birthday': 'date_of_birth', 'is_from_age': yes_no('calculated_birth_date'),
            'language': 'preferred_language',
        },
        'users': {'email_raw': 'email'},
    }, shared={
        'kind_id': 'null', 'given': 'first_name', 'middle': 'null', 'family': 'last_name',
        'made_by': 'null', 'birthday': 'null', 'is_from_age': 'null', 'language': 'null',
        'email_raw': 'null', 'created_at_raw': 'created_at', 'changed': 'updated_at',
    }) }}
),

kinds as (
    {{ latest_records(source('action_builder', 'entity_types')) }}
),

-- A birth date worked out from an age is no birth date.
renamed as (
    select
        written.*,
        {{ type_if('users', 'written.made_by') }} as collected_by_type,
        {{ clean_text('written.made_by') }} as collected_by_id,
        {{ clean_name('written.given') }} as first_name,
        {{ clean_name('written.middle') }} as middle_name,
        {{ clean_name('written.family') }} as last_name,
        {{ email('written.email_raw') }} as email,
        case when written.is_from_age is not true then {{ iso_date('written.birthday') }} end
            as birth_date,
        lower({{ clean_text('written.language') }}) as language_code,
        {{ instant('written.created_at_raw', 'written._time_zone') }} as created_at,
        {{ instant('written.created_at_raw', 'written._time_zone') }} as collected_at,
        {{ instant('written.changed', 'written._time_zone') }} as modified_at
    from written
    left join kinds
        on written.source_id = kinds._source_id and written.kind_id = kinds.id
    where coalesce(kinds.name_type, '1') = '1'
)

{{ conform(
    'action_builder', 'people', from='renamed',
    lacks=['origin', 'name_suffix', 'phone_e164', 'gender', 'address'],
    checked=['email', 'created_at'],
) }}
