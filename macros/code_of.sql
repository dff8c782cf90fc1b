{#- Our code for a tool's word: null where nothing was said, 'unknown' where nobody has mapped it. -#}
{% macro code_of(vocabulary, word) -%}
    case when trim({{ word }}) <> '' then coalesce({{ vocabulary }}.code, 'unknown') end
{%- endmacro %}
