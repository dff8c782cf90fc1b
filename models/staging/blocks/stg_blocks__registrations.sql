-- One row per voter registration form or ballot request collected in Blocks.
with shifts as (
    {{ latest_records(source('blocks', 'shifts')) }}
),

deliveries as (
    {{ latest_records(source('blocks', 'deliveries')) }}
),

addresses as (
    {{ latest_records(source('blocks', 'addresses')) }}
),

forms as (
    {{ stacked('blocks', {
        'registration_forms': {
            'kind': "coalesce(" ~ clean_text('registration_type') ~ ", 'registration form')",
            'signed': 'registration_date', 'region': 'voting_state',
            'completed': 'completed', 'delivery_id': 'delivery_id',
            'approved': 'visual_review_approved', 'found': 'voterfile_match',
        },
        'absentee_ballot_request_forms': {
            'kind': "'absentee ballot request'", 'signed': 'request_date',
            'address_id': 'residential_address_id',
        },
    }, shared={
        'shift_id': 'shift_id', 'made': 'created_at', 'region': 'null', 'completed': 'null',
        'delivery_id': 'null', 'approved': 'null', 'found': 'null', 'address_id': 'null',
    }) }}
),

renamed as (
    select
        forms.*,
        {{ type_if('canvassers', 'shifts.canvasser_id') }} as collected_by_type,
        {{ clean_text('shifts.canvasser_id') }} as collected_by_id,
        forms.record_type as person_record_type, forms.record_id as person_record_id,
        forms.kind as registration_type_raw,
        case
            when {{ yes_no('forms.found') }} then 'voterfile_match'
            when {{ clean_text('forms.delivery_id') }} is not null then 'delivered'
            when {{ yes_no('forms.completed') }} is false then 'incomplete'
            when {{ yes_no('forms.approved') }} then 'visual_review_approved'
            else 'collected'
        end as status_raw,
        {{ region_code('coalesce(addresses.state, forms.region)') }} as region_code,
        coalesce(
            {{ instant('forms.signed', 'forms._time_zone') }},
            {{ instant('forms.made', 'forms._time_zone') }}
        ) as started_at,
        {{ instant('deliveries.turn_in_date', 'deliveries._time_zone') }} as completed_at,
        deliveries.turn_in_date as completed_at_raw
    from forms
    left join shifts on forms.source_id = shifts._source_id and forms.shift_id = shifts.id
    left join deliveries
        on forms.source_id = deliveries._source_id and forms.delivery_id = deliveries.id
    left join addresses
        on forms.source_id = addresses._source_id and forms.address_id = addresses.id
),

timed as (
    select *, started_at as collected_at from renamed
)

{{ conform(
    'blocks', 'registrations', from='timed',
    lacks=['origin', 'page_id', 'page_name', 'attribution_raw'], checked=['completed_at'],
) }}
