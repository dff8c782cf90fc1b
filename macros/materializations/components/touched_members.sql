{#-
    Adds to the touched records those linked to one of them (a record that came back has links that
    are as they were), and all who were in a component with one.
-#}
{% macro touched_members(links) -%}
    insert into kith_touched
    select right_key from ({{ links }}) as linked where left_key in (select key from kith_touched)
    union select left_key from ({{ links }}) as linked where right_key in (select key from kith_touched)
    except select key from kith_touched;
    insert into kith_touched
    select other.record_key from {{ this }} as one inner join {{ this }} as other using (component_key)
    where one.record_key in (select key from kith_touched)
    except select key from kith_touched;
    analyze kith_touched
{%- endmacro %}
