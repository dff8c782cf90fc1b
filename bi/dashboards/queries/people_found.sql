-- At most 20 people by how a name goes on from any of its words, or by a whole e-mail address,
-- telephone number or person's id. Accents, capitals and punctuation don't matter.
with typed as (
    select
        replace(trim(regexp_replace(translate(
            lower(regexp_replace(normalize(%(words)s::text, nfkd), '[\u0300-\u036F]', '', 'g')),
            '-,''’.%%_\', '  '
        ), '\s+', ' ', 'g')), '  ', ' ') as name_key,
        lower(trim(%(words)s::text)) as email,
        regexp_replace(%(words)s::text, '\D', '', 'g') as digits
),
found as (
    (
        select names.person_id, 1 as way
        from typed
        -- Its bounds, and not LIKE: an index answers that only for words written into the query.
        cross join lateral (
            select person_id
            from marts.person_names
            where name_key ~>=~ typed.name_key
                and name_key ~<~ (typed.name_key || chr(1114111))
            order by name_key using ~<~, person_id
            limit 40
        ) as names
        where length(typed.name_key) > 1
    )
    union all
    (
        select ids.person_id, 0
        from typed
        inner join marts.person_identifiers as ids
            on ids.identifier_value in (typed.email, '+' || typed.digits, '+1' || typed.digits)
        where ids.identifier_type in ('email', 'phone')
        limit 40
    )
)
select
    people.person_id,
    concat_ws(' ', people.first_name, people.last_name) as person_name,
    people.city,
    summaries.highest_stage_code,
    summaries.last_interaction_at
from (select person_id, min(way) as way from found group by person_id) as ways
inner join marts.people using (person_id)
left join marts.member_summaries as summaries using (person_id)
order by ways.way, person_name, person_id
limit 20
