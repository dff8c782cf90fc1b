{#- How two records' first names agree: same (also a short form), initial, slip or different. -#}
{% macro first_name_agreement(one, other) -%}
    case
        when {{ one }}.first_name_key = {{ other }}.first_name_key then 'same'
        when {{ one }}.first_names && {{ other }}.first_names then 'same'
        when least(length({{ one }}.first_name_key), length({{ other }}.first_name_key)) = 1
            and left({{ one }}.first_name_key, 1) = left({{ other }}.first_name_key, 1) then 'initial'
        when least({{ one }}.first_name_count, {{ other }}.first_name_count) * 10
            <= greatest({{ one }}.first_name_count, {{ other }}.first_name_count) + 10
            and {{ kith.is_one_slip(one ~ '.first_name_key', other ~ '.first_name_key') }} then 'slip'
        else 'different'
    end
{%- endmacro %}
