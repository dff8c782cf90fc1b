{#-
    A first name without Mr, Dr, Rev and the like before it, nor the Thị of Vietnamese women's names;
    a title alone stays.
-#}
{% macro without_title(column) -%}
    regexp_replace({{ column }}, '^(?:(?:mr|mrs|ms|miss|mx|dr|rev|hon|prof|pastor|rabbi|imam|sister|brother|sra|srta|thị|thi|(?:sr|fr)(?=[.]))[. -]+(?:(?:&|and) +)?)+(?=[^ ])', '', 'i')
{%- endmacro %}
