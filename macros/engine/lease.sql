{#-
    One writer at a time. The token is the orchestrator's (KITH_LEASE) or this invocation's own;
    assert_lease runs inside each model's transaction, so a run that lost the lease can't commit.
-#}
{% macro lease_token() -%}
    {{ env_var('KITH_LEASE', invocation_id) }}
{%- endmacro %}

{% macro take_lease() -%}
    select landing.take_lease('warehouse', '{{ lease_token() }}', '{{ env_var("KITH_LEASE_HOLDER", "dbt by hand") }}', interval '30 minutes')
{%- endmacro %}

{% macro assert_lease() -%}
    select landing.assert_lease('warehouse', '{{ lease_token() }}')
{%- endmacro %}

{#- A lease the orchestrator took is the orchestrator's to give back. -#}
{% macro release_lease() -%}
    {% if env_var('KITH_LEASE', '') == '' -%}
        select landing.release_lease('warehouse', '{{ lease_token() }}')
    {%- endif %}
{%- endmacro %}
