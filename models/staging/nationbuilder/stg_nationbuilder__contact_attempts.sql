-- One row per interaction with a signup that was logged in NationBuilder.
with contacts as (
    {{ latest_records(source('nationbuilder', 'contacts')) }}
),

renamed as (
    select
        {{ envelope('contacts') }},
        {{ type_if('signups', json_text('attributes', 'author_id')) }} as collected_by_type,
        {{ clean_text(json_text('attributes', 'author_id')) }} as collected_by_id,
        {{ type_if('signups', json_text('attributes', 'signup_id')) }} as person_record_type,
        {{ json_text('attributes', 'signup_id') }} as person_record_id,
        {{ json_text('attributes', 'contact_method') }} as channel_raw,
        {{ json_text('attributes', 'contact_status') }} as result_raw,
        {{ json_text('attributes', 'path_id') }} as effort_id,
        {{ json_text('attributes', 'created_at') }} as attempted_at_raw,
        {{ instant(json_text('attributes', 'created_at')) }} as attempted_at,
        {{ instant(json_text('attributes', 'created_at')) }} as collected_at
    from contacts
)

{{ conform(
    'nationbuilder', 'contact_attempts', from='renamed',
    lacks=['origin', 'contact_point', 'effort_name'],
    checked=['attempted_at'],
) }}
