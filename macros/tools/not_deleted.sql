{#-
    Whether a record of an exchange by the standard stands: its sender hasn't marked it as deleted, nor
    named it in a table of deletions since. A record that is sent again later stands again.
-#}
{% macro not_deleted(rows) -%}
    {{ kith.clean_text(rows ~ '.deleted_at') }} is null
    and not exists (
        select 1
        from {{ source('kith', 'deletions') }} as deletions
        where deletions._source_id = {{ rows }}._source_id
            and deletions.record_id = {{ rows }}.record_id
            and coalesce(deletions.record_type, {{ rows }}.record_type, '')
            = coalesce({{ rows }}.record_type, deletions.record_type, '')
            and deletions._extracted_at >= {{ rows }}._extracted_at
    )
{%- endmacro %}
