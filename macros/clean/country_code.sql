{#- A country by its two ISO letters, from those or the usual ways to write the nearest ones. -#}
{% macro country_code(column) -%}
    {%- set names = {
        'USA': 'US', 'UNITED STATES': 'US', 'UNITED STATES OF AMERICA': 'US', 'AMERICA': 'US',
        'CAN': 'CA', 'CANADA': 'CA', 'MEX': 'MX', 'MEXICO': 'MX', 'MÉXICO': 'MX',
        'PRI': 'PR', 'PUERTO RICO': 'PR', 'GBR': 'GB', 'UK': 'GB', 'UNITED KINGDOM': 'GB',
    } -%}
    {%- set word = "upper(replace(" ~ kith.clean_name(column) ~ ", '.', ''))" -%}
    coalesce(
        {{ kith.looked_up(word, names) }},
        substring({{ word }} from '^(?:{{ kith.country_codes().split() | join("|") }})$')
    )
{%- endmacro %}
