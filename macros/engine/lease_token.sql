{#-
    Who holds the warehouse: the orchestrator's token (KITH_LEASE), or this invocation's own.
    Read when SQL runs and not when it is parsed, or each new token would parse everything again.
-#}
{% macro lease_token() -%}
    {% if execute %}{{ env_var('KITH_LEASE', invocation_id) }}{% endif %}
{%- endmacro %}
