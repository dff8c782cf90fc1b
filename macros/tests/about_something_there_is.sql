{#- What a line is about, by subject_type and subject_id, is there; about everything has no id. -#}
{% test about_something_there_is(model) %}
    with known as ({{ known_subjects() }})
    select lines.subject_type, lines.subject_id
    from {{ model }} as lines
    left join known
        on lines.subject_type = known.subject_type
        and coalesce(lines.subject_id, '') = known.subject_id
    where known.subject_type is null
{% endtest %}
