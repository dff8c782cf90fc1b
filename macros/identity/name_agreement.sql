{#-
    How two records' names agree, given how their first and last names do: same_name, suffix_missing
    (only one says Jr), slip, two_slips, initial, first_only (one has no last name), last_differs,
    last_only, second_differs, second_used, swapped, unknown or different.
-#}
{% macro name_agreement(one, other, first, last) -%}
    case
        when coalesce({{ one }}.first_name_key, {{ one }}.last_name_key) is null
            or coalesce({{ other }}.first_name_key, {{ other }}.last_name_key) is null then 'unknown'
        when {{ kith.is_same_full_name(one, other) }} then 'same_name'
        when {{ first }} = 'same' and {{ last }} = 'same' then case
            when ({{ one }}.name_suffix_key is null) <> ({{ other }}.name_suffix_key is null) then 'suffix_missing' else 'same_name' end
        when {{ kith.is_swapped(one, other) }} then 'swapped'
        when {{ first }} in ('same', 'slip') and {{ last }} in ('same', 'slip')
            then case when {{ first }} = {{ last }} then 'two_slips' else 'slip' end
        when {{ first }} = 'same' then case {{ last }} when 'missing' then 'first_only' else 'last_differs' end
        when {{ first }} in ('initial', 'second_differs', 'second_used') and {{ last }} = 'same' then {{ first }}
        when {{ last }} = 'same' and ({{ one }}.first_name_key is null) <> ({{ other }}.first_name_key is null) then 'last_only'
        else 'different'
    end
{%- endmacro %}
