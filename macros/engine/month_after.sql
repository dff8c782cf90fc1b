{#- The first day of the month after a month's first day. -#}
{% macro month_after(month_date) -%}
    {{ adapter.dispatch('month_after', 'kith')(month_date) }}
{%- endmacro %}

{% macro postgres__month_after(month_date) -%}
    cast({{ month_date }} + interval '1 month' as date)
{%- endmacro %}
