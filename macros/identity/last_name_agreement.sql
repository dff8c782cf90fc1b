{#-
    How two records' last names agree: same (also one of two surnames), slip, missing (also an
    initial that fits) or different.
    Two surnames that begin alike and end otherwise are two families'.
-#}
{% macro last_name_agreement(one, other) -%}
    {%- set keys = [one ~ '.last_name_key', other ~ '.last_name_key'] -%}
    case
        when {{ keys[0] }} is null or {{ keys[1] }} is null then 'missing'
        when {{ keys[0] }} = {{ keys[1] }} then 'same'
        when least(length({{ keys[0] }}), length({{ keys[1] }})) = 1 and left({{ keys[0] }}, 1) = left({{ keys[1] }}, 1) then 'missing'
        when {{ one }}.last_root_key = {{ keys[1] }} or {{ other }}.last_root_key = {{ keys[0] }} then 'same'
        when length({{ keys[0] }}) >= 4 and {{ keys[1] }} like '%' || {{ keys[0] }} then 'same'
        when length({{ keys[1] }}) >= 4 and {{ keys[0] }} like '%' || {{ keys[1] }} then 'same'
        when {{ kith.is_one_slip(keys[0], keys[1]) }} then 'slip'
        else 'different'
    end
{%- endmacro %}
