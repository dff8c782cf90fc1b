{#-
    A row per people row and detail it gives; vars.attributes says which columns make up a detail.
-#}
{% macro each_attribute_of(people) -%}
    {%- for attribute, columns in var('attributes').items() %}
    select
        source_id, tool, record_type, record_id, '{{ attribute }}' as attribute_code,
        coalesce(modified_at, created_at, received_at) as known_at,
        concat_ws(', ', {{ columns | join(', ') }}) as claimed_value
    from {{ people }}
    where coalesce(cast({{ columns[:2] | join(' as text), cast(') }} as text)) is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
