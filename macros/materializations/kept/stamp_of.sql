{#- What is known of a kept table as it is: step (this version), base (the one before it, none where made anew), code and inputs. -#}
{% macro stamp_of(relation) -%}
    {%- set found = run_query("select obj_description(to_regclass('" ~ kith.announced_by(relation) ~ "'), 'pg_class')").rows[0][0] -%}
    {{ return(fromjson(found) if found else {}) }}
{%- endmacro %}
