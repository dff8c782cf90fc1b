{#-
    A hash of a model's query, of this installation's secret where it hashes with it, of the seeds it reads, and of small models
    named in `switches`. What differs in every run, its id and its time, is left out. Seeds make no difference where all is compared anyway.
-#}
{% macro code_fingerprint(sql) -%}
    {%- set code = [sql | replace(invocation_id, '') | replace(run_started_at.isoformat(), '')] -%}
    {%- if 'installation_secret()' in sql %}{% do code.append(run_query('select md5(landing.installation_secret())').rows[0][0]) %}{% endif -%}
    {%- for name in kith.inputs_of('seed') + config.get('switches', []) if config.get('touched_by') -%}
        {%- set content = "md5(string_agg(md5(cast(input as text)), '' order by md5(cast(input as text))))" -%}
        {%- do code.append(run_query('select ' ~ content ~ ' from ' ~ kith.input_named(name) ~ ' as input').rows[0][0] or '') -%}
    {%- endfor -%}
    {{ return(local_md5(code | join('|'))) }}
{%- endmacro %}
