{#- Whether a word is one of a text's words, which have a space between. -#}
{% macro is_among(word, words) -%}
    {{ adapter.dispatch('is_among', 'kith')(word, words) }}
{%- endmacro %}

{% macro postgres__is_among(word, words) -%}
    {{ word }} = any(string_to_array({{ words }}, ' '))
{%- endmacro %}
