{#- Adds to the touched records all who were in a component with one of them. -#}
{% macro touched_members() -%}
    insert into kith_touched
    select other.record_key from {{ this }} as one inner join {{ this }} as other using (component_key)
    where one.record_key in (select key from kith_touched)
    except select key from kith_touched;
    analyze kith_touched
{%- endmacro %}
