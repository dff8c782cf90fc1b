{#-
    Whether what a destination shows is the same as a fact's, and not the same thing again: a tag or
    sign-up there is there, a contact is so on its day and within the hours of doubt.
-#}
{% macro is_same_occasion(shown, facts) -%}
    coalesce({{ shown }}.shown_part_id = {{ facts }}.target_part_id, true)
    and ({{ shown }}.shown_at is null or (
        {{ kith.day_of(shown ~ '.shown_at', facts ~ '.time_zone') }} = {{ facts }}.local_date
        and abs({{ kith.hours_between(shown ~ '.shown_at', facts ~ '.occurred_at') }}) <= {{ facts }}.doubt_hours
    ))
{%- endmacro %}
