{#- How two records' last names agree: same (also one of two surnames), slip, missing or different. -#}
{% macro last_name_agreement(one, other) -%}
    case
        when {{ one }}.last_name_key is null or {{ other }}.last_name_key is null then 'missing'
        when {{ one }}.last_name_root = {{ other }}.last_name_root then 'same'
        when least(length({{ one }}.last_name_key), length({{ other }}.last_name_key)) >= 4 and (
            {{ one }}.last_name_key like '%' || {{ other }}.last_name_key
            or {{ other }}.last_name_key like '%' || {{ one }}.last_name_key
        ) then 'same'
        when {{ kith.is_one_slip(one ~ '.last_name_key', other ~ '.last_name_key') }} then 'slip'
        else 'different'
    end
{%- endmacro %}
