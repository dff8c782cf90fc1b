{#- The weights as they counted before this build; none where there is no such table yet. -#}
{% macro as_settled_before() -%}
    {%- if is_incremental() -%}
        select * from {{ this }}
    {%- else -%}
        select cast(null as text) as source_id, cast(null as text) as record_type,
            cast(null as numeric) as weight_share, cast(null as numeric) as identified_share
        where false
    {%- endif -%}
{%- endmacro %}
