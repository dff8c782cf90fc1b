{#- The columns of every detail, each taken from the record whose word counts for that detail. -#}
{% macro attribute_columns(attributes, people) -%}
    {%- for attribute, columns in var('attributes').items() -%}
    {%- set last = loop.last -%}
    {%- for column in columns %}
    max(case when {{ attributes }}.attribute_code = '{{ attribute }}' then {{ people }}.{{ column }} end) as {{ column }}{{ '' if last and loop.last else ',' }}
    {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
