{#- Whatever a relation was made from, it is made anew: only Kith's build, once its tests passed, knows again. -#}
{% macro forget_build() -%}
    delete from landing.built where node = '{{ model.unique_id }}'
{%- endmacro %}
