{#- The rows of one table that have no equal in another; ignored columns make no difference. -#}
{% macro rows_without_equal(rows, others) -%}
    {%- set key, compared = config.require('key'), [] -%}
    {%- for column in adapter.get_columns_in_relation(this) if column.name not in config.get('ignored', []) -%}
        {%- do compared.append(column.name) -%}
    {%- endfor -%}
    select one.* from {{ rows }} as one where not exists (
        select from {{ others }} as other where one.{{ key }} = other.{{ key }}
        and (one.{{ compared | join(', one.') }}) is not distinct from (other.{{ compared | join(', other.') }})
    )
{%- endmacro %}
