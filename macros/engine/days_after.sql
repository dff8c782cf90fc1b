{#- The instant so many days of 24 hours after another. -#}
{% macro days_after(instant, days) -%}
    {{ adapter.dispatch('days_after', 'kith')(instant, days) }}
{%- endmacro %}

{% macro postgres__days_after(instant, days) -%}
    {{ instant }} + {{ days }} * interval '24 hours'
{%- endmacro %}
