-- One row per note that staff wrote on an ActionKit user.
with renamed as (
    select
        {{ envelope('core_userstaffnote') }},
        {{ type_if('core_user', 'user_id') }} as person_record_type,
        {{ clean_text('user_id') }} as person_record_id,
        {{ clean_text('note') }} as note_text,
        {{ instant('created_at') }} as written_at,
        created_at as written_at_raw
    from ({{ latest_records(source('action_kit', 'core_userstaffnote')) }}) as latest
)

{{ conform(
    'action_kit', 'notes', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'category_name'], checked=['written_at'],
) }}
