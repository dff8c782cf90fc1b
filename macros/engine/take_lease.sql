{#- One writer at a time: takes the warehouse for this run, or fails the run before it writes. -#}
{% macro take_lease() -%}
    select landing.take_lease('warehouse', '{{ kith.lease_token() }}', '{{ env_var("KITH_LEASE_HOLDER", "dbt by hand") }}', interval '30 minutes')
{%- endmacro %}
