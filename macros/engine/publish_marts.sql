{#- Shows the newly built marts to readers, all at once, where this run built marts and all passed. -#}
{% macro publish_marts(results) -%}
    {%- set failed = results | selectattr('status', 'in', ['error', 'fail', 'runtime error']) | list -%}
    {%- set marts = results | selectattr('node.schema', 'equalto', 'marts_next') | list -%}
    {%- if flags.WHICH in ['build', 'run'] and marts and not failed -%}
        {%- set names = marts | map(attribute='node.alias') | join(',') -%}
        select
            landing.assert_lease('warehouse', '{{ lease_token() }}'),
            landing.publish_marts(string_to_array('{{ names }}', ','))
    {%- elif marts and failed -%}
        {%- do log('Marts stay as they were: ' ~ (failed | length) ~ ' failed.', info=true) -%}
    {%- endif -%}
{%- endmacro %}
