{#-
    How two records' names agree, from how their first and last names do: same_name, slip, initial,
    first_only, last_only, swapped, unknown (one has none) or different.
-#}
{% macro name_agreement(one, other, first, last) -%}
    case
        when coalesce({{ one }}.first_name_key, {{ one }}.last_name_key) is null
            or coalesce({{ other }}.first_name_key, {{ other }}.last_name_key) is null then 'unknown'
        when {{ first }} = 'same' and {{ last }} = 'same' then 'same_name'
        when {{ one }}.first_name_key = {{ other }}.last_name_root and {{ other }}.first_name_key = {{ one }}.last_name_root then 'swapped'
        when ({{ first }} = 'slip' and {{ last }} = 'same') or ({{ first }} = 'same' and {{ last }} = 'slip') then 'slip'
        when {{ first }} = 'initial' and {{ last }} = 'same' then 'initial'
        when {{ first }} = 'same' then 'first_only'
        when {{ last }} = 'same' and coalesce({{ one }}.first_name_key, {{ other }}.first_name_key) is not null
            and ({{ one }}.first_name_key is null or {{ other }}.first_name_key is null) then 'last_only'
        else 'different'
    end
{%- endmacro %}
