"""The SQL with which ``gather`` asks: from what a volunteer authored to a package's columns.

``%(person)s`` is who the volunteer is here, ``%(volunteer)s`` in the package, and ``%(key)s`` what
makes ids opaque.
"""

from __future__ import annotations

from orchestration.lib.packages import ids, layout

SUPPRESSED = """(
    known.is_email_suppressed or known.is_phone_suppressed or known.is_text_suppressed
    or known.is_canvass_suppressed or known.is_deceased
)"""


def opaque(kind: str, *columns: str) -> str:
    """The id of what the columns name. Whoever lacks the key can't find them by it."""
    named = f"concat_ws('/', %(key)s::text, '{kind}', {', '.join(columns)})"
    return f"left(encode(sha256(convert_to({named}, 'UTF8')), 'hex'), {ids.LENGTH})"


def instant(column: str) -> str:
    """A time as a package writes it: in UTC, with a fraction where there is one."""
    written = f"to_char({column} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
    return rf"regexp_replace({written}, '\.?0*$', '') || 'Z'"


def _insert(table: str, values: dict[str, str], rest: str) -> str:
    chosen = ", ".join(f"{value} as {column}" for column, value in values.items())
    return f"insert into package_{table} ({', '.join(values)}) select {chosen} {rest}"


TABLES = """
    create temporary table package_own (
        source_id text, record_type text, record_id text
    ) on commit drop;
    create temporary table package_authored (like marts.authored_records) on commit drop;
    alter table package_authored
        add told_code text, add direction_code text, add known_at timestamptz, add about text;
    create temporary table package_brought (like canon.people) on commit drop;
    alter table package_brought
        add is_entered boolean, add is_suppressed boolean
"""

CURRENT_PERSON = """
    select coalesce(
        (select person_id from identity.person_id_aliases where retired_person_id = %(person)s),
        (select person_id from marts.people where person_id = %(person)s)
    )
"""

OWN_RECORDS = """
    insert into package_own
    select source_id, record_type, record_id from identity.record_persons
    where person_id = %(person)s
"""

# Of several packages that somebody brought along, the id that sorts first is theirs.
CARRIED_ID = """
    select min(carried.record_id)
    from package_own
    inner join raw.kith__people as carried
        on carried._source_id = package_own.source_id and carried.record_id = package_own.record_id
    where carried._method = 'bundle' and carried.record_type = 'volunteer'
"""

AUTHORED = """
    insert into package_authored
    select
        authored_records.*, authored_types.told_code, interaction_types.direction_code,
        least(occurred_at, received_at),
        case
            when subject_record_id is null or subject_person_id = %(person)s then 'volunteer'
            else 'person'
        end
    from marts.authored_records
    inner join vocabulary.authored_types using (authored_type_code)
    left join vocabulary.interaction_types
        on interaction_types.interaction_type_code = authored_types.told_code
    where author_person_id = %(person)s and tool <> 'kith'
"""

# Whom the volunteer told of; whether they made the record too, and whether somebody said no.
BROUGHT = f"""
    insert into package_brought
    select
        people.*,
        exists (
            select 1 from package_own
            where package_own.source_id = people.source_id
                and package_own.record_type = people.collected_by_type
                and package_own.record_id = people.collected_by_id
        ),
        coalesce({SUPPRESSED}, true) or exists (
            select 1 from marts.contact_point_suppressions
            where channel_code = any(%(channels)s)
                and contact_point in (people.email, people.phone_e164)
        )
    from (
        select distinct source_id, subject_record_type, subject_record_id, subject_person_id
        from package_authored
        where about = 'person' and authored_type_code = any(%(ties)s)
    ) as ties
    inner join canon.people
        on people.source_id = ties.source_id
        and people.record_type = ties.subject_record_type
        and people.record_id = ties.subject_record_id
    left join marts.people as known on known.person_id = ties.subject_person_id
"""

CONTACTS = """
    update package_authored set about = 'contact'
    from package_brought as brought
    where brought.is_entered and not brought.is_suppressed
        and brought.source_id = package_authored.source_id
        and brought.record_type = package_authored.subject_record_type
        and brought.record_id = package_authored.subject_record_id
"""

_MADE_BY = {
    "source_system": f"'{layout.SYSTEM}'",
    "source_instance": "%(volunteer)s::text",
    "collected_by_type": f"'{layout.VOLUNTEER}'",
    "collected_by_id": "%(volunteer)s::text",
}
_OWNER = {
    "owner_organization_id": "organizations.organization_id",
    "owner_organization_name": "organizations.organization_name",
    "side_code": """
        case
            when organizations.is_coordinated then 'coordinated'
            when organizations.is_independent then 'independent' else 'neither'
        end""",
}
_RECORD = opaque("record", "source_id", "record_type", "record_id", "authored_type_code")
_SUBJECT = opaque("person", "source_id", "subject_record_type", "subject_record_id")
_WITH_WHOM = {
    "person_record_type": "about",
    "person_record_id": f"""
        case when about = 'volunteer' then %(volunteer)s::text else {_SUBJECT} end""",
}
_PERSON = opaque("person", "brought.source_id", "brought.record_type", "brought.record_id")

PEOPLE_BROUGHT = _insert(
    "people",
    {
        **_MADE_BY,
        "record_type": "'contact'",
        "record_id": _PERSON,
        "origin_system": "brought.tool",
        "origin_id": _PERSON,
        "created_at": instant("coalesce(brought.created_at, brought.collected_at)"),
        "modified_at": instant(
            "least(coalesce(brought.modified_at, brought.collected_at, brought.created_at),"
            " brought.received_at)"
        ),
        "first_name": "brought.first_name", "middle_name": "brought.middle_name",
        "last_name": "brought.last_name", "name_suffix": "brought.name_suffix",
        "email": "brought.email", "phone": "brought.phone_e164",
        "language_code": "brought.language_code",
        **_OWNER,
    },
    """
    from package_brought as brought
    inner join registry.sources using (source_id)
    inner join registry.organizations using (organization_id)
    where brought.is_entered and not brought.is_suppressed
    """,
)  # fmt: skip

# Everybody else the volunteer met: when first and last, and nothing more.
OTHERS = _insert(
    "people",
    {
        **_MADE_BY,
        "record_type": "'person'",
        "record_id": "met.id", "origin_id": "met.id", "origin_system": "met.tool",
        "created_at": instant("met.first_known_at"), "modified_at": instant("met.last_known_at"),
        **_OWNER,
    },
    f"""
    from (
        select
            {_SUBJECT} as id, min(tool) as tool, min(organization_id) as organization_id,
            min(known_at) as first_known_at, max(known_at) as last_known_at
        from package_authored
        where about = 'person' and authored_type_code = any(%(kinds)s)
        group by 1
    ) as met
    left join registry.organizations using (organization_id)
    """,
)  # fmt: skip

# An answer taken and an event held were done to the end; no tool has a word that says so.
_RESULT = """
    coalesce(
        result_code,
        case
            when authored_type_code in ('event', 'event_led', 'survey_answer')
                and occurred_at <= received_at
                then 'completed'
        end
    )
"""
_IS_EVENT = "authored_type_code in ('event', 'event_led')"
_IS_ASKED = "authored_type_code = 'survey_answer' and about = 'contact'"
_QUESTION = opaque("question", "source_id", "coalesce(asked.question_id, asked.question_name)")
_RESPONSE = opaque("response", "source_id", "coalesce(asked.response_id, asked.response_name)")

INTERACTIONS = _insert(
    "interactions",
    {
        **_MADE_BY,
        "record_type": "authored_type_code", "record_id": _RECORD,
        "origin_system": "authored.tool", "origin_id": _RECORD,
        "happened_at": instant("occurred_at"), "modified_at": instant("known_at"),
        **_WITH_WHOM,
        # Who leads another's event does in it what its host does.
        "interaction_type": "case told_code when 'leading' then 'hosting' else told_code end",
        "channel_code": "coalesce(authored.channel_code, 'unknown')",
        "direction_code": f"""
            case when {_IS_EVENT} then 'by_them' else coalesce(direction_code, 'unknown') end""",
        "program_code": "program_code",
        "event_id": f"case when {_IS_EVENT} then {_RECORD} end",
        "event_name": f"case when {_IS_EVENT} then topic_name end",
        "result_code": _RESULT, "result_raw": _RESULT,
        "question_id": f"case when {_IS_ASKED} then {_QUESTION} end",
        "question_name": "case when about = 'contact' then asked.question_name end",
        "response_id": f"case when {_IS_ASKED} then {_RESPONSE} end",
        "response_name": "case when about = 'contact' then asked.response_name end",
        **_OWNER,
    },
    """
    from package_authored as authored
    left join (
        select
            source_id, record_type, record_id, 'survey_answer' as authored_type_code, question_id,
            question_name, response_id, response_name
        from canon.survey_responses
    ) as asked using (source_id, record_type, record_id, authored_type_code)
    left join registry.organizations using (organization_id)
    where authored_type_code = any(%(kinds)s) and not authored_type_code = any(%(ties)s)
    """,
)  # fmt: skip

RELATIONSHIPS = _insert(
    "relationships",
    {
        **_MADE_BY,
        "record_type": "'relationship'", "record_id": _RECORD,
        "origin_system": "authored.tool", "origin_id": _RECORD,
        "modified_at": instant("known_at"),
        **_WITH_WHOM,
        "related_record_type": "'volunteer'", "related_record_id": "%(volunteer)s::text",
        "relationship_code": "result_code", "related_at": instant("occurred_at"),
        **_OWNER,
    },
    """
    from package_authored as authored
    left join registry.organizations using (organization_id)
    where authored_type_code = any(%(kinds)s) and authored_type_code = any(%(ties)s)
        and about <> 'volunteer'
    """,
)  # fmt: skip

VOLUNTEER = _insert(
    "people",
    {
        **_MADE_BY,
        "record_type": "'volunteer'",
        "record_id": "%(volunteer)s::text", "origin_id": "%(volunteer)s::text",
        "origin_system": f"'{layout.SYSTEM}'",
        "created_at": "%(first)s::text", "modified_at": "%(as_of)s::text",
        "first_name": "first_name", "middle_name": "middle_name", "last_name": "last_name",
        "name_suffix": "name_suffix", "email": "email", "phone": "phone_e164",
        "language_code": "language_code",
        "owner_organization_id": "%(volunteer)s::text",
        "owner_organization_name": "'The volunteer'", "side_code": "'neither'",
    },
    "from marts.people where person_id = %(person)s",
)  # fmt: skip

_TIMES = """(
    select created_at, modified_at, exported_at from package_people
    union all
    select happened_at, modified_at, exported_at from package_interactions
    union all
    select related_at, modified_at, exported_at from package_relationships
) as times"""

# The newest instant that anything in the package is known of. Texts in one form sort like times.
AS_OF = f"select max(coalesce(exported_at, modified_at)) from {_TIMES}"
FIRST = f"select min(least(created_at, modified_at)) from {_TIMES}"


# The person records that a package tells the details of: the volunteer's own, and their contacts'.
IN_IT = """
    select concat_ws('/', source_id, record_type, record_id) from package_own
    union
    select concat_ws('/', source_id, record_type, record_id) from package_brought
    where is_entered and not is_suppressed
    union
    select concat_ws('/', carried._source_id, 'people', carried.record_id)
    from package_own
    inner join raw.kith__people as carried
        on carried._source_id = package_own.source_id
        and carried.source_instance = package_own.record_id
    inner join package_people on package_people.record_id = carried.record_id
    where package_people.record_type = 'contact'
"""


def carried(table: str) -> str:
    """What came in a package goes on as it came; whoever has said no since is a contact no more."""
    is_of_people = table == "people"
    who = "record_type" if is_of_people else "person_record_type"
    which = "record_id" if is_of_people else "person_record_id"
    now = {
        who: f"""
            case
                when carried.{who} = 'contact' and coalesce({SUPPRESSED}, true) then 'person'
                else carried.{who}
            end""",
        "source_instance": "%(volunteer)s::text",
        "collected_by_id": "%(volunteer)s::text",
        "related_record_id": "%(volunteer)s::text",
    }
    if not is_of_people:
        now[which] = f"""
            case
                when carried.{who} = 'volunteer' then %(volunteer)s::text else carried.{which}
            end"""
    # Each package holds everything: of several from one home, the newest speaks.
    return _insert(
        table,
        {column: now.get(column, f"carried.{column}") for column in layout.columns(table)},
        f"""
        from package_own
        inner join raw.kith__{table} as carried
            on carried._source_id = package_own.source_id
            and carried.source_instance = package_own.record_id
        left join identity.record_persons
            on record_persons.record_key = carried._source_id || '/people/' || carried.{which}
        left join marts.people as known using (person_id)
        where carried._method = 'bundle' and carried._extracted_at = (
                select max(imported.exported_at) from landing.imported_packages as imported
                inner join landing.released_loads using (load_id)
                where imported.source_id = carried._source_id
                    and imported.volunteer_id = carried.source_instance
            )
            {"and carried.record_type <> 'volunteer'" if is_of_people else ""}
        """,
    )
