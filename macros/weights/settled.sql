{#- A share as it counted before, until it has changed by enough (seeds/registry/weight_limits.csv). -#}
{% macro settled(share, before) -%}
    case
        when abs({{ share }} - {{ before }}) < {{ kith.limit_of('weight_limits', 'settled_change') }} then {{ before }}
        else coalesce({{ share }}, {{ before }})
    end
{%- endmacro %}
