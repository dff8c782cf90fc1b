-- One row per registration, ballot request or look-up of a registration in a VoteAmerica tool.
with written as (
    {{ stacked('vote_america', {
        'registrations': {
            'kind': "'register'", 'former': 'coalesce(' ~ clean_text('previous_last_name') ~ ', '
                ~ clean_text('previous_first_name') ~ ', ' ~ clean_text('previous_address_1') ~ ')',
            'completed': 'completed', 'handed_in': 'pdf_submitted_to_leo',
            'redirected': 'redirected_to_state_website',
        },
        'ballot_requests': {
            'kind': "'absentee'", 'completed': 'completed', 'handed_in': 'pdf_submitted_to_leo',
            'redirected': 'redirected_to_state_website',
        },
        'verifications': {'kind': "'verify'", 'registered': 'registered'},
        'lookups': {'kind': "'locate'", 'registered': 'registered'},
    }, shared={
        'former': 'null', 'completed': 'null', 'handed_in': 'null', 'redirected': 'null',
        'registered': 'null', 'region': 'state', 'embed_url': 'embed_url', 'source': 'source',
        'utm_source': 'utm_source', 'utm_medium': 'utm_medium', 'utm_campaign': 'utm_campaign',
        'made': 'time_started_utc',
    }) }}
),

renamed as (
    select
        written.*,
        record_type as person_record_type, record_id as person_record_id,
        case when former is null then kind else 'register again' end as registration_type_raw,
        case
            when kind in ('verify', 'locate') then 'registered ' || lower(registered)
            when {{ yes_no('handed_in') }} then 'pdf submitted to leo'
            when {{ yes_no('completed') }} is not true then 'started'
            when {{ yes_no('redirected') }} then 'redirected to state website'
            else 'pdf downloaded'
        end as status_raw,
        {{ region_code('region') }} as region_code,
        nullif(split_part({{ clean_text('embed_url') }}, '?', 1), '') as page_id,
        coalesce(
            {{ clean_text('source') }},
            nullif(concat_ws(
                '/', {{ clean_text('utm_source') }}, {{ clean_text('utm_medium') }},
                {{ clean_text('utm_campaign') }}
            ), '')
        ) as attribution_raw,
        {{ instant('made', "'UTC'") }} as started_at, made as started_at_raw
    from written
)

{{ conform(
    'vote_america', 'registrations', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'page_name', 'completed_at'],
    checked=['started_at'],
) }}
