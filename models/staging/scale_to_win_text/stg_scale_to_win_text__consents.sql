-- One row per number that opted out of a Scale to Win Text account, and whether that still holds.
with opt_outs as (
    {{ stacked('scale_to_win_text', {'opt_outs': {
        'cell': 'cell', 'contact_id': clean_text('campaign_contact_id'),
        'taken_back': clean_text('deleted_at'), 'created_at': 'created_at',
        'created_by': clean_text('created_by'), 'deleted_by': clean_text('deleted_by'),
    }}) }}
),

-- An opt-out taken back is nobody's yes: they have said neither.
renamed as (
    select
        opt_outs.*,
        case when taken_back is null then 'opt_out' else 'deleted_at' end as status_raw,
        case when taken_back is null then created_by else deleted_by end as collected_by_id,
        {{ type_if('users', 'case when taken_back is null then created_by else deleted_by end') }}
            as collected_by_type,
        {{ instant('coalesce(taken_back, created_at)') }} as collected_at,
        {{ type_if('campaign_contacts', 'contact_id') }} as person_record_type,
        contact_id as person_record_id, 'sms' as channel_raw,
        {{ phone_e164('cell') }} as contact_point, cell as contact_point_raw,
        {{ instant('coalesce(taken_back, created_at)') }} as decided_at,
        coalesce(taken_back, created_at) as decided_at_raw
    from opt_outs
)

{{ conform(
    'scale_to_win_text', 'consents', from='renamed',
    lacks=['origin'],
    checked=['contact_point', 'decided_at'],
) }}
