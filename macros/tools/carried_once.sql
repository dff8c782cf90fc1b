{#-
    Records that two carriers of one tool may both have brought, each once: all of the first
    carrier's, and those of the second whose uuid the first has not given for the same source.
-#}
{% macro carried_once(first, second) -%}
    select * from {{ first }}
    union all
    select * from {{ second }}
    where not exists (
        select 1 from {{ first }}
        where {{ first }}.source_id = {{ second }}.source_id and {{ first }}.uuid = {{ second }}.uuid
    )
{%- endmacro %}
