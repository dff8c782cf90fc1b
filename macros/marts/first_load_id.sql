{#- The load that came first: their ids are texts, and of texts 10 is before 9. -#}
{% macro first_load_id(load_id) -%}
    cast(min(cast({{ load_id }} as bigint)) as text)
{%- endmacro %}
