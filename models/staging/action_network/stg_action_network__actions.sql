-- One row per signature, form submission, letter or call in Action Network, whichever carrier.
with pages as (
    {{ stacked('action_network', {
        'osdi_petitions': {'title': 'coalesce(title, name)'},
        'osdi_forms': {'title': 'coalesce(title, name)'},
        'osdi_advocacy_campaigns': {'title': 'coalesce(title, name)'},
        'petitions': {}, 'forms': {}, 'letters': {}, 'call_campaigns': {},
    }, shared={'page_id': '_record_id', 'title': 'title'}) }}
),

api as (
    {{ stacked('action_network', {
        'osdi_signatures': {
            'action_type_raw': "'signature'", 'page_type': "'osdi_petitions'",
            'page_id': linked_id('petition_id', 'osdi:petition'),
        },
        'osdi_submissions': {
            'action_type_raw': "'submission'", 'page_type': "'osdi_forms'",
            'page_id': linked_id('form_id', 'osdi:form'),
        },
        'osdi_outreaches': {
            'action_type_raw': "concat_ws(' ', 'outreach', type)",
            'page_type': "'osdi_advocacy_campaigns'",
            'page_id': linked_id('advocacy_campaign_id', 'osdi:advocacy_campaign'),
        },
    }, shared={
        'uuid': '_record_id',
        'origin_system': clean_text('origin_system'),
        'person_record_type': type_if('osdi_people', linked_id('person_id', 'osdi:person')),
        'person_record_id': linked_id('person_id', 'osdi:person'),
        'attribution_raw': json_text('referrer_data', 'source'),
        'acted_at_raw': 'coalesce(action_date, created_date)',
    }) }}
),

mirror as (
    {{ stacked('action_network', {
        'signatures': {
            'action_type_raw': "'signature'", 'page_type': "'petitions'", 'page_id': 'petition_id',
        },
        'answers': {
            'action_type_raw': "'submission'", 'page_type': "'forms'", 'page_id': 'form_id',
        },
        'deliveries': {
            'action_type_raw': "'letter'", 'page_type': "'letters'", 'page_id': 'letter_id',
        },
        'calls': {
            'action_type_raw': "'call'", 'page_type': "'call_campaigns'",
            'page_id': 'call_campaign_id',
        },
    }, shared={
        'uuid': 'uuid',
        'origin_system': clean_text('originating_system'),
        'person_record_type': type_if('users', 'user_id'),
        'person_record_id': "nullif(user_id, '')",
        'attribution_raw': 'null',
        'acted_at_raw': 'created_at',
    }) }}
),

taken as (
    {{ carried_once('api', 'mirror') }}
),

titled as (
    select
        taken.*,
        {{ clean_name('pages.title') }} as action_name,
        {{ instant('taken.acted_at_raw', 'taken._time_zone') }} as acted_at,
        {{ instant('taken.acted_at_raw', 'taken._time_zone') }} as collected_at
    from taken
    left join pages
        on
            taken.source_id = pages.source_id and taken.page_type = pages.record_type
            and taken.page_id = pages.page_id
)

{{ conform(
    'action_network', 'actions', from='titled',
    lacks=['origin_id', 'collector'], checked=['acted_at'],
) }}
