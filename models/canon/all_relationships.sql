-- One row per tie between two people that a tool knows of.
with relationships as (
    {{ every_tool('relationships') }}
),

relationship_types as (
    {{ words_of('relationship_types') }}
)

select
    relationships.*,
    {{ code_of('relationship_types', 'relationships.relationship_raw') }} as relationship_code
from relationships
left join relationship_types
    on {{ means('relationship_types', 'relationships', 'relationship_raw') }}
