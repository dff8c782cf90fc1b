{#-
    A hash that stands for what records share: its kind and the value's parts. This installation's
    secret is in it, read once a statement.
-#}
{% macro value_key_of() -%}
    cast(md5(concat_ws('|', (select secret from landing.installation), {{ varargs | join(', ') }})) as uuid)
{%- endmacro %}
