-- One row per online form somebody sent to an EveryAction account, but for those that were gifts.
with submissions as (
    {{ latest_records(source('van', 'contactsonlineforms')) }}
),

forms as (
    {{ latest_records(source('van', 'onlineforms')) }}
),

gifts as (
    select distinct _source_id, contactsonlineformid
    from {{ source('van', 'contactscontributions') }}
),

-- Giving through a form is one deed: the contribution tells it.
renamed as (
    select
        {{ envelope('contactsonlineforms', rows='submissions') }},
        'contacts' as person_record_type, submissions.vanid as person_record_id,
        'online form' as action_type_raw,
        {{ clean_name('forms.onlineformname') }} as action_name,
        submissions.onlineformid as page_id,
        {{ clean_text('submissions.marketsource') }} as attribution_raw,
        {{ van_instant('submissions.datecreated', 'submissions._time_zone') }} as acted_at,
        submissions.datecreated as acted_at_raw,
        {{ van_instant('submissions.datecreated', 'submissions._time_zone') }} as collected_at
    from submissions
    left join forms
        on
            submissions._source_id = forms._source_id
            and submissions.onlineformid = forms.onlineformid
    left join gifts
        on
            submissions._source_id = gifts._source_id
            and submissions.contactsonlineformid = gifts.contactsonlineformid
    where gifts.contactsonlineformid is null
)

{{ conform(
    'van', 'actions', from='renamed', lacks=['origin', 'collector'], checked=['acted_at'],
) }}
