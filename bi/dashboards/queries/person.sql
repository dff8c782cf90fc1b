-- One person, without what would name them: where they stand, and how much there is.
select
    people.person_id,
    people.record_count,
    people.source_count,
    people.first_seen_at,
    summaries.current_stage_code,
    summaries.highest_stage_code,
    summaries.assessed_stage_code,
    summaries.volunteer_status_code,
    summaries.first_touch_at,
    summaries.first_touch_tool,
    summaries.first_touch_program_code,
    summaries.first_touch_source_id,
    summaries.first_touch_record_type,
    summaries.first_touch_record_id,
    summaries.last_active_at,
    summaries.interaction_count,
    summaries.program_count,
    summaries.tool_count,
    summaries.gap_count,
    summaries.is_lapsed
from marts.people
left join marts.member_summaries as summaries using (person_id)
where people.person_id = %(person_id)s
