{#-
    An email address in the form addresses are compared in: trimmed, lower case, no dot at the end;
    null if it isn't one address. Plus tags stay: email_key() is for comparing people.
    The length is asked last and apart: counted within the pattern it costs twenty times the rest.
-#}
{% macro email(column) -%}
    {%- set written = "regexp_replace(lower(" ~ kith.clean_text(column) ~ "), '^mailto:|\\.$', '', 'g')" -%}
    {%- set never = '@\\s<>()\\[\\]\\\\,;:"\\u200B-\\u200F\\u2060\\uFEFF' -%}
    case when length(split_part({{ written }}, '@', 1)) <= 64 then
        substring({{ written }} from '^[^{{ never }}.][^{{ never }}]*@(?:[^{{ never }}._]+\.)+[^{{ never }}._0-9-][^{{ never }}._]+$')
    end
{%- endmacro %}
