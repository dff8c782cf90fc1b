{#-
    Whether one record's first and last names are the other's last and first: one slip allowed, and
    a middle name before the first (Phạm, Quang Vinh and Vinh, Phạm).
-#}
{% macro is_swapped(one, other) -%}
    {%- set names = [one ~ '.first_name_key', other ~ '.last_root_key', one ~ '.last_root_key', other ~ '.first_name_key'] -%}
    coalesce(
        ({{ names[0] }} = {{ names[1] }} and ({{ names[2] }} = {{ names[3] }} or {{ kith.is_one_slip(names[2], names[3]) }}
            or (length({{ names[3] }}) >= 3 and {{ one }}.last_name_key like '%' || {{ names[3] }})))
        or ({{ names[2] }} = {{ names[3] }} and ({{ kith.is_one_slip(names[0], names[1]) }}
            or (length({{ names[0] }}) >= 3 and {{ other }}.last_name_key like '%' || {{ names[0] }}))), false
    )
{%- endmacro %}
