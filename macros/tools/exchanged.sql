{#-
    The interactions of an exchange by the standard (docs/standard) that are of these types, or all,
    and stand: neither deleted nor named by a deletion that came later. Each with its provenance and
    its time; result_raw is the shared word for what came of it, else the sender's own (own_result).
-#}
{% macro exchanged(types=[]) -%}
    {%- set texts = ['person_record_id', 'interaction_type', 'effort_id', 'effort_name', 'event_id', 'event_name', 'question_id', 'question_name', 'response_id', 'response_name', 'amount_cents', 'currency_code'] -%}
    select
        {{ kith.envelope('interactions', rows='told') }}, {{ kith.made_by('told') }}, told._time_zone,
        {{ kith.type_if('people', 'told.person_record_id') }} as person_record_type,
        {%- for column in texts %} {{ kith.clean_text('told.' ~ column) }} as {{ column }}, {% endfor %}
        nullif({{ kith.clean_text('told.channel_code') }}, 'unknown') as channel_raw,
        nullif({{ kith.clean_text('told.program_code') }}, 'unknown') as program_word,
        {{ kith.clean_text('told.result_raw') }} as own_result,
        coalesce(nullif({{ kith.clean_text('told.result_code') }}, 'unknown'), {{ kith.clean_text('told.result_raw') }}) as result_raw,
        coalesce({{ kith.clean_text('told.happened_at') }}, {{ kith.clean_text('told.happened_from_at') }}) as happened_at_raw
    from ({{ kith.latest_records(source('kith', 'interactions')) }}) as told
    where {{ kith.not_deleted('told') }}
        {%- if types %} and told.interaction_type in ('{{ types | join("', '") }}'){% endif %}
{%- endmacro %}
