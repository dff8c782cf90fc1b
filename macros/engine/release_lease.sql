{#- Gives the warehouse back. A lease the orchestrator took is the orchestrator's to give back. -#}
{% macro release_lease() -%}
    {% if execute and env_var('KITH_LEASE', '') == '' -%}
        select landing.release_lease('warehouse', '{{ kith.lease_token() }}')
    {%- endif %}
{%- endmacro %}
