{#- A word is written as words are compared: lower case, without outer white space. -#}
{% test is_folded(model, column_name) %}
    select {{ column_name }}
    from {{ model }}
    where {{ column_name }} is distinct from lower(trim({{ column_name }}))
{% endtest %}
