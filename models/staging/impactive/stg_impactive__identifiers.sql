-- One row per id, number or address an Impactive record gives for a person.
with told as (
    {{ stacked('impactive', {
        'contacts': {
            'voterbase': 'selected_voterbase_id', 'van': 'van_id', 'catalist': 'dwid_id', 'pdi': 'pdi_id',
        },
        'users': {'voterbase': 'selected_voterbase_id', 'van': 'van_id', 'own': 'id'},
        'forms': {},
        'registrations': {'voterbase': 'voterbase_id'},
        'reports': {
            'kind': looked_up('lower(reportable_type)', {'contact': 'contacts', 'usercontact': 'user_contacts'}),
            'person_id': 'reportable_id', 'email': 'reportable_email', 'phone': 'reportable_phone',
            'van': 'reportable_van_id', 'voterbase': 'reportable_voterbase_id',
        },
    }, shared={
        'kind': 'null', 'person_id': '_record_id', 'email': 'email', 'phone': 'phone',
        'voterbase': 'null', 'van': 'null', 'catalist': 'null', 'pdi': 'null', 'own': 'null',
        'made': 'created_at',
    }) }}
),

given_ids as (
    select
        told.*, labels.identifier_type, labels.identifier_value_raw,
        case when told.record_type = 'reports' then told.kind else told.record_type end
            as person_record_type,
        told.person_id as person_record_id,
        {{ instant('told.made', "'UTC'") }} as valid_from_at
    from told
    cross join {{ labelled([
        ['email', 'email'], ['phone', 'phone'], ['van_id', 'van'], ['voterbase_id', 'voterbase'],
        ['dwid', 'catalist'], ['pdi_id', 'pdi'], ['impactive_user_id', 'own'],
    ]) }} as labels (identifier_type, identifier_value_raw)
    where
        {{ clean_text('labels.identifier_value_raw') }} is not null
        and (told.record_type <> 'reports' or told.kind is not null)
),

renamed as (
    select
        given_ids.*,
        case
            when identifier_type in ('voterbase_id', 'dwid', 'pdi_id', 'van_id') then 'vendor_crosswalk'
            else 'entered'
        end as asserted_by,
        -- Nobody says which committee or mode a VAN id is of.
        case identifier_type
            when 'van_id' then 'unknown:' || source_id
            when 'voterbase_id' then 'targetsmart'
            when 'dwid' then 'catalist'
            when 'pdi_id' then 'pdi'
            when 'impactive_user_id' then 'impactive'
        end as identifier_scope,
        {{ identifier('identifier_type', 'identifier_value_raw') }} as identifier_value
    from given_ids
)

{{ conform(
    'impactive', 'identifiers', from='renamed', checked=['identifier_value'],
    lacks=['origin', 'collector', 'collected_at', 'is_primary', 'valid_to_at'],
) }}
