{#- Who holds the warehouse: the orchestrator's token (KITH_LEASE), or this invocation's own. -#}
{% macro lease_token() -%}
    {{ env_var('KITH_LEASE', invocation_id) }}
{%- endmacro %}
