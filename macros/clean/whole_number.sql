{#- A whole number of at most nine digits, thousands' commas and a spreadsheet's .0 allowed. -#}
{% macro whole_number(column) -%}
    cast(substring(
        regexp_replace({{ kith.clean_text(column) }}, '(?<=[0-9]),(?=[0-9]{3}(?![0-9]))', '', 'g')
        from '^([+-]?[0-9]{1,9})(?:\.0+)?$'
    ) as integer)
{%- endmacro %}
