{#-
    The first text that each contact of a campaign was sent, in Spoke and in what descends from it.
    messages: their table. at: the column that says when.
-#}
{% macro first_texts(messages, at) -%}
    select *
    from (
        select
            _source_id, campaign_contact_id, user_id, {{ kith.instant(at) }} as sent_at,
            row_number() over (
                partition by _source_id, campaign_contact_id
                order by {{ kith.instant(at) }}, length(id), id
            ) as place
        from ({{ kith.latest_records(messages) }}) as messages
        where {{ kith.yes_no('is_from_contact') }} is not true
    ) as in_order
    where place = 1
{%- endmacro %}
