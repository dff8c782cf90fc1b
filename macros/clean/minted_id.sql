{#-
    An id for somebody or something a tool gives none: a hash of the columns that say which it is.
    Blank and missing are the same; rows alike in all of the columns are one.
-#}
{% macro minted_id(columns) -%}
    'minted:' || md5(array_to_string(array[{{ columns | join(', ') }}], chr(31), ''))
{%- endmacro %}
