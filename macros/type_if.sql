{#- The record type an id is of, null where the id is blank: a half reference refers to nothing. -#}
{% macro type_if(record_type, id) -%}
    case when {{ kith.clean_text(id) }} is not null then '{{ record_type }}' end
{%- endmacro %}
