{#-
    A clean email address as one mailbox is compared: without a plus tag and, at Gmail, without
    dots in the name and under one domain.
-#}
{% macro email_key(email) -%}
    {%- set mailbox = "regexp_replace(" ~ email ~ ", '\\+[^@]*@', '@')" -%}
    case
        when {{ email }} ~ '@(gmail|googlemail)\.com$'
            then replace(split_part({{ mailbox }}, '@', 1), '.', '') || '@gmail.com'
        else {{ mailbox }}
    end
{%- endmacro %}
