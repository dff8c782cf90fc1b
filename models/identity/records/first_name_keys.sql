-- One row per first name that people's records tell, with the keys that it is compared by.
{{ config(materialized='ephemeral') }}
with people as (
    select * from {{ ref('all_people') }}
),

name_groups as (
    select * from {{ ref('name_groups') }}
),

spoken as (
    select first_name, {{ in_latin_letters(without_title('first_name')) }} as spoken_name
    from people
    where first_name is not null
    group by first_name
),

-- Once a name, and not once a record that bears it, which is what the planner would choose.
keyed as materialized (
    select
        first_name,
        {{ name_root('spoken_name') }} as first_name_key,
        {{ second_name_key('spoken_name') }} as second_name_key,
        {{ name_key('spoken_name') }} as whole_name_key
    from spoken
)

select
    keyed.first_name,
    keyed.first_name_key,
    keyed.second_name_key,
    keyed.whole_name_key,
    array[keyed.first_name_key, keyed.whole_name_key]
    || rooted.full_names || whole.full_names as first_names,
    coalesce(rooted.group_key, keyed.first_name_key) as first_group_key,
    whole.name_key is not null as is_known_name
from keyed
left join name_groups as rooted on keyed.first_name_key = rooted.name_key
left join name_groups as whole on keyed.whole_name_key = whole.name_key
where keyed.first_name_key is not null
    and not {{ is_placeholder('name', 'keyed.first_name_key') }}
    and not {{ is_placeholder('first_name', 'keyed.first_name_key') }}
