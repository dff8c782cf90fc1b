{#- Whether somebody must not be reached by a channel, as their row of people says; any: by none. -#}
{% macro is_refused(channel) -%}
    coalesce(
        people.is_deceased
        or (people.is_phone_suppressed and people.is_text_suppressed and people.is_email_suppressed and people.is_canvass_suppressed)
        or (people.is_phone_suppressed and {{ channel }} = 'phone')
        or (people.is_text_suppressed and {{ channel }} in ('phone_e164', 'text'))
        or (people.is_phone_suppressed and {{ channel }} = 'phone_e164')
        or (people.is_email_suppressed and {{ channel }} = 'email')
        or (people.is_canvass_suppressed and {{ channel }} = 'canvass'), false
    )
{%- endmacro %}
