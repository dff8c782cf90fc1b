{#- The line that sync_codes lacks, as far as it is known: the rest is for whoever reviews it. -#}
{% macro code_line() -%}
    concat_ws(',', destination_id, unmapped_vocabulary_name, source_id, '"' || unmapped_word || '"', 'their id', 'part', 'who', 'day')
{%- endmacro %}
