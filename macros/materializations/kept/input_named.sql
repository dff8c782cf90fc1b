{#- A model or seed by its name, as queries call it; also one that is only read through an ephemeral model. -#}
{% macro input_named(name) -%}
    {%- for node in graph.nodes.values() if node.name == name and node.resource_type in ['model', 'seed'] -%}
        {%- if node.config.materialized == 'ephemeral' -%}
            {{ return('__dbt__cte__' ~ name) }}
        {%- endif -%}
        {{ return(api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias, type='table')) }}
    {%- endfor -%}
    {{ exceptions.raise_compiler_error(model.name ~ ' names an input that is not there: ' ~ name) }}
{%- endmacro %}
