{#-
    Whether two name keys are one slip of the keyboard apart inside the word: a letter changed, left
    out, put in, or swapped with the next. Short names and names that differ in the first or last
    letter are not (Ana and Ann, Eric and Erica are two people's).
-#}
{% macro is_one_slip(one, other) -%}
    (
        least(length({{ one }}), length({{ other }})) >= 4 and abs(length({{ one }}) - length({{ other }})) <= 1
        and left({{ one }}, 1) = left({{ other }}, 1) and {{ one }} <> {{ other }}
        and exists (
            select 1 from generate_series(2, length({{ one }})) as at where left({{ one }}, at - 1) = left({{ other }}, at - 1)
            and (
                (substr({{ one }}, at + 1) in (substr({{ other }}, at), substr({{ other }}, at + 1)) and right({{ one }}, 1) = right({{ other }}, 1))
                or (substr({{ one }}, at) = substr({{ other }}, at + 1) and right({{ one }}, 1) = right({{ other }}, 1))
                or substr({{ one }}, at, 2) || substr({{ one }}, at + 2) = reverse(substr({{ other }}, at, 2)) || substr({{ other }}, at + 2)
            )
        )
    )
{%- endmacro %}
