{#-
    An email address in the form addresses are compared in: trimmed, lower case, no dot at the end;
    null if it isn't one address. Plus tags stay: email_key() is for comparing people.
-#}
{% macro email(column) -%}
    substring(lower({{ kith.clean_text(column) }})
        from '^(?:mailto:)?((?!\.)[^@\s<>()\[\]\\,;:"\u200B-\u200F\u2060\uFEFF]{1,64}@(?:[^@\s<>()\[\]\\,;:"._\u200B-\u200F\u2060\uFEFF]+\.)+[^@\s<>()\[\]\\,;:"._0-9\u200B-\u200F\u2060\uFEFF-][^@\s<>()\[\]\\,;:"._\u200B-\u200F\u2060\uFEFF]+)\.?$')
{%- endmacro %}
