{#- A hash that stands for what records share: its kind and the value's parts. -#}
{% macro value_key_of() -%}
    cast(md5(concat_ws('|', {{ varargs | join(', ') }})) as uuid)
{%- endmacro %}
