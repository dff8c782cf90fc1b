{#-
    A phone number as +<calling code><number>, null if it can't be one. Without + or 011 it is read
    as North American, where the area code must be in service. Extensions are dropped, letters refused.
-#}
{% macro phone_e164(column) -%}
    {%- set dialled = "regexp_replace(" ~ kith.clean_text(column) ~ ", '^tel:|[ ,;]*(x|ext|extn|extension|#)[ .:=]*[0-9]{1,7}$|\\.0$', '', 'gi')" -%}
    {%- set digits = "translate(substring(" ~ dialled ~ " from '^[+0-9().\\[\\]/ \\u00A0\\u2010-\\u2015-]+$'), '().[]/- \u00A0\u2010\u2011\u2012\u2013\u2014\u2015', '')" -%}
    case
        when {{ digits }} ~ '^(?:(?:\+|011)?1)?{{ kith.north_american_area_codes() }}[2-9][0-9]{6}$'
            then '+1' || right({{ digits }}, 10)
        when {{ digits }} ~ '^(?:\+|011)(?=[0-9]{8,15}$){{ kith.calling_codes() }}[0-9]+$'
            then regexp_replace({{ digits }}, '^(?:\+|011)', '+')
    end
{%- endmacro %}
