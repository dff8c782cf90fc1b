-- One row per thing that happened, as its tool tells it, of every kind.
select * from {{ ref('told_activities') }}
union all
select * from {{ ref('told_contacts') }}
union all
select * from {{ ref('told_registrations') }}
union all
select * from {{ ref('told_online') }}
