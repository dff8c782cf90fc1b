{#- A vendor is called what a tool's declaration calls it, so that its sources are found. -#}
{% test named_by_a_tool(model, column_name) %}
    select vendors.{{ column_name }}
    from {{ model }} as vendors
    left join {{ ref('declared_tables') }} as tables on vendors.{{ column_name }} = tables.vendor_name
    where vendors.organization_kind = 'vendor' and tables.vendor_name is null
{% endtest %}
