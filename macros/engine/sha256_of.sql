{#- The sha256, in hexadecimal, of some values: null is a value of its own, and so is each place. -#}
{% macro sha256_of(columns) -%}
    {{ adapter.dispatch('sha256_of', 'kith')(columns) }}
{%- endmacro %}

{% macro postgres__sha256_of(columns) -%}
    encode(sha256(convert_to(cast(jsonb_build_array({{ columns | join(', ') }}) as text), 'UTF8')), 'hex')
{%- endmacro %}
