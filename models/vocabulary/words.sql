-- One row per word of a tool that somebody has mapped to one of our codes.
with words as (
    {{ every_tools_words() }}
)

select
    cast(tool as text) as tool,
    vocabulary,
    word,
    code,
    meaning
from words
