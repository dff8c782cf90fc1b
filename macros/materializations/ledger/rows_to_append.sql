{#- The rows that a ledger's query gives, of all or of touched records: kith_added. -#}
{% macro rows_to_append(sql, is_partial) -%}
    {%- set query = [sql] -%}
    {%- for input in [this, kith.input_named('components')] if is_partial -%}
        {%- set read = 'from ' ~ input ~ '\n' -%}
        {%- do query.append(query.pop() | replace(read, 'from ' ~ input ~ ' where record_key in (select key from kith_touched)\n')) -%}
    {%- endfor -%}
    create temp table kith_added on commit drop as {{ query[0] }};
    create temp table kith_removed on commit drop as select * from kith_added where false
{%- endmacro %}
