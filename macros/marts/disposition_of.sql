{#- What becomes of a fact: the first of these dispositions whose condition holds, else otherwise, an expression. -#}
{% macro disposition_of(conditions, otherwise) -%}
    case
    {%- for disposition, condition in conditions %}
        when {{ condition }} then '{{ disposition }}'
    {%- endfor %}
        else {{ otherwise }}
    end
{%- endmacro %}
