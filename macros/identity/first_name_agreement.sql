{#-
    How two records' first names agree: same (also a short form), second_differs (María Elena and
    María Luisa), initial, slip, second_used (one goes by the other's second name) or different.
    A slip is a much rarer name than the one it was meant to be (one_count and other_count say how
    rare, coarsely; 1024 and more are alike); of two known names neither is one.
-#}
{% macro first_name_agreement(one, other, one_count, other_count) -%}
    case
        when {{ one }}.first_names && {{ other }}.first_names
            then case when {{ kith.second_names_differ(one, other) }} then 'second_differs' else 'same' end
        when least(length({{ one }}.first_name_key), length({{ other }}.first_name_key)) = 1
            and left({{ one }}.first_name_key, 1) = left({{ other }}.first_name_key, 1) then 'initial'
        when not ({{ one }}.is_known_name and {{ other }}.is_known_name)
            and least({{ one_count }}, {{ other_count }}) * 16 <= least(greatest({{ one_count }}, {{ other_count }}, 16), 1024)
            and {{ kith.is_one_slip(one ~ '.whole_name_key', other ~ '.whole_name_key') }} then 'slip'
        when {{ one }}.first_name_key = {{ other }}.second_name_key or {{ other }}.first_name_key = {{ one }}.second_name_key then 'second_used'
        else 'different'
    end
{%- endmacro %}
