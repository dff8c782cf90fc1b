{#-
    A phone number as phone_e164() has it, where a column says which country's way it is written in:
    without + or 011 it is North American only where the country is, or isn't said.
-#}
{% macro phone_in_country(column, country) -%}
    case
        when {{ column }} ~ '^\s*(?:\+|011)'
            or coalesce(upper(trim({{ country }})), '') in ('', 'US', 'CA', 'PR', 'GU', 'VI', 'AS', 'MP')
            then {{ kith.phone_e164(column) }}
    end
{%- endmacro %}
