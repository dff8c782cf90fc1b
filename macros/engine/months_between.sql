{#- The first days of the months from one day to another, both ends included, as rows (month_date). -#}
{% macro months_between(first, last) -%}
    {{ adapter.dispatch('months_between', 'kith')(first, last) }}
{%- endmacro %}

{% macro postgres__months_between(first, last) -%}
    (
        select cast(month_at as date) as month_date
        from generate_series(
            date_trunc('month', cast({{ first }} as timestamp)), cast({{ last }} as timestamp),
            interval '1 month'
        ) as months (month_at)
    )
{%- endmacro %}
