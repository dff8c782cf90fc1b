{#- The table beside a kept one that holds its rows that hold no longer (see keep_ended). -#}
{% macro ended_beside(relation) -%}
    {{ return(relation.incorporate(path={'identifier': relation.identifier ~ '__ended'}, type='table')) }}
{%- endmacro %}
