{#- How certain a link of a weight is, 0 to 1: weights are about binary logarithms of odds. -#}
{% macro certainty_of(weight) -%}
    (1 - power(2.0, -least({{ weight }}, 100)))
{%- endmacro %}
