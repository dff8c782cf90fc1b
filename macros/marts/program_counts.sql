{#- What programs count of a group of interactions: the counts of vars.program_counts, and money. -#}
{% macro program_counts() -%}
    {%- for column, condition in var('program_counts').items() %}
    count(*) filter (where {{ condition }}) as {{ column }},
    {%- endfor %}
    coalesce({{ kith.total('amount_cents') }}, 0) as donation_cents,
    count(*) as interaction_count
{%- endmacro %}
