-- One row per contribution in an EveryAction account, wherever it was made.
with contributions as (
    {{ latest_records(source('van', 'contactscontributions')) }}
),

-- Where a contribution came from never changes, and what is pulled doesn't tell it.
links as (
    select
        _source_id,
        _record_id,
        max({{ clean_text('contactsonlineformid') }}) as contactsonlineformid,
        max({{ clean_text('contactsrecurringcontributionid') }}) as contactsrecurringcontributionid
    from {{ source('van', 'contactscontributions') }}
    group by _source_id, _record_id
),

statuses as (
    {{ latest_records(source('van', 'contributionstatuses')) }}
),

submissions as (
    {{ latest_records(source('van', 'contactsonlineforms')) }}
),

forms as (
    {{ latest_records(source('van', 'onlineforms')) }}
),

-- An order number of ActBlue's form says that the gift was made there: it may come from there too.
renamed as (
    select
        {{ envelope('contactscontributions', rows='contributions') }},
        case when contributions.onlinereferencenumber ~ '^\s*AB[0-9]+\s*$' then 'actblue' end
            as origin_system,
        {{ type_if('users', 'contributions.createdby') }} as collected_by_type,
        {{ clean_text('contributions.createdby') }} as collected_by_id,
        {{ van_instant('contributions.datereceived', 'contributions._time_zone') }} as collected_at,
        'contacts' as person_record_type, contributions.vanid as person_record_id,
        {{ cents('contributions.amount') }} as amount_cents,
        contributions.amount as amount_cents_raw,
        links.contactsrecurringcontributionid is not null as is_recurring,
        case
            when {{ clean_text('contributions.datesuppressed') }} is not null then 'suppressed'
            when {{ clean_text('contributions.datecanceled') }} is not null then 'canceled'
            else coalesce(statuses.contributionstatusname, contributions.contributionstatusid)
        end as status_raw,
        submissions.onlineformid as page_id,
        {{ clean_name('forms.onlineformname') }} as page_name,
        coalesce(
            {{ clean_text('submissions.marketsource') }},
            {{ clean_text('contributions.directmarketingcode') }}
        ) as attribution_raw,
        {{ clean_text('contributions.onlinereferencenumber') }} as order_id,
        {{ van_instant('contributions.datereceived', 'contributions._time_zone') }} as donated_at,
        contributions.datereceived as donated_at_raw
    from contributions
    inner join links
        on
            contributions._source_id = links._source_id
            and contributions._record_id = links._record_id
    left join statuses
        on
            contributions._source_id = statuses._source_id
            and contributions.contributionstatusid = statuses.contributionstatusid
    left join submissions
        on
            links._source_id = submissions._source_id
            and links.contactsonlineformid = submissions.contactsonlineformid
    left join forms
        on
            submissions._source_id = forms._source_id
            and submissions.onlineformid = forms.onlineformid
)

{{ conform(
    'van', 'donations', from='renamed', lacks=['origin_id', 'currency_code'],
    checked=['amount_cents', 'donated_at'],
) }}
