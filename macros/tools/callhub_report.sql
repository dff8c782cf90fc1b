{#-
    The lines of a CallHub report, each with the agent it names and the contact whose number it has:
    a namesake before others, then the newest.
-#}
{% macro callhub_report(record_type) -%}
    select * from (
        select lines.*, contacts._record_id as contact_id, agents._record_id as agent_id, row_number() over (
            partition by lines._source_id, lines._record_id
            order by
                coalesce((lower(lines.first_name), lower(lines.last_name)) = (lower(contacts.first_name), lower(contacts.last_name)), false) desc,
                {{ kith.newest_first('contacts._record_id') }}, {{ kith.newest_first('agents._record_id') }}
        ) as place
        from ({{ kith.latest_records(source('callhub', record_type)) }}) as lines
        left join ({{ kith.latest_records(source('callhub', 'contacts')) }}) as contacts
            on lines._source_id = contacts._source_id
            and {{ kith.phone_e164('lines.contact') }} = {{ kith.phone_in_country('contacts.contact', 'contacts.country_code') }}
        left join ({{ kith.latest_records(source('callhub', 'agents')) }}) as agents
            on lines._source_id = agents._source_id and lower(lines.agent) = lower(agents.username)
    ) as ranked where place = 1
{%- endmacro %}
