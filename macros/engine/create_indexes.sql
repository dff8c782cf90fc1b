{#-
    Adds a table's keys and indexes to its rows. Sorting a key once takes a quarter of the time that
    keeping it in order takes, row by row, and makes a smaller index.
-#}
{% macro postgres__create_indexes(relation) -%}
    {%- if config.get('contract').enforced -%}
        {%- for key in adapter.render_raw_model_constraints(raw_constraints=model['constraints']) -%}
            {%- do run_query('alter table ' ~ relation ~ ' add ' ~ key) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- do default__create_indexes(relation) -%}
{%- endmacro %}
