{#-
    Of identifiers a table gives for a person again and again, the first record to give each. A
    primary one goes before others of its day.
-#}
{% macro first_given(rows) -%}
    select *
    from (
        select *, row_number() over (
            partition by
                source_id, record_type, person_record_type, person_record_id, identifier_type,
                identifier_scope, identifier_value, valid_to_at
            order by valid_from_at, is_primary desc nulls last, record_id
        ) as place
        from {{ rows }}
    ) as in_order
    where place = 1
{%- endmacro %}
