{#- What a short fixed list says for a word, null where it says nothing. words: a dictionary. -#}
{% macro looked_up(word, words) -%}
    {{ adapter.dispatch('looked_up', 'kith')(word, words) }}
{%- endmacro %}

{% macro postgres__looked_up(word, words) -%}
    (cast('{{ tojson(words) }}' as jsonb) ->> ({{ word }}))
{%- endmacro %}
