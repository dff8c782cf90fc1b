{#-
    An amount of money as whole cents: 5, $1,234.50, -5.00, (5.00), 5.0000. Null where it isn't one
    or holds parts of a cent.
-#}
{% macro cents(column) -%}
    {%- set bare = "regexp_replace(" ~ kith.clean_text(column) ~ ", '[$ ]|USD|(?<=[0-9]),(?=[0-9]{3}(?![0-9]))', '', 'g')" -%}
    {%- set signed = "regexp_replace(" ~ bare ~ ", '^\\((.+)\\)$', '-\\1')" -%}
    {%- set short = "regexp_replace(" ~ signed ~ ", '(\\.[0-9]{2})0+$', '\\1')" -%}
    cast(100 * cast(
        substring({{ short }} from '^([+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,2})?|\.[0-9]{1,2}))$')
    as numeric) as bigint)
{%- endmacro %}
