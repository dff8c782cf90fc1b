{#-
    Tells the planner what a new table holds; without it the next join is planned blindly. A table
    that was kept is known already, unless more than a tenth of it came or went just now.
-#}
{% macro analyze_table() -%}
    {{ adapter.dispatch('analyze_table', 'kith')() }}
{%- endmacro %}

{% macro default__analyze_table() -%}
{%- endmacro %}

{% macro postgres__analyze_table() -%}
    {%- if not load_result('kept') -%}
        analyze {{ this }}
    {%- else -%}
        do $$ begin
            if (select count(*) from kith_added) + (select count(*) from kith_removed)
                > (select reltuples / 10 from pg_class where oid = '{{ this }}'::regclass)
            then analyze {{ this }}; end if;
        end $$
    {%- endif -%}
{%- endmacro %}
