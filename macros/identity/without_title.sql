{#- A first name without Mr, Mrs, Ms, Dr, Rev and the like before it; a title alone stays. -#}
{% macro without_title(column) -%}
    regexp_replace({{ column }}, '^(?:(?:mr|mrs|ms|miss|mx|dr|rev|hon|prof|pastor|rabbi|imam|sister|brother|sra|srta|(?:sr|fr)(?=[.]))[. ]+(?:(?:&|and) +)?)+(?=[^ ])', '', 'i')
{%- endmacro %}
