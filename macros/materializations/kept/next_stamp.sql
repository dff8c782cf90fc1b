{#-
    The stamp of the version of a kept table that this run makes. Its base is none where all must be
    made anew: the code or the contents of a seed differ, or an input was made anew or changed twice.
-#}
{% macro next_stamp(sql) -%}
    {%- set last = kith.stamp_of(this) if load_cached_relation(this) and not should_full_refresh() else {} -%}
    {%- set stamp = {'step': invocation_id, 'base': last.get('step'), 'code': kith.code_fingerprint(sql), 'inputs': {}, 'changed': []} -%}
    {%- if last.get('code') != stamp.code -%}{%- do stamp.update({'base': none}) -%}{%- endif -%}
    {%- for name in (kith.inputs_of('kept') + config.get('touched_by', {}).keys() | list) | unique -%}
        {%- set input, known = kith.stamp_of(kith.input_named(name)), last.get('inputs', {}).get(name) -%}
        {%- do stamp.inputs.update({name: input.get('step')}) -%}
        {%- if known and known == input.get('base') -%}{%- do stamp.changed.append(name) -%}
        {%- elif not known or known != input.get('step') -%}{%- do stamp.update({'base': none}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(stamp) }}
{%- endmacro %}
