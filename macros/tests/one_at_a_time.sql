{#- No two lines that say the same in these columns hold on one day. -#}
{% test one_at_a_time(model, columns) %}
    with lines as (
        select
            concat_ws('|', {{ columns | join(", ") }}) as subject,
            daterange(since_date, until_date, '[]') as days,
            row_number() over () as line_number
        from {{ model }}
    )
    select one.subject
    from lines as one
    inner join lines as other
        on one.subject = other.subject and one.line_number < other.line_number
    where one.days && other.days
{% endtest %}
