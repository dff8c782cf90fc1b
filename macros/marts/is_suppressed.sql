{#-
    Whether a person must not be reached by a channel: by their own word, or because a contact point
    of theirs that it uses is stopped.
-#}
{% macro is_suppressed(channel, person_rows, stopped_rows) -%}
    {{ kith.is_any_of(person_rows ~ '.channel_code', [channel, 'all']) }}
    or {{ kith.is_any_of(stopped_rows ~ '.channel_code', [channel]) }}
{%- endmacro %}
