{#- Shows the newly built marts to readers, all at once, where nothing in the run failed. -#}
{% macro publish_marts(results) -%}
    {%- set failed = results | selectattr('status', 'in', ['error', 'fail', 'runtime error']) | list -%}
    {%- if flags.WHICH in ['build', 'run'] and not failed -%}
        select landing.assert_lease('warehouse', '{{ lease_token() }}'), landing.publish_marts()
    {%- elif failed -%}
        {%- do log('Marts stay as they were: ' ~ (failed | length) ~ ' failed.', info=true) -%}
    {%- endif -%}
{%- endmacro %}
