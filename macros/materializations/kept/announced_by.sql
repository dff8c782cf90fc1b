{#- The table beside a kept one that holds the keys its last change announced, and its stamp. -#}
{% macro announced_by(relation) -%}
    {{ return(relation.incorporate(path={'identifier': relation.identifier ~ '__touched'}, type='table')) }}
{%- endmacro %}
