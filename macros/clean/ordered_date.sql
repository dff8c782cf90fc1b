{#-
    Text that begins with a date, with that date as YYYY-MM-DD. order: ymd (2026-05-01, 20260501),
    mdy (5/1/2026) or dmy (1/5/2026): declared, never guessed. Two-digit years stay as they are.
-#}
{% macro ordered_date(column, order) -%}
    {%- if order == 'ymd' -%}
        regexp_replace({{ kith.clean_text(column) }}, '^([0-9]{4})([0-9]{2})([0-9]{2})(?![0-9])', '\1-\2-\3')
    {%- elif order in ['mdy', 'dmy'] -%}
        regexp_replace(
            regexp_replace({{ kith.clean_text(column) }}, '^([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})(?![0-9])', '{{ '\\3-0\\1-0\\2' if order == 'mdy' else '\\3-0\\2-0\\1' }}'),
            '-0([0-9]{2})', '-\1', 'g'
        )
    {%- else -%}
        {{ exceptions.raise_compiler_error("The order of a date is ymd, mdy or dmy, not " ~ order) }}
    {%- endif -%}
{%- endmacro %}
