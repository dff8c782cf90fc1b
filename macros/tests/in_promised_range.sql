{#-
    A promised value is one that can be kept or broken: between the lowest and the highest of its
    kind, and of a level a whole one. types: the seed of kinds.
-#}
{% test in_promised_range(model, types) %}
    select promises.*
    from {{ model }} as promises
    inner join {{ types }} as types on promises.promise_code = types.promise_code
    where promises.promised_value not between types.lowest_value and types.highest_value
        or (promises.promise_code like '%\_level' and promises.promised_value <> round(promises.promised_value))
{% endtest %}
