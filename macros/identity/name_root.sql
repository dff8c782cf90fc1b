{#-
    The first word of a name with the particles before it, as names are compared: García López,
    García-López and GARCIA are garcia; de la Cruz Torres is delacruz.
-#}
{% macro name_root(column) -%}
    {%- set particles = 'de|del|de la|de las|de los|la|las|los|da|das|do|dos|di|du|le|van|van der|van den|von|der|den|el|al|bin|ibn|abu|san|santa|st|mc|mac|o' -%}
    {{ kith.name_key("substring(lower(" ~ column ~ ") from '^(?:(?:" ~ particles ~ ")[.'']? +)*[^ -]+')") }}
{%- endmacro %}
