-- One row per last name that people's records tell, with the keys that it is compared by.
{{ config(materialized='ephemeral') }}
with people as (
    select * from {{ ref('all_people') }}
),

spelled as (
    select
        last_name,
        {{ in_latin_letters(without_suffix('last_name')) }} as family_name,
        {{ name_suffix_key('last_name') }} as name_suffix_key
    from people
    where last_name is not null
    group by last_name
),

-- Once a name, and not once a record that bears it, which is what the planner would choose.
keyed as materialized (
    select
        last_name,
        {{ name_key('family_name') }} as last_name_key,
        {{ name_root('family_name') }} as last_root_key,
        name_suffix_key
    from spelled
)

select * from keyed
where last_name_key is not null and not {{ is_placeholder('name', 'last_name_key') }}
