{#-
    Of a mart whose meta says `withdrawn: left_out`, readers are shown no record that its author has
    withdrawn. What is built from it counts every record: the builder owns the mart, and sees all.
-#}
{% macro honour_grants() -%}
    {%- if model.config.meta.withdrawn == 'left_out' -%}
        alter table {{ this }} enable row level security;
        create policy what_is_granted on {{ this }} for select to bi_reader, bi_viewer using (
            not exists (
                select from landing.withdrawn_records as withdrawn
                where withdrawn.source_id = {{ this.identifier }}.source_id
                    and withdrawn.record_type = {{ this.identifier }}.record_type
                    and withdrawn.record_id = {{ this.identifier }}.record_id and withdrawn.is_holder
            )
        );
        create policy everything on {{ this }} for select to kith_steward, kith_privacy, kith_volunteer using (true)
    {%- endif -%}
{%- endmacro %}
