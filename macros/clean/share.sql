{#-
    A part of a whole from 0 to 1: 0.87, 87%, or 87 of a scale to a hundred, which only a number
    over one can be. Null where it is none.
-#}
{% macro share(column) -%}
    {%- set written = "regexp_replace(" ~ kith.clean_text(column) ~ ", ' ?%$', '%')" -%}
    {%- set number = "cast(substring(" ~ written ~ " from '^((?:[0-9]{1,3}(?:\\.[0-9]{0,12})?|\\.[0-9]{1,12}))%?$') as numeric)" -%}
    case
        when {{ number }} > 100 then null
        when {{ number }} > 1 or {{ written }} like '%\%' then {{ number }} / 100
        else {{ number }}
    end
{%- endmacro %}
