{#-
    Who holds a role for an incident: for the model that failed, or the gate that holds, or the
    source; else for everything.
-#}
{% macro nearest_contact(role) -%}
    coalesce(
        {% for part in ['of_model', 'of_gate', 'of_source', 'of_everything'] -%}
        {{ part }}.{{ role }}_contact{{ '' if loop.last else ', ' }}
        {%- endfor %}
    ) as {{ role }}_contact
{%- endmacro %}
