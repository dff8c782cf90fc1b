{#- Whether a person, or a contact point of theirs, must not be reached by a channel. -#}
{% macro is_suppressed(channel, person_rows, contact_point_rows) -%}
    {{ kith.is_any_of(person_rows ~ '.channel_code', [channel, 'all']) }}
    or {{ kith.is_any_of(contact_point_rows ~ '.channel_code', [channel, 'all']) }}
{%- endmacro %}
