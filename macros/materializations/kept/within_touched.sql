{#- A kept table's query, reading what its `within` names for touched keys alone. An error where no import CTE reads it. -#}
{% macro within_touched(sql) -%}
    {%- set query = [sql] -%}
    {%- for name, column in config.get('within', {}).items() -%}
        {%- set input = 'from ' ~ kith.input_named(name) -%}
        {%- if input ~ '\n' not in sql -%}
            {{ exceptions.raise_compiler_error(model.name ~ ' has a `within` that is no import CTE of it: ' ~ name) }}
        {%- endif -%}
        {%- do query.append(query.pop() | replace(input ~ '\n', input ~ ' where ' ~ kith.is_touched(column) ~ '\n')) -%}
    {%- endfor -%}
    {{ return(query[0]) }}
{%- endmacro %}
