{#- No line's last day is before its first; an empty one has no end, or no beginning. -#}
{% test in_order(model, since='since_date', until='until_date') %}
    select {{ since }}, {{ until }}
    from {{ model }}
    where {{ until }} < {{ since }}
{% endtest %}
