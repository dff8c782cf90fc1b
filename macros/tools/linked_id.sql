{#-
    The id of the resource an OSDI record belongs to: given outright, else the end of its link.
    column: where it is given. relation: the link's name, such as 'osdi:person'.
-#}
{% macro linked_id(column, relation) -%}
    coalesce(
        {{ kith.clean_text(column) }},
        substring({{ kith.json_text('links', relation, 'href') }} from '([^/?#]+)/?$')
    )
{%- endmacro %}
