-- One row per thing that happened with a person and turning point of their journey, in order, with
-- the record that says so.
select * from (
    select
        occurred_at as told_at,
        'interaction' as line_code,
        interaction_type_code,
        null as stage_code,
        program_code,
        channel_code,
        result_code,
        topic_name,
        collected_by_person_id as other_person_id,
        tool,
        source_id,
        record_type,
        record_id,
        file_row,
        0 as milestone_rank
    from marts.interactions
    where person_id = %(person_id)s
    union all
    select
        occurred_at, milestone_code, null, stage_code, null, null, null, null, other_person_id,
        tool, source_id, record_type, record_id, null, milestone_rank
    from marts.member_milestones
    where person_id = %(person_id)s
) as lines
order by
    told_at nulls first, milestone_rank, source_id, record_type, record_id, interaction_type_code
limit 500
