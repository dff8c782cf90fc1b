-- One row per form a HubSpot contact sent.
with forms as (
    {{ latest_records(source('hubspot', 'contacts_form_submissions')) }}
),

renamed as (
    select
        {{ envelope('contacts_form_submissions') }},
        {{ type_if('contacts', 'canonical_vid') }} as person_record_type,
        canonical_vid as person_record_id,
        'form submission' as action_type_raw,
        {{ clean_name('title') }} as action_name,
        form_id as page_id,
        substring(page_url from '[?&]utm_source=([^&#]+)') as attribution_raw,
        timestamp as acted_at_raw,
        coalesce({{ epoch_instant('timestamp') }}, {{ instant('timestamp') }}) as acted_at,
        coalesce({{ epoch_instant('timestamp') }}, {{ instant('timestamp') }}) as collected_at
    from forms
)

{{ conform(
    'hubspot', 'actions', from='renamed', lacks=['origin', 'collector'], checked=['acted_at'],
) }}
