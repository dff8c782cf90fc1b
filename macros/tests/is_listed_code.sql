{#-
    A code is in seeds/vocabulary/codes.csv. vocabulary: SQL that says under which one, by default
    the seed's own name. `unknown`, which says that nobody has mapped a word, is always listed.
-#}
{% test is_listed_code(model, column_name, vocabulary=none) %}
    with used as (
        select {{ column_name }} as code, {{ vocabulary or "'" ~ model.identifier ~ "'" }} as vocabulary
        from {{ model }}
        where {{ column_name }} <> 'unknown'
    )
    select used.*
    from used
    left join {{ ref('codes') }} as listed
        on used.vocabulary = listed.vocabulary and used.code = listed.code
    where listed.code is null
{% endtest %}
