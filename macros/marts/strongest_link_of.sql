{#- The weight of the strongest accepted link of a record; a model that uses it imports candidate_links. -#}
{% macro strongest_link_of(record_key) -%}
    greatest(
        (select max(weight) from {{ ref('candidate_links') }} where is_accepted and left_record_key = {{ record_key }}),
        (select max(weight) from {{ ref('candidate_links') }} where is_accepted and right_record_key = {{ record_key }})
    )
{%- endmacro %}
