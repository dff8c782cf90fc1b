{#-
    What a mart says, as a function that works it out from how things stand when it is called: for
    what can't wait for the next build (orchestration/lib/warehouse/schema/110_grants.sql).
-#}
{% macro ask_again() -%}
    {%- set columns = model.columns.values() | list -%}
    {%- set shape = [] -%}
    {%- for column in columns %}{% do shape.append(column.name ~ ' ' ~ column.data_type) %}{% endfor -%}
    drop function if exists marts_next.current_{{ this.identifier }}();
    create function marts_next.current_{{ this.identifier }}() returns table ({{ shape | join(', ') }})
    language sql stable security definer as $kith$
        select {{ columns | map(attribute='name') | join(', ') }} from ({{ model.compiled_code }}) as now_said
    $kith$;
    revoke all on function marts_next.current_{{ this.identifier }}() from public
{%- endmacro %}
