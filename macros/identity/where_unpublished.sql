{#-
    Only the records that publishing may move. Where the ledger has taken all but the last change of
    the components, those are the records of the components it touched, and all who ever shared a
    person id with one of them; else they are all records.
-#}
{% macro where_unpublished() -%}
    {%- set components = kith.input_named('components') if execute -%}
    {%- set ledger = components.incorporate(path={'identifier': 'person_id_history'}) if execute -%}
    {%- set taken = kith.stamp_of(ledger).get('inputs', {}).get('components') if execute and load_relation(ledger) -%}
    {%- if taken and taken == kith.stamp_of(components).get('base') -%}
        where record_key in (
            with touched as (
                select key as record_key from {{ kith.announced_by(components) }} union
                select other.record_key from {{ components }} as one inner join {{ components }} as other using (component_key)
                where one.record_key in (select key from {{ kith.announced_by(components) }})
            ), ids as (select person_id from {{ ledger }} where record_key in (select record_key from touched))
            select record_key from touched union select record_key from {{ ledger }} where person_id in (select person_id from ids)
        )
    {%- elif taken and taken == kith.stamp_of(components).get('step') -%} where false {%- endif -%}
{%- endmacro %}
