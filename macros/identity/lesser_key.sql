{#- The one of two record keys that comes first, byte by byte, whatever the database's collation. -#}
{% macro lesser_key(one, other) -%}
    least({{ one }} collate "C", {{ other }} collate "C")
{%- endmacro %}
