{#- Joins a fact (facts) to the reviewed code for a word of it. codes: route_codes, by any name. -#}
{% macro stands_for(codes, vocabulary, word) -%}
    facts.destination_id = {{ codes }}.destination_id
    and facts.source_id = {{ codes }}.source_id
    and {{ vocabulary }} = {{ codes }}.vocabulary_name
    and {{ word }} = {{ codes }}.word
{%- endmacro %}
