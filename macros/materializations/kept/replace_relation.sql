{#- Puts a finished table in the place of the one that had its name, if any. -#}
{% macro replace_relation(existing, finished, target) -%}
    {%- if existing is not none -%}
        {%- do drop_relation_if_exists(existing) -%}
    {%- endif -%}
    {%- do adapter.rename_relation(finished, target) -%}
    {%- do create_indexes(target) -%}
{%- endmacro %}
