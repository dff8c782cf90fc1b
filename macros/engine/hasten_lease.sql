{#- What is left takes a moment: where it fails, dbt by hand holds the warehouse for a minute. -#}
{% macro hasten_lease() -%}
    {% if execute and env_var('KITH_LEASE', '') == '' -%}
        update landing.leases set expires_at = clock_timestamp() + interval '1 minute'
        where lease = 'warehouse' and token = '{{ kith.lease_token() }}'
    {%- endif %}
{%- endmacro %}
