{#- Whether one record's first and last names are the other's last and first, one slip allowed. -#}
{% macro is_swapped(one, other) -%}
    {%- set names = [one ~ '.first_name_key', other ~ '.last_root_key', one ~ '.last_root_key', other ~ '.first_name_key'] -%}
    coalesce(
        ({{ names[0] }} = {{ names[1] }} and ({{ names[2] }} = {{ names[3] }} or {{ kith.is_one_slip(names[2], names[3]) }}))
        or ({{ names[2] }} = {{ names[3] }} and {{ kith.is_one_slip(names[0], names[1]) }}), false
    )
{%- endmacro %}
