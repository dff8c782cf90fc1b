{#-
    Whether two records give the same full name, one of them in a single field: Ana Roe or Roe, Ana
    as first or last name. Two last names alone are a family's.
-#}
{% macro is_same_full_name(one, other) -%}
    coalesce(
        ({{ one }}.whole_name_key is null or {{ one }}.last_name_key is null or {{ other }}.whole_name_key is null or {{ other }}.last_name_key is null)
        and coalesce({{ one }}.whole_name_key, {{ other }}.whole_name_key) is not null
        and (concat({{ one }}.whole_name_key, {{ one }}.last_name_key) = concat({{ other }}.whole_name_key, {{ other }}.last_name_key)
            or concat({{ one }}.last_name_key, {{ one }}.whole_name_key) = concat({{ other }}.whole_name_key, {{ other }}.last_name_key)
            or concat({{ one }}.whole_name_key, {{ one }}.last_name_key) = concat({{ other }}.last_name_key, {{ other }}.whole_name_key)), false
    )
{%- endmacro %}
