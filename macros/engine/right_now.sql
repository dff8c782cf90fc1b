{#- The moment at which a model is built. One word, so that a unit test can set the clock. -#}
{% macro right_now() -%}
    current_timestamp
{%- endmacro %}
