{#-
    A count rounded down to 1, 4, 16, 64 … so that a few more records of a common name change nothing
    about all who bear it.
-#}
{% macro coarse_count(count) -%}
    cast(power(4, width_bucket({{ count }}, array[4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864, 268435456]::bigint[])) as numeric)
{%- endmacro %}
