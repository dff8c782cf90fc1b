{#- Whether a tool said yes, in the ways tools say it; null where it said neither. -#}
{% macro yes_no(column) -%}
    case
        when lower({{ kith.clean_text(column) }}) in ('true', 't', 'yes', 'y', '1', '1.0') then true
        when lower({{ kith.clean_text(column) }}) in ('false', 'f', 'no', 'n', '0', '0.0') then false
    end
{%- endmacro %}
