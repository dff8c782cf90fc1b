{#- Tells later models which keys the rows that changed have; none where all was made anew. -#}
{% macro announce_changes(stamp) -%}
    {%- set announced, columns = kith.announced_by(this), config.get('announces', [config.require('key')]) -%}
    drop table if exists {{ announced }};
    create table {{ announced }} as select {{ columns[0] }} as key from {{ this }} where false
    {%- for column in columns if stamp.base %}
        union select {{ column }} from kith_removed union select {{ column }} from kith_added
    {%- endfor %};
    analyze {{ announced }};
    comment on table {{ announced }} is '{{ tojson(stamp) }}'
{%- endmacro %}
