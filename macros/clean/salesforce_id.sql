{#-
    A Salesforce id in the form all exports share: its first 15 characters. The three after them,
    which reports leave out, only say which letters are capitals.
-#}
{% macro salesforce_id(column) -%}
    left({{ kith.clean_text(column) }}, 15)
{%- endmacro %}
