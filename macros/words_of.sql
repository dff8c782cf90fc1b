{#- The words tools use for one kind of thing, each with our code. vocabulary: as in codes.csv. -#}
{% macro words_of(vocabulary) -%}
    select tool, word, code from {{ ref('words') }} where vocabulary = '{{ vocabulary }}'
{%- endmacro %}
