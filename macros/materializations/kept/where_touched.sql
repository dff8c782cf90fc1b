{#- Only the rows of touched keys; all rows of a table that is compared whole. -#}
{% macro where_touched() -%}
    {%- if config.get('touched_by') -%} where {{ config.require('key') }} in (select key from kith_touched) {%- endif -%}
{%- endmacro %}
