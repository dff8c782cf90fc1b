-- Every record's word on a detail is in person_attributes: a weight orders, and leaves nothing out.
with people as (
    select * from {{ ref('all_people') }}
),

record_persons as (
    select * from {{ ref('record_persons') }}
),

person_attributes as (
    select * from {{ ref('person_attributes') }}
),

said as (
    {{ each_attribute_of('people') }}
)

select said.source_id, said.record_type, said.record_id, said.attribute_code
from said
inner join record_persons
    on said.source_id = record_persons.source_id
    and said.record_type = record_persons.record_type
    and said.record_id = record_persons.record_id
left join person_attributes
    on said.source_id = person_attributes.source_id
    and said.record_type = person_attributes.record_type
    and said.record_id = person_attributes.record_id
    and said.attribute_code = person_attributes.attribute_code
where person_attributes.record_id is null
