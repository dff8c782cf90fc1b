{#-
    Whether a cell of a table whose sum is told is withheld: a small one is, and, where there is any,
    the least of the others, so that the sum less what is told is never one cell, nor small itself.
    Rows have is_small and cell_count. table: columns that name the table. cell: one that names the cell.
-#}
{% macro is_withheld(table, cell) -%}
    is_small or bool_or(is_small) over (partition by {{ table }})
    and row_number() over (partition by {{ table }}, is_small order by cell_count, {{ cell }}) = 1
{%- endmacro %}
