{#- Puts the rows that were made again and differ in the place of those at hand. -#}
{% macro exchange_changed_rows(is_whole=false) -%}
    {%- set columns = adapter.get_columns_in_relation(this) | map(attribute='name') | join(', ') -%}
    create temp view kith_at_hand as select ctid as place, * from {{ this }} {% if not is_whole %}{{ kith.where_touched() }}{% endif %};
    create temp table kith_removed on commit drop as {{ kith.rows_without_equal('kith_at_hand', 'kith_made') }};
    create temp table kith_added on commit drop as {{ kith.rows_without_equal('kith_made', 'kith_at_hand') }};
    drop view kith_at_hand;
    {% if config.get('keeps_ended') %}{{ kith.keep_ended('kith_removed') }}{% endif %}
    delete from {{ this }} where ctid in (select place from kith_removed);
    insert into {{ this }} ({{ columns }}) select {{ columns }} from kith_added
{%- endmacro %}
