"""What each chart shows, asked in plain SQL: the test holds the two beside each other.

Where another mart tells the same, that one is asked. Columns come first, numbers last.
"""

IN_SQL = {
    # ── Programs ──────────────────────────────────────────────────────────────────────────────
    "people_reached": """
        select count(distinct person_id) from marts.program_participations where is_reached""",
    "new_people": """
        select count(distinct person_id) from marts.program_participations where is_new""",
    "conversations": "select sum(conversation_count) from marts.program_360",
    "shows": "select sum(show_count) from marts.program_360",
    "people_reached_by_month": """
        select month_date, initcap(program_code),
            count(distinct person_id) filter (where is_reached)
        from marts.program_participations
        group by 1, 2""",
    "conversations_by_month": """
        select month_date, initcap(program_code), sum(conversation_count)
        from marts.program_360
        where conversation_count > 0
        group by 1, 2""",
    "sign_ups_and_shows": """
        select initcap(program_code), measure, sum(value)
        from marts.program_360
        cross join lateral (
            values ('sign_ups', sign_up_count), ('shows', show_count), ('flakes', flake_count)
        ) as measures (measure, value)
        where sign_up_count + show_count + flake_count > 0
        group by 1, 2""",
    "conversions": """
        select initcap(program_code), window_days || ' days',
            sum(converted_people_count) / sum(people_count)
        from marts.program_conversions
        group by 1, 2""",
    "programs_side_by_side": """
        select initcap(program_code), count(distinct person_id) filter (where is_reached),
            count(distinct person_id) filter (where is_new), sum(conversation_count),
            sum(sign_up_count), sum(show_count), sum(flake_count), sum(donation_cents) / 100
        from marts.program_participations
        group by 1""",
    "campaigns": """
        select initcap(replace(campaign_code, '_', ' ')), initcap(program_code),
            sum(interaction_count)
        from marts.campaign_results
        where campaign_code <> 'no_code'
        group by 1, 2""",
    # ── Journeys and overlap ──────────────────────────────────────────────────────────────────
    "people": "select count(distinct person_id) from marts.interactions",
    "many_programs": """
        select count(*)
        from (
            select person_id
            from marts.program_participations
            group by person_id
            having count(distinct program_code) > 1
        ) as many""",
    "volunteers": """
        select count(distinct person_id)
        from marts.member_stage_periods
        where stage_code in ('volunteer', 'leader') and left_at is null""",
    "lapsed": """
        select count(*) from marts.member_gaps where returned_at is null""",
    "stages": """
        select stage_rank || ' ' || initcap(stage_code), count(*)
        from marts.member_journeys
        group by 1""",
    "stage_entries": """
        select date_trunc('month', entered_at), stage_rank || ' ' || initcap(stage_code),
            count(distinct person_id)
        from marts.member_stage_periods
        group by 1, 2""",
    "overlaps": """
        select initcap(later_program_code), initcap(program_code), sum(people_count)
        from marts.program_overlaps
        group by 1, 2""",
    "before_step_ups": """
        select stage_rank || ' ' || initcap(stage_code),
            coalesce(
                initcap(replace(before_interaction_type_code, '_', ' ')), 'Nothing we know of'
            ),
            count(*)
        from marts.member_step_ups
        group by 1, 2""",
    "collisions": """
        select initcap(earlier_program_code) || ', then ' || initcap(program_code), count(*)
        from marts.contact_collisions
        group by 1
        order by 2 desc
        limit 15""",
    "unwanted": """
        select initcap(program_code),
            case when is_refused_elsewhere then 'Another' else 'The same' end
            || ' tool had heard it',
            count(*)
        from marts.unwanted_contacts
        group by 1, 2""",
    "volunteers_by_status": """
        select initcap(replace(volunteer_status_code, '_', ' ')), count(*)
        from marts.volunteer_activity
        group by 1""",
    "first_programs": """
        select initcap(first_touch_program_code), count(*)
        from marts.member_summaries
        where first_touch_program_code is not null
        group by 1""",
    # ── Data health ───────────────────────────────────────────────────────────────────────────
    "trusted": "select count(*) from marts.health where trust_code = 'yes'",
    "late_sources": "select count(*) from marts.source_status where is_late",
    "set_aside": "select sum(open_quarantine_count) from marts.source_status",
    "unaccounted": """
        select sum(records_read_count)
            - sum(records_landed_count + records_unchanged_count + records_quarantined_count
                + records_suppressed_count)
        from marts.source_status""",
    "trust": """
        select concern_name, initcap(trust_code), since_at, stale_share, source_count
        from marts.health""",
    "sources": """
        select account_name, tool, last_export_at, case when is_late then 'Late' else 'On time' end,
            records_read_count, records_landed_count, records_unchanged_count,
            records_quarantined_count, open_quarantine_count, refused_file_count, held_load_count
        from marts.source_status""",
    "records_by_day": """
        select day_date, source_id, sum(records_landed_count)
        from marts.source_days
        group by 1, 2""",
    "exceptions": """
        select initcap(replace(exception_type_code, '_', ' ')), source_id, count(*)
        from marts.quality_exceptions
        where source_id is not null
        group by 1, 2""",
    "open_incidents": """
        select opened_at, case when is_open then 'Open' else 'Closed' end, incident_type_name,
            source_id, message, advice, due_at, closed_at
        from marts.incidents""",
}
