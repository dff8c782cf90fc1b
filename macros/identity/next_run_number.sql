{#- The number of the ledger's next run, counting those that changed something. -#}
{% macro next_run_number() -%}
    {%- if kith.has_ledger() -%}
        select coalesce(max(run_number), 0) + 1 as run_number from {{ this }} as every_row
    {%- else -%}
        select 1 as run_number
    {%- endif -%}
{%- endmacro %}
