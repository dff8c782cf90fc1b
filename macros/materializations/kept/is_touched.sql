{#- Whether a row is of a touched key: its column or, where records are touched, the three columns that name one. -#}
{% macro is_touched(columns) -%}
    {%- if columns is string -%}
        {{ columns }} in (select key from kith_touched)
    {%- else -%}
        ({{ columns | join(', ') }}) in (
            select split_part(key, '/', 1), split_part(key, '/', 2), regexp_replace(key, '^[^/]*/[^/]*/', '') from kith_touched
        )
    {%- endif -%}
{%- endmacro %}
