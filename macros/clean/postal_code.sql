{#-
    The five digits of a US ZIP code, with the leading zeros a spreadsheet ate put back,
    or a Canadian code as A1A 1A1.
-#}
{% macro postal_code(column) -%}
    coalesce(
        lpad(substring({{ kith.clean_text(column) }} from '^([0-9]{4,5}|[5-9][0-9]{2})(?:\.0|-?[0-9]{4}|-)?$'), 5, '0'),
        regexp_replace(
            substring(upper({{ kith.clean_text(column) }}) from '^[ABCEGHJ-NPRSTVXY][0-9][A-Z] ?[0-9][A-Z][0-9]$'),
            '^(...) ?(...)$', '\1 \2'
        )
    )
{%- endmacro %}
