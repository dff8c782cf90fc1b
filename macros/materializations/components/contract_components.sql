{#-
    Contracts a graph until no edge is left, and returns in how many rounds. In a round each node
    steps to the neighbour that an arithmetic shuffle puts first; the edges between the nodes stepped
    to are the next, smaller graph. A round leaves at most about two thirds of the nodes, whatever
    the graph's shape, so the whole costs little more than the first round.
-#}
{% macro contract_components() -%}
    {%- for round in range(100) -%}
        {%- set edges = 'kith_edges_' ~ round -%}
        {%- if run_query('select count(*) from (select from ' ~ edges ~ ' limit 1) as any_left').rows[0][0] == 0 -%}
            {{ return(round) }}
        {%- endif -%}
        {%- do run_query(kith.contraction_round(round)) -%}
    {%- endfor -%}
    {{ exceptions.raise_compiler_error('The components did not contract in 100 rounds.') }}
{%- endmacro %}
