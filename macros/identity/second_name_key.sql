{#-
    What follows the first word of a first name, as names are compared: luc of Jean-Luc, elena of
    María Elena; null where nothing follows.
-#}
{% macro second_name_key(column) -%}
    {%- set particles = 'de|del|de la|de las|de los|la|las|los|abu|bin|ibn|abd|el|al' -%}
    {{ kith.name_key("substring(lower(" ~ column ~ ") from '^(?:(?:" ~ particles ~ ")[.'']? +)*[^ -]+[ -]+(.+)$')") }}
{%- endmacro %}
