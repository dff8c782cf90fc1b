-- One row per tie of an Empower profile: whose it ever was, who referred and who promoted them.
with versions as (
    select * from {{ source('empower', 'profiles') }}
),

-- A contact may be handed on, and back: each parent an export told stays, as last told.
told as (
    select
        {{ envelope('profiles', rows='versions') }},
        labels.label, labels.related_record_id, versions.role, versions.relationship,
        case labels.label when 'parent' then versions.created_mts end as related_at_raw,
        row_number() over (
            partition by versions._source_id, versions._record_id, labels.label, labels.related_record_id
            order by versions._extracted_at desc, versions._row desc
        ) as place
    from versions
    cross join {{ labelled([
        ['parent', 'parent_eid'], ['referred', 'referred_by_eid'], ['promoted', 'promoted_by_eid'],
    ]) }} as labels (label, related_record_id)
    where {{ clean_text('labels.related_record_id') }} is not null
),

renamed as (
    select
        source_id, record_type, record_id || ':' || label || ':' || related_record_id as record_id,
        is_record_id_minted, received_at, loaded_at, method, file_id, file_row,
        'profiles' as person_record_type, record_id as person_record_id,
        'profiles' as related_record_type, related_record_id,
        case label when 'parent' then coalesce({{ clean_text('relationship') }}, role) else label end
            as relationship_raw,
        {{ epoch_instant('related_at_raw') }} as related_at
    from told
    where place = 1
)

{{ conform(
    'empower', 'relationships', from='renamed',
    lacks=['origin', 'collector', 'collected_at'],
) }}
