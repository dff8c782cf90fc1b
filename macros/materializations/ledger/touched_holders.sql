{#- Adds to the touched records their components as they are now, and all who ever had one of their person ids. -#}
{% macro touched_holders() -%}
    {%- set components = kith.input_named('components') -%}
    insert into kith_touched
    select other.record_key from {{ components }} as one inner join {{ components }} as other using (component_key)
    where one.record_key in (select key from kith_touched)
    except select key from kith_touched;
    insert into kith_touched
    select record_key from {{ this }} where person_id in (
        select person_id from {{ this }} where record_key in (select key from kith_touched)
    ) except select key from kith_touched;
    analyze kith_touched
{%- endmacro %}
