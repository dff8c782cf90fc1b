{#- Shows the newly built marts to readers, all at once, where this run built marts and all passed. -#}
{% macro publish_marts(results) -%}
    {%- set failed = results | selectattr('status', 'in', ['error', 'fail', 'runtime error']) | list -%}
    {%- set marts = results | selectattr('node.schema', 'equalto', 'marts_next') | list -%}
    {%- if flags.WHICH in ['build', 'run'] and marts and not failed -%}
        select landing.assert_lease('warehouse', '{{ lease_token() }}'), landing.publish_marts()
    {%- elif marts and failed -%}
        {%- do log('Marts stay as they were: ' ~ (failed | length) ~ ' failed.', info=true) -%}
    {%- endif -%}
{%- endmacro %}
