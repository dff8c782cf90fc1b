{#- Whether a sign-up's status says what came of it; who called it off may sign up again. -#}
{% macro is_over(outcomes) -%}
    coalesce({{ outcomes }}.is_show or {{ outcomes }}.is_flake and {{ outcomes }}.status_code <> 'cancelled', false)
{%- endmacro %}
