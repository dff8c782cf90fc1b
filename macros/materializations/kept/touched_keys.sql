{#- Gathers the keys to make again: those that changed inputs announced, as they are or looked up. -#}
{% macro touched_keys(changed) -%}
    {%- set key = config.require('key') -%}
    create temp table kith_touched on commit drop as
    select {{ key }} as key from {{ this }} where false
    {%- for name, lookups in config.get('touched_by', {}).items() if name in changed %}
        {%- set announced = '(select key from ' ~ kith.announced_by(kith.input_named(name)) ~ ')' %}
        {%- if not lookups %} union {{ announced }} {%- endif %}
        {%- for table, columns in lookups.items() %}{% for column in columns %}
        union select {{ key }} from {{ kith.input_named(table) }} where {{ column }} in {{ announced }}
        {%- endfor %}{% endfor %}
    {%- endfor %};
    analyze kith_touched
{%- endmacro %}
