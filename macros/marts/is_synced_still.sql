{#- Whether an instant is of the days whose facts are looked at to be passed on. -#}
{% macro is_synced_still(instant) -%}
    {{ instant }} > (select oldest_at from {{ ref('sync_reach') }})
{%- endmacro %}
