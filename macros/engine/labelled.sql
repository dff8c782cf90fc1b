{#-
    One row per pair of a label and a column, to cross join a table's rows with:
    labelled([['email', 'home_email'], ['phone', 'cell']]) as given (label, value).
-#}
{% macro labelled(pairs) -%}
    {{ adapter.dispatch('labelled', 'kith')(pairs) }}
{%- endmacro %}

{% macro postgres__labelled(pairs) -%}
    lateral unnest(
        array['{{ pairs | map('first') | join("', '") }}'], array[{{ pairs | map('last') | join(', ') }}]
    )
{%- endmacro %}
