{#-
    The value of a limit in one of the seeds of limits. A limit that isn't there fails the build: a
    comparison with nothing would let everything through.
-#}
{% macro limit_of(seed, limit_id) -%}
    (select coalesce(max(limit_value), cast('{{ seed }} lacks {{ limit_id }}, rows ' || count(*) as numeric)) from {{ ref(seed) }} where limit_id = '{{ limit_id }}')
{%- endmacro %}
