{#-
    What rows of canon show, as shown_facts tells it. words: what makes it the same thing, in the
    destination's own words. at: when it was, where it may be again. part: its shift. event: the
    event signed up for. over: whether it says what came of it. record: its id, where it counts whose it is.
-#}
{% macro shown(type, rows, words, at='null', part='null', event='null', over='null', record='null') -%}
    select
        source_id, person_record_type, person_record_id,
        cast('{{ type }}' as text) as fact_type_code,
        concat_ws('|', {{ words | join(', ') }}) as shown_word,
        cast({{ part }} as text) as shown_part_id,
        cast({{ at }} as timestamptz) as shown_at,
        cast({{ event }} as text) as shown_event_id,
        cast({{ over }} as boolean) as is_over,
        cast({{ record }} as text) as shown_record_id
    from {{ rows }}
{%- endmacro %}
