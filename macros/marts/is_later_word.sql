{#-
    Whether a sign-up's status is later than what is there: that is no outcome, and this is one; or
    it is Kith's own word, and this calls it off or was signed up since. No tool tells more of when.
-#}
{% macro is_later_word(facts, shown) -%}
    (not coalesce({{ shown }}.is_over, false) and ({{ facts }}.is_over or coalesce(
        {{ shown }}.own_sent_at is not null
        and ({{ facts }}.status_code = 'cancelled' or {{ facts }}.occurred_at > {{ shown }}.own_sent_at), false
    )))
{%- endmacro %}
