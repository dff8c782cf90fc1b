"""Changed entity export jobs: what changed of a kind since a time, as CSV files to download."""

from __future__ import annotations

import csv
import io
import uuid
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from standins.server import Request, Response, endpoint
from standins.van import vocabulary
from standins.van.base import MY_CAMPAIGN, MY_VOTERS, Row, VanBase, is_active, whole

LOOK_BACK = timedelta(days=90)
LINK_DAYS = 20
LEAST_KB, MOST_KB = 1_000, 100_000
_WHO = "VanID"
# What the vendor documents, as far as the stand-in has it (docs.ngpvan.com, changed entities
# overview). What an account is offered beside that isn't public.
DOCUMENTED = frozenset({
    "ActivistCodes", "ContactHistory", "Contacts", "ContactsActivistCodes", "ContactsOnlineForms",
    "ContactsSurveyResponses", "Contributions",
})  # fmt: skip
# Fields that come only if they are asked for, as clients in public repositories ask for it.
NOT_CORE = frozenset({"DateCreated"})
# Each resource: its table, and its columns, which are the pipeline table's with capitals. Those not
# documented are named after their pipeline tables.
RESOURCES: dict[str, tuple[str, tuple[str, ...]]] = {
    "Contacts": ("contacts", (
        "StateCode", _WHO, "FirstName", "MiddleName", "LastName", "NickName", "Suffix", "VAddress",
        "City", "State", "Zip5", "DOB", "Sex", "CommitteeID", "CreatedBy", "DateCreated",
        "DateModified", "DateSuppressed",
    )),
    "ContactsPhones": ("contactsphones", (
        "ContactsPhoneID", _WHO, "Phone", "PhoneTypeID", "CreatedBy", "DateCreated",
        "DateSuppressed",
    )),
    "ContactsEmails": ("contactsemails", (
        "ContactsEmailID", _WHO, "Email", "CreatedBy", "DateCreated", "DateSuppressed",
    )),
    "ContactsAddresses": ("contactsaddresses", (
        "ContactsAddressID", _WHO, "Address", "City", "State", "Zip5", "AddressType", "CreatedBy",
        "DateCreated", "DateSuppressed",
    )),
    "ContactHistory": ("contactscontacts", (
        "ContactsContactID", _WHO, "DateCanvassed", "ResultID", "CommitteeID", "InputTypeID",
        "ContactTypeID", "CanvassedBy", "CampaignID", "ContentID", "ContactsPhoneID", "CreatedBy",
        "DateCreated", "DateModified", "DateSuppressed",
    )),
    "ContactsSurveyResponses": ("contactssurveyresponses", (
        "ContactsSurveyResponseID", _WHO, "DateCanvassed", "ContactsContactID", "SurveyQuestionID",
        "SurveyResponseID", "InputTypeID", "ContactTypeID", "CanvassedBy", "CampaignID",
        "DateCreated", "DateModified",
    )),
    "ContactsActivistCodes": ("contactsactivistcodes", (
        "ContactsActivistCodeID", _WHO, "DateCanvassed", "ActivistCodeID", "InputTypeID",
        "ContactTypeID", "CanvassedBy", "CampaignID", "DateCreated", "DateModified", "IsDeleted",
    )),
    "ContactsOnlineForms": ("contactsonlineforms", (
        "ContactsOnlineFormID", _WHO, "OnlineFormID", "MarketSource", "DateCreated",
    )),
    "Contributions": ("contactscontributions", (
        "ContactsContributionID", _WHO, "Amount", "DateReceived", "ContributionStatusID",
        "OnlineReferenceNumber", "DirectMarketingCode", "CreatedBy", "DateCanceled",
        "DateSuppressed",
    )),
    "ContactsNotes": ("contactsnotes", (
        "ContactsNoteID", _WHO, "NoteText", "CreatedBy", "DateCreated", "DateSuppressed",
    )),
    "ContactsDeduped": ("contactsdeduped", (
        "ContactsDedupedID", _WHO, "DupVanID", "DedupedBy", "DateDeduped",
    )),
    "ActivistCodes": ("activistcodes", (
        "ActivistCodeID", "ActivistCodeType", "ActivistCodeName", "ActivistCodeDescription",
    )),
    "SurveyQuestions": ("surveyquestions", (
        "SurveyQuestionID", "Cycle", "SurveyQuestionType", "SurveyQuestionName",
        "SurveyQuestionText",
    )),
    "SurveyResponses": ("surveyresponses", (
        "SurveyQuestionID", "SurveyResponseID", "SurveyResponseName",
    )),
    "Events": ("events", (
        "EventID", "EventCalendarID", "EventCalendarName", "EventName", "DateOffsetBegin",
        "DateOffsetEnd", "CreatedBy", "CampaignID", "DateCreated", "DateModified", "DateSuppressed",
    )),
    "EventSignups": ("eventsignups", (
        "EventSignupID", "EventID", _WHO, "DateTimeOffsetBegin", "DateTimeOffsetEnd", "CreatedBy",
        "EventRoleID", "EventRoleName", "EventShiftID", "LocationID", "CanvassedBy",
        "CurrentEventSignupsEventStatusID", "InputTypeID", "DateCreated", "DateModified",
        "DateSuppressed",
    )),
    "EventSignupsEventStatuses": ("eventsignupseventstatuses", (
        "EventSignupsEventStatusID", "EventSignupID", "EventStatusID", "EventStatusName",
        "CreatedBy", "DateEventStatus", "DateCreated",
    )),
}  # fmt: skip
_CHANGE_TYPES = ("Created", "Updated", "Suppressed", "Merged")


class Changes(VanBase):
    """`/changedEntityExportJobs`."""

    @endpoint("GET", "changedEntityExportJobs/resources")
    def changed_resources(self, request: Request) -> Response:
        """What can be exported. Documented: Parsons' `get_changed_entity_resources`."""
        return Response(200, [name for name in RESOURCES if self._is_offered(name)])

    @endpoint("GET", "changedEntityExportJobs/fields/{name}")
    def changed_fields(self, request: Request, name: str) -> Response:
        """A resource's fields. Documented: Parsons' `get_changed_entity_resource_fields`."""
        return Response(200, [
            {
                "fieldName": column, "fieldType": "N" if column.endswith("ID") else "T",
                "maxTextboxCharacters": None, "isCoreField": column not in NOT_CORE,
                "availableValues": None,
            }
            for column in self._resource(name)[1]
        ])  # fmt: skip

    @endpoint("GET", "changedEntityExportJobs/changeTypes/{name}")
    def change_types(self, request: Request, name: str) -> Response:
        """A resource's kinds of change.

        Documented: docs.everyaction.com/reference/changedentityexportjobs.
        """
        self._resource(name)
        kinds = enumerate(_CHANGE_TYPES, start=1)
        return Response(200, [{"changeTypeId": n, "changeTypeName": word} for n, word in kinds])

    def _is_offered(self, name: Any) -> bool:
        return name in RESOURCES and (self.offers is None or name in self.offers)

    def _resource(self, name: Any) -> tuple[str, tuple[str, ...]]:
        if not self._is_offered(name):
            raise self.invalid("The resource type doesn't exist.", "resourceType")
        return RESOURCES[name]

    @endpoint("POST", "changedEntityExportJobs")
    def start_changed_export(self, request: Request) -> Response:
        """Starts an export of what changed since a time of the last 90 days.

        Documented: docs.ngpvan.com/reference/changedentityexportjobs and
        docs.everyaction.com/reference/changed-entities-common-models.
        """
        given = request.json()
        self._resource(given.get("resourceType"))
        now = self.clock.now()
        since = self.moment(given.get("dateChangedFrom") or "", "dateChangedFrom")
        if since < now - LOOK_BACK:
            raise self.invalid("dateChangedFrom must be in the last 90 days.", "dateChangedFrom")
        until = given.get("dateChangedTo")
        if until:
            last = self.moment(until, "dateChangedTo")
            if last <= since or last > now:
                text = (
                    "dateChangedTo must come after dateChangedFrom, and no later than the present."
                )
                raise self.invalid(text, "dateChangedFrom", "dateChangedTo")
        size = given.get("fileSizeKbLimit") or MOST_KB
        if not LEAST_KB <= whole(size) <= MOST_KB:
            raise self.invalid("fileSizeKbLimit is from 1000 to 100000.", "fileSizeKbLimit")
        number = self.store.next_id("changedexports", 2_170_000_001)
        job = {
            "exportJobId": number, "jobStatus": "Pending", "message": "Created export job",
            "dateChangedFrom": since.astimezone(self.zone).isoformat(), "dateChangedTo": until,
            "files": [], "code": None, "exportedRecordCount": 0,
            "given": {**given, "fileSizeKbLimit": whole(size)}, "key": request.key,
        }  # fmt: skip
        self.store.put("changedexports", request.space, number, job, now, by=request.key)
        self.later(lambda: self._run_export(number, request.space, request.key))
        return Response(201, _shown(job))

    @endpoint("GET", "changedEntityExportJobs/{number}")
    def changed_export(self, request: Request, number: str) -> Response:
        """An export's state: Pending, InProcess, Complete with its files, or Error.

        Documented: docs.everyaction.com/reference/changedentityexportjobs-exportjobid.
        """
        job = self.store.get("changedexports", request.space, whole(number))
        if job is None or job["key"] != request.key:
            raise self.refuse(404, "The export job was not found.")
        return Response(200, _shown(job))

    def write_words(self) -> None:
        """Keep the account's codes and questions as rows, changed when the account began."""
        tables: dict[str, tuple[str, list[Row]]] = {
            "activistcodes": ("activistcodeid", [
                {
                    "activistcodeid": code["activistCodeId"], "activistcodetype": code["type"],
                    "activistcodename": code["name"],
                    "activistcodedescription": code["description"],
                }
                for code in vocabulary.ACTIVIST_CODES
            ]),
            "surveyquestions": ("surveyquestionid", [
                {
                    "surveyquestionid": question["surveyQuestionId"], "cycle": question["cycle"],
                    "surveyquestiontype": question["type"],
                    "surveyquestionname": question["name"],
                    "surveyquestiontext": question["scriptQuestion"],
                }
                for question in vocabulary.SURVEY_QUESTIONS
            ]),
            "surveyresponses": ("surveyresponseid", [
                {
                    "surveyquestionid": question["surveyQuestionId"],
                    "surveyresponseid": response["surveyResponseId"],
                    "surveyresponsename": response["name"],
                }
                for question in vocabulary.SURVEY_QUESTIONS
                for response in question["responses"]
            ]),
        }  # fmt: skip
        with self.store.transaction():
            for table, (column, rows) in tables.items():
                for space in (MY_VOTERS, MY_CAMPAIGN):
                    for row in rows:
                        if self.store.get(table, space, row[column]) is None:
                            self.store.put(table, space, row[column], row, self.clock.now())

    def resume_exports(self) -> None:
        """Take up the exports that a stop left unfinished."""
        for space in (0, 1):
            for job in self.store.all("changedexports", space):
                if job["jobStatus"] in {"Pending", "InProcess"}:
                    number, key = job["exportJobId"], job["key"]
                    self.later(partial(self._run_export, number, space, key))

    def _run_export(self, number: int, space: int, key: str) -> None:
        """Do an export: records as they are now, whatever they were then.

        Faults of "JOB /changedEntityExportJobs" that end in _before or _after end it in Error.
        """
        fault = self.faults.meet("JOB /changedEntityExportJobs")
        with self.store.transaction():
            job = self.store.get("changedexports", space, number) or {}
            job["jobStatus"] = "InProcess"
            self.store.put("changedexports", space, number, job, self.clock.now(), by=key)
        self.wait(self.job_seconds + (fault.seconds if fault and fault.kind == "slow" else 0))
        with self.store.transaction():
            now = self.clock.now()
            job["dateChangedTo"] = job["dateChangedTo"] or now.astimezone(self.zone).isoformat()
            if fault and fault.kind != "slow":
                job |= {
                    "jobStatus": "Error",
                    "message": "The export failed",
                    "code": "EXPORT_FAILED",
                }
            else:
                rows = self._changed(job, space, key)
                expires = now + timedelta(days=LINK_DAYS)
                job |= {
                    "jobStatus": "Complete", "message": "Finished processing export job",
                    "exportedRecordCount": len(rows), "files": self._files(job, rows, expires),
                }  # fmt: skip
            self.store.put("changedexports", space, number, job, now, by=key)

    def _changed(self, job: Row, space: int, key: str) -> list[Row]:
        given = job["given"]
        not_by = key if str(given.get("excludeChangesFromSelf")).lower() == "true" else None
        since, until = (
            datetime.fromisoformat(job[n]) for n in ("dateChangedFrom", "dateChangedTo")
        )
        until = until if until.tzinfo else until.replace(tzinfo=self.zone)
        utc = self.clock.now().tzinfo
        rows = self.store.changed(
            RESOURCES[given["resourceType"]][0], space, since.astimezone(utc),
            until.astimezone(utc), not_by,
        )  # fmt: skip
        if str(given.get("includeInactive")).lower() == "true":
            return rows
        return [row for row in rows if is_active(row)]

    def _cell(self, column: str, row: Row) -> Any:
        value = row.get(column.lower())
        if value and column.startswith("Date") and self.is_exporting_us_times:
            return _us_time(value)
        return "" if value is None else value

    def _files(self, job: Row, rows: list[Row], expires: datetime) -> list[dict[str, Any]]:
        wanted = set(job["given"].get("requestedFields") or ())
        columns = [
            column for column in RESOURCES[job["given"]["resourceType"]][1]
            if column not in NOT_CORE or column in wanted
        ]  # fmt: skip
        most = 1_000 * (self.part_kb or job["given"]["fileSizeKbLimit"])
        header = _line(columns)
        parts: list[list[str]] = [[header]]
        size = len(header)
        for row in rows:
            line = _line([self._cell(column, row) for column in columns])
            if size + len(line) > most and len(parts[-1]) > 1:
                parts.append([header])
                size = len(header)
            parts[-1].append(line)
            size += len(line)
        return [
            {
                "downloadUrl": self.keep_file(
                    f"{uuid.UUID(int=self.chance.getrandbits(128), version=4)}.csv",
                    "".join(part).encode(), expires,
                ),
                "dateExpired": expires.astimezone(self.zone).isoformat(),
                "recordCount": len(part) - 1,
            }
            for part in parts
        ]  # fmt: skip


def _us_time(text: str) -> str:
    """A pipeline table's time as exports have it: 9/28/2026 3:07:00 PM."""
    at = datetime.fromisoformat(text)
    return f"{at.month}/{at.day}/{at.year} {at.hour % 12 or 12}:{at:%M:%S %p}"


def _line(cells: Any) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()


def _shown(job: Row) -> dict[str, Any]:
    return {name: value for name, value in job.items() if name not in {"given", "key"}}
