{#-
    A hash of a birth date as a claim; day and month in the other order are the same date told by
    somebody else.
-#}
{% macro birth_date_claim_key(column) -%}
    {%- set month, day = 'extract(month from ' ~ column ~ ')', 'extract(day from ' ~ column ~ ')' -%}
    case when {{ column }} is not null then md5(concat_ws(
        '|', extract(year from {{ column }}), least({{ month }}, {{ day }}), greatest({{ month }}, {{ day }})
    )) end
{%- endmacro %}
