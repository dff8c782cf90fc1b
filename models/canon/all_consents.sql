-- One row per decision on being contacted that a record of any tool states.
with consents as (
    {{ every_tool('consents') }}
),

channels as (
    {{ words_of('channels') }}
),

consent_statuses as (
    {{ words_of('consent_statuses') }}
)

select
    consents.*,
    {{ code_of('channels', 'consents.channel_raw') }} as channel_code,
    {{ code_of('consent_statuses', 'consents.status_raw') }} as status_code
from consents
left join channels on {{ means('channels', 'consents', 'channel_raw') }}
left join consent_statuses on {{ means('consent_statuses', 'consents', 'status_raw') }}
