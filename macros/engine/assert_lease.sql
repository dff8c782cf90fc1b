{#- Runs inside each model's transaction, so that a run that lost the lease can't commit. -#}
{% macro assert_lease() -%}
    select landing.assert_lease('warehouse', '{{ kith.lease_token() }}')
{%- endmacro %}
