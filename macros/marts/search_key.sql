{#-
    A name as people type it to find somebody: without accents, capitals and punctuation. The same
    is done to what they type, in bi/dashboards/queries/people_found.sql.
-#}
{% macro search_key(name) -%}
    trim(regexp_replace(translate(lower(regexp_replace(
        normalize({{ name }}, nfkd), '[\u0300-\u036F]', '', 'g')
    ), '-,''’.%_\', '  '), '\s+', ' ', 'g'))
{%- endmacro %}
