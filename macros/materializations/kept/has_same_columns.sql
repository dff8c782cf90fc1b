{#- Whether a table is there already with the columns that the query gives. -#}
{% macro has_same_columns(sql) -%}
    {%- set made = get_column_schema_from_query(sql) | map(attribute='name') | list -%}
    {{ return(made == adapter.get_columns_in_relation(this) | map(attribute='name') | list) }}
{%- endmacro %}
