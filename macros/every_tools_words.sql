{#- The lines of every tool's file in seeds/vocabulary/words, with whose they are. -#}
{% macro every_tools_words() -%}
    {%- for tool in var('tools') %}
    select '{{ tool }}' as tool, vocabulary, word, code, meaning from {{ ref(tool ~ '_words') }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
