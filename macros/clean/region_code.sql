{#-
    A state, territory or Canadian province by its two letters, from its code (also US-CT) or its
    English name; null if it is none.
-#}
{% macro region_code(column) -%}
    {%- set names = kith.region_names() -%}
    {%- set word = "upper(regexp_replace(" ~ kith.clean_name(column) ~ ", '^(US|CA)-|\\.', '', 'gi'))" -%}
    coalesce(
        substring({{ word }} from '^(?:{{ names.values() | unique | join("|") }})$'),
        {{ kith.looked_up(word, names) }}
    )
{%- endmacro %}
