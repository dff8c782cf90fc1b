{#- A street address as addresses are compared: house number and the first word of the street's name. -#}
{% macro address_key(column) -%}
    regexp_replace(
        substring(lower({{ column }}) from '^([0-9]+[a-z]? +(?:(?:n|s|e|w|ne|nw|se|sw|north|south|east|west)[.]? +)?[^ ,.]+)'),
        ' +(?:(?:n|s|e|w|ne|nw|se|sw|north|south|east|west)[.]? +)?', ' '
    )
{%- endmacro %}
