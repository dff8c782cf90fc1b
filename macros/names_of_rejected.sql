{#- The names, space-separated, of columns whose raw value was given but could not be read. -#}
{% macro names_of_rejected(columns) -%}
    nullif(concat_ws(' ', null
        {%- for column in columns -%}
        , case when {{ column }} is null and trim({{ column }}_raw) <> '' then '{{ column }}' end
        {%- endfor -%}
    ), '')
{%- endmacro %}
