{#- The sums of what programs count, of rows that program_counts() gave; 0 where there are none. -#}
{% macro program_totals(rows) -%}
    {%- for column in (var('program_counts').keys() | list) + ['donation_cents', 'interaction_count'] %}
    coalesce({{ kith.total(rows ~ '.' ~ column) }}, 0) as {{ column }}
    {%- if not loop.last %},{% endif %}
    {%- endfor %}
{%- endmacro %}
