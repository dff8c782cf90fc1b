{#-
    A hash that stands for what records share: its kind and the value's parts. This installation's
    secret is in it, read once a statement; without one it fails.
-#}
{% macro value_key_of() -%}
    cast(md5(concat_ws('|', (select landing.installation_secret()), {{ varargs | join(', ') }})) as uuid)
{%- endmacro %}
