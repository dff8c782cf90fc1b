{#- An email address in the form addresses are compared in: trimmed, lower case; null if it isn't one. -#}
{% macro email(column) -%}
    {{ kith.text_matching("lower(" ~ kith.clean_text(column) ~ ")", "^[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+$") }}
{%- endmacro %}
