{#- Makes a model's table as its contract says, without its keys: these follow its rows (create_indexes). -#}
{% macro postgres__create_table_as(temporary, relation, sql) -%}
    create {{ 'temporary' if temporary }} table {{ relation }}
    {%- if config.get('contract').enforced and not temporary %}
        {{- get_assert_columns_equivalent(sql) }}
        ({{ adapter.render_raw_columns_constraints(raw_columns=model['columns']) | join(', ') }});
        insert into {{ relation }} ({{ adapter.dispatch('get_column_names', 'dbt')() }})
        ({{ get_select_subquery(sql) }});
    {%- else %} as ({{ sql }});
    {%- endif %}
{%- endmacro %}
