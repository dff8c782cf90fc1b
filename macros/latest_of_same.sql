{#-
    The newest row of each thing a tool tells of again and again, with more each time and no id of
    its own. Rows of a source that agree in the columns `same` are one, and go by same_id, made of
    those: envelope('…', record_id='same_id'). A row's own minted id changes with what it says.
-#}
{% macro latest_of_same(relation, same) -%}
    select *
    from (
        select *, row_number() over (
            partition by _source_id, same_id order by _extracted_at desc, _file_id desc, _row desc
        ) as place
        from (select *, {{ kith.minted_id(same) }} as same_id from {{ relation }}) as told
    ) as in_order
    where place = 1
{%- endmacro %}
