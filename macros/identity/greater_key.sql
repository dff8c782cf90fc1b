{#- The one of two record keys that comes last, byte by byte, whatever the database's collation. -#}
{% macro greater_key(one, other) -%}
    greatest({{ one }} collate "C", {{ other }} collate "C")
{%- endmacro %}
