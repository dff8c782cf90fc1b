{#-
    Whether two records give second or middle names of which neither begins the other, is a slip of
    it, or is the other's last name (a maiden name kept).
-#}
{% macro second_names_differ(one, other) -%}
    {%- set keys = [one ~ '.second_name_key', other ~ '.second_name_key'] -%}
    coalesce(
        left({{ keys[0] }}, length({{ keys[1] }})) <> left({{ keys[1] }}, length({{ keys[0] }}))
        and {{ keys[0] }} is distinct from {{ other }}.last_root_key and {{ keys[1] }} is distinct from {{ one }}.last_root_key
        and not {{ kith.is_one_slip(keys[0], keys[1]) }}, false
    )
{%- endmacro %}
