-- One row per action a person took in any tool.
with actions as (
    {{ every_tool('actions') }}
),

action_types as (
    {{ words_of('action_types') }}
)

select
    actions.*,
    {{ code_of('action_types', 'actions.action_type_raw') }} as action_type_code
from actions
left join action_types on {{ means('action_types', 'actions', 'action_type_raw') }}
