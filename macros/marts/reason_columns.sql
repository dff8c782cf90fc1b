{#-
    Of every detail: which claim counts and why. attributes: the claims that count, each with its
    source_id, record_key, source_rank, weight_share and because_code.
-#}
{% macro reason_columns(attributes) -%}
    {%- for attribute in var('attributes') -%}
    {%- set last = loop.last -%}
    {%- for column in ['source_id', 'record_key', 'source_rank', 'weight_share', 'because_code'] %}
    max(case when {{ attributes }}.attribute_code = '{{ attribute }}' then {{ attributes }}.{{ column }} end) as {{ attribute }}_{{ column }}{{ '' if last and loop.last else ',' }}
    {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
