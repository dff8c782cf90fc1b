{#-
    Whether a sign-up's status is later than what is there: that is no outcome, and this is one; or
    it is Kith's own word, and this calls it off or was signed up since. Where Kith told that word of
    the same effect, the tool's has changed since. No tool tells more of when.
-#}
{% macro is_later_word(facts, shown) -%}
    {%- set is_of_same = 'coalesce(' ~ shown ~ '.own_effect_key = ' ~ sha256_of([facts ~ '.destination_id', kith.sign_up_effect(facts)]) ~ ', false)' -%}
    (case
        when coalesce({{ shown }}.is_over, false) then {{ facts }}.is_over and {{ is_of_same }}
        else {{ facts }}.is_over or {{ is_of_same }} or coalesce({{ shown }}.own_sent_at is not null and (
            {{ facts }}.status_code = 'cancelled' or {{ facts }}.occurred_at > {{ shown }}.own_sent_at
        ), false)
    end)
{%- endmacro %}
