{#-
    How two records' names agree, given how their first and last names do: same_name, suffix_missing
    (only one says Jr), slip, initial, first_only, last_only, swapped, unknown or different.
-#}
{% macro name_agreement(one, other, first, last) -%}
    case
        when coalesce({{ one }}.first_name_key, {{ one }}.last_name_key) is null
            or coalesce({{ other }}.first_name_key, {{ other }}.last_name_key) is null then 'unknown'
        when {{ first }} = 'same' and coalesce({{ one }}.last_name_key, {{ other }}.last_name_key) is null then 'same_name'
        when {{ first }} = 'same' and {{ last }} = 'same' then case
            when ({{ one }}.name_suffix_key is null) <> ({{ other }}.name_suffix_key is null) then 'suffix_missing' else 'same_name' end
        when {{ kith.is_swapped(one, other) }} then 'swapped'
        when ({{ first }} = 'slip' and {{ last }} = 'same') or ({{ first }} = 'same' and {{ last }} = 'slip') then 'slip'
        when {{ first }} = 'initial' and {{ last }} = 'same' then 'initial'
        when {{ first }} = 'same' then 'first_only'
        when {{ last }} = 'same' and ({{ one }}.first_name_key is null) <> ({{ other }}.first_name_key is null) then 'last_only'
        else 'different'
    end
{%- endmacro %}
