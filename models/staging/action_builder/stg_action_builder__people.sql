-- One row per entity of Action Builder that bears a human name.
with entities as (
    {{ latest_records(source('action_builder', 'entities')) }}
),

kinds as (
    {{ latest_records(source('action_builder', 'entity_types')) }}
),

-- A birth date worked out from an age is no birth date.
renamed as (
    select
        {{ envelope('entities', rows='entities') }},
        {{ type_if('users', 'entities.created_by_id') }} as collected_by_type,
        {{ clean_text('entities.created_by_id') }} as collected_by_id,
        {{ clean_name('entities.first_name') }} as first_name,
        {{ clean_name('entities.middle_name') }} as middle_name,
        {{ clean_name('entities.last_name') }} as last_name,
        case when {{ yes_no('entities.calculated_birth_date') }} is not true
            then {{ iso_date('entities.date_of_birth') }} end as birth_date,
        lower({{ clean_text('entities.preferred_language') }}) as language_code,
        entities.created_at as created_at_raw,
        {{ instant('entities.created_at', 'entities._time_zone') }} as created_at,
        {{ instant('entities.created_at', 'entities._time_zone') }} as collected_at,
        {{ instant('entities.updated_at', 'entities._time_zone') }} as modified_at
    from entities
    left join kinds
        on entities._source_id = kinds._source_id and entities.entity_type_id = kinds.id
    where coalesce(kinds.name_type, '1') = '1'
)

{{ conform(
    'action_builder', 'people', from='renamed',
    lacks=['origin', 'name_suffix', 'email', 'phone_e164', 'gender', 'address'],
    checked=['created_at'],
) }}
