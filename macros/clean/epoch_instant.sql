{#-
    A time counted since 1970, in seconds (ten digits) or milliseconds (thirteen), as an instant.
    Null where it is neither.
-#}
{% macro epoch_instant(column) -%}
    {{ adapter.dispatch('epoch_instant', 'kith')(column) }}
{%- endmacro %}

{% macro postgres__epoch_instant(column) -%}
    to_timestamp(coalesce(
        cast(substring({{ kith.clean_text(column) }} from '^([0-9]{10})(?:\.0+)?$') as numeric),
        cast(substring({{ kith.clean_text(column) }} from '^([0-9]{13})(?:\.0+)?$') as numeric) / 1000
    ))
{%- endmacro %}
