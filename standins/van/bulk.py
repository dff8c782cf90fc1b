"""Bulk import jobs: a zipped file that is fetched, applied row by row, and answered by a file."""

from __future__ import annotations

import contextlib
import csv
import http.client
import io
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from standins.server import Refused, Request, Response, endpoint
from standins.van import vocabulary
from standins.van.base import MY_VOTERS, Row, whole
from standins.van.canvass import Canvass

MOST_BYTES = 100_000_000
RESOURCES = ("Contacts", "ContactsActivistCodes")
DELIMITERS = {"csv": ",", "tab": "\t", "pipe": "|"}
LINK_DAYS = 7
# The columns that name a contact's fields, without capitals and underscores (Parsons' column map).
CONTACT_COLUMNS = {
    "firstName": ("firstname", "fn", "first"),
    "middleName": ("middlename", "mn", "middle"),
    "lastName": ("lastname", "ln", "last"),
    "dateOfBirth": ("dob", "dateofbirth", "birthdate"),
    "sex": ("sex", "gender"),
}
# Each mapping type: its name for people, and its fields with whether they are required.
MAPPINGS: dict[str, tuple[str, dict[str, bool]]] = {
    "ActivistCode": ("Apply Activist Code", {
        "ActivistCodeID": True, "CanvassedBy": False, "DateCanvassed": False,
        "ContactTypeID": False,
    }),
    "CanvassResults": ("Apply Canvass Responses", {
        "ContactTypeID": True, "ResultID": True, "DateCanvassed": True, "CanvassedBy": True,
        "Phone": False, "CountryCode": False, "PhoneTypeID": False, "PhoneOptInStatusID": False,
        "CampaignID": False,
    }),
    "CreateOrUpdateContact": ("Create Or Update Contact Records", {}),
    "Phones": ("Apply Phone Numbers", {"Phone": True, "PhoneTypeID": False}),
    "Email": ("Apply Email Address", {"Email": True, "EmailSubscriptionStatusId": False}),
    "Suppressions": ("Apply Suppressions", {"SuppressionID": True}),
}  # fmt: skip


class Bulk(Canvass):
    """`/bulkImportJobs` and `/bulkImportMappingTypes`."""

    @endpoint("GET", "bulkImportJobs/resources")
    def bulk_resources(self, request: Request) -> Response:
        """What can be imported. Documented: Parsons' `get_bulk_import_resources`."""
        return Response(200, list(RESOURCES))

    @endpoint("GET", "bulkImportMappingTypes")
    def mapping_types(self, request: Request) -> Response:
        """Mapping types, by page. Documented: Parsons' `get_bulk_import_mapping_types`."""
        return self.page(request, [_mapping(name) for name in MAPPINGS])

    @endpoint("GET", "bulkImportMappingTypes/{name}")
    def mapping_type(self, request: Request, name: str) -> Response:
        """One mapping type. Documented: Parsons' `get_bulk_import_mapping_type`."""
        if name not in MAPPINGS:
            raise self.refuse(404, "The mapping type was not found.")
        return Response(200, _mapping(name))

    @endpoint("GET", "bulkImportMappingTypes/{name}/{field}/values")
    def mapping_values(self, request: Request, name: str, field: str) -> Response:
        """A field's values. Documented: Parsons' `get_bulk_import_mapping_type_fields`."""
        lists: dict[str, list[tuple[Any, Any]]] = {
            "ActivistCodeID": [(c["activistCodeId"], c["name"]) for c in vocabulary.ACTIVIST_CODES],
            "ResultID": [(number, name) for number, _, name in vocabulary.RESULTS],
            "ContactTypeID": [(c["contactTypeId"], c["name"]) for c in vocabulary.CONTACT_TYPES],
        }
        if name not in MAPPINGS or field not in MAPPINGS[name][1]:
            raise self.refuse(404, "The field was not found.")
        values = lists.get(field, [])
        return Response(200, [{"id": str(n), "name": name, "parents": None} for n, name in values])

    @endpoint("POST", "bulkImportJobs")
    def start_bulk_import(self, request: Request) -> Response:
        """Starts a job; answers its number at once, and works later.

        Documented: docs.ngpvan.com/reference/bulkimportjobs: a zip of at most 100 MB at
        ``sourceUrl``, the columns' names from the request and not from the header.
        """
        given = request.json()
        actions, file = given.get("actions") or [], given.get("file") or {}
        description = given.get("description")
        if not description or len(description) > 255 or re.search(r"[<>]+|&#", description):
            raise self.invalid(
                "A description of at most 255 characters is required.", "description"
            )
        if not file.get("sourceUrl") or not file.get("fileName") or not file.get("columns"):
            raise self.invalid("The file's name, columns and address are required.", "file")
        if not actions:
            raise self.invalid("An action is required.", "actions")
        for place, action in enumerate(actions):
            self._check_action(action, f"actions[{place}]")
        number = self.store.next_id("bulkimportjobs", 54_001)
        job = {
            "id": number, "status": "Submitted", "resourceType": actions[0]["resourceType"],
            "webhookUrl": None, "errors": [], "resultFiles": [],
            "resultFileSizeLimitKb": actions[0].get("resultFileSizeKbLimit", 5000),
            "given": given, "caller": request.caller, "key": request.key, "space": request.space,
        }  # fmt: skip
        self.store.put("bulkimportjobs", request.space, number, job, self.clock.now())
        self.later(lambda: self._run_import(number, request))
        return Response(201, {"jobId": number})

    def _check_action(self, action: Row, name: str) -> None:
        if action.get("resourceType") not in RESOURCES:
            raise self.invalid("The resource type doesn't exist.", f"{name}.resourceType")
        if str(action.get("actionType", "")).lower() != "loadmappedfile":
            raise self.invalid("The action type doesn't exist.", f"{name}.actionType")
        for place, mapping in enumerate(action.get("mappingTypes") or []):
            if mapping.get("name") not in MAPPINGS:
                property_name = f"{name}.mappingTypes[{place}].name"
                raise self.invalid("The mapping type doesn't exist.", property_name)

    @endpoint("GET", "bulkImportJobs/{number}")
    def bulk_import_job(self, request: Request, number: str) -> Response:
        """A job's state: Submitted, InProgress, and at last Complete or Error.

        Documented: docs.ngpvan.com/reference/workflow. (Parsons waits for "Completed".)
        """
        job = self.store.get("bulkimportjobs", request.space, whole(number))
        if job is None:
            raise self.refuse(404, "The job was not found.")
        hidden = {"given", "caller", "key", "space"}
        return Response(200, {name: value for name, value in job.items() if name not in hidden})

    def resume_imports(self) -> None:
        """Take up the jobs that a stop left unfinished."""
        for space in (0, 1):
            for job in self.store.all("bulkimportjobs", space):
                if job["status"] in {"Submitted", "InProgress"}:
                    request = Request(
                        "JOB", "bulkImportJobs", {}, {}, b"", job["caller"], job["key"], space
                    )
                    self.later(partial(self._run_import, job["id"], request))

    def _run_import(self, number: int, request: Request) -> None:
        """Do a job. Faults of "JOB /bulkImportJobs" may fail it before, halfway, or after."""
        fault = self.faults.meet("JOB /bulkImportJobs")
        kind = fault.kind if fault else ""
        with self.store.transaction():
            job = self.store.get("bulkimportjobs", request.space, number) or {}
            self._set_job(job, request, "InProgress")
        self.wait(self.job_seconds + (fault.seconds if fault and kind == "slow" else 0))
        try:
            if kind.endswith("_before"):
                raise OSError("the job failed")
            rows = self._fetch(job["given"]["file"])
        except (OSError, ValueError, zipfile.BadZipFile, UnicodeDecodeError) as error:
            text = f"The file couldn't be read ({type(error).__name__})."
            self._end(job, request, "Error", [{"code": "INVALID_FILE", "text": text}])
            return
        with self.store.transaction():
            results, errors = self._apply(
                job, rows if kind != "half" else rows[: len(rows) // 2], request
            )
            status = "Complete" if results and kind not in {"half", "error_after"} else "Error"
            self._end(job, request, status, errors, results)

    def _set_job(self, job: Row, request: Request, status: str) -> None:
        job["status"] = status
        self.store.put("bulkimportjobs", request.space, job["id"], job, self.clock.now())

    def _end(
        self, job: Row, request: Request, status: str, errors: list[Row],
        results: list[dict[str, Any]] | None = None,
    ) -> None:  # fmt: skip
        with self.store.transaction():
            job["errors"] = errors
            if status == "Complete" and results:
                text = io.StringIO()
                writer = csv.DictWriter(text, list(results[0]))
                writer.writeheader()
                writer.writerows(results)
                expires = self.clock.now() + timedelta(days=LINK_DAYS)
                name = f"bulk-import-{job['id']}.csv"
                url = self.keep_file(name, text.getvalue().encode(), expires)
                job["resultFiles"] = [{"url": url, "dateExpired": expires.isoformat()}]
            self._set_job(job, request, status)

    def _fetch(self, file: Row) -> list[dict[str, str]]:
        url = urlsplit(file["sourceUrl"])
        if url.scheme != "http" or url.hostname not in {"127.0.0.1", "localhost"}:
            raise ValueError("the stand-in fetches from this machine only")
        with contextlib.closing(
            http.client.HTTPConnection(url.hostname, url.port, timeout=30)
        ) as server:
            server.request("GET", url._replace(scheme="", netloc="").geturl())
            answer = server.getresponse()
            if answer.status != http.HTTPStatus.OK:
                raise FileNotFoundError("there is no such file")
            content = answer.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ValueError("the file is too big")
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = packed.namelist()
            name = file["fileName"] if file["fileName"] in names else names[0]
            text = packed.read(name).decode("utf-8-sig")
        delimiter = DELIMITERS.get(str(file.get("columnDelimiter", "csv")).lower(), ",")
        lines = list(csv.reader(io.StringIO(text), delimiter=delimiter))
        if str(file.get("hasHeader")).lower() == "true":
            lines = lines[1:]
        columns = [re.sub(r"[_ ]", "", str(column["name"])).lower() for column in file["columns"]]
        return [dict(zip(columns, line, strict=False)) for line in lines if line]

    def _apply(
        self, job: Row, rows: list[dict[str, str]], request: Request
    ) -> tuple[list[dict[str, Any]], list[Row]]:
        """Each row that validates has a row in the results; the others are left out."""
        results, errors = [], []
        steps = [
            (f"{mapping['name']}_{1834 + place}", mapping)
            for action in job["given"]["actions"]
            for place, mapping in enumerate(action.get("mappingTypes") or [])
        ]
        wanted = [
            column["name"]
            for action in job["given"]["actions"]
            for column in action.get("columnsToIncludeInResultsFile") or []
        ]
        for place, cells in enumerate(rows, start=1):
            given = {name: value.strip() for name, value in cells.items() if value.strip()}
            try:
                row = self._row_of(given, [mapping["name"] for _, mapping in steps], request)
            except Refused:
                errors.append({"code": "INVALID_ROW", "text": f"Row {place} has no such contact."})
                continue
            results.append({
                "BulkUploadDataID": place, "ULFileID": job["id"], "PrimaryKey": row["vanid"],
                "PrimaryKeyType": "VanID",
                **{name: cells.get(re.sub(r"[_ ]", "", name).lower(), "") for name in wanted},
                **{name: self._step(row, given, mapping, request) for name, mapping in steps},
            })  # fmt: skip
        return results, errors

    def _row_of(self, given: dict[str, str], mappings: list[str], request: Request) -> Row:
        if given.get("vanid"):
            return self.person(request, given["vanid"])
        if "CreateOrUpdateContact" not in mappings or request.space == MY_VOTERS:
            raise self.refuse(404, "The person was not found.")
        found = self.matches(request, _person(given))
        return found[0] if len(found) == 1 else self.create(_person(given), request, "bulk")

    def _step(self, row: Row, given: dict[str, str], mapping: Row, request: Request) -> str:
        """Apply one mapping type to one row; the word of its cell in the results.

        An empty cell clears nothing: "this process cannot be used to delete information".
        """
        static = {
            m["fieldName"].lower(): str(m["staticValue"])
            for m in mapping.get("fieldValueMappings") or [] if m.get("staticValue") is not None
        }  # fmt: skip
        moved = {
            m["fieldName"].lower(): given.get(re.sub(r"[_ ]", "", str(m["columnName"])).lower(), "")
            for m in mapping.get("fieldValueMappings") or [] if m.get("columnName")
        }  # fmt: skip
        values = {**given, **moved, **static}
        required = MAPPINGS[mapping["name"]][1]
        missing = [
            name for name, needed in required.items() if needed and not values.get(name.lower())
        ]
        if missing:
            return f"{missing[0]} is required"
        apply: dict[str, Callable[[Row, dict[str, str], Request], str]] = {
            "ActivistCode": self._bulk_code,
            "CanvassResults": self._bulk_result,
            "CreateOrUpdateContact": self._bulk_contact,
            "Phones": self._bulk_phone,
            "Email": self._bulk_email,
            "Suppressions": self._bulk_suppression,
        }
        try:
            return apply[mapping["name"]](row, values, request)
        except Refused as refused:
            return str(refused.response.content["errors"][0]["text"])

    def _bulk_code(self, row: Row, values: dict[str, str], request: Request) -> str:
        at = (
            self.moment(values["datecanvassed"])
            if values.get("datecanvassed")
            else self.clock.now()
        )
        response = {
            "type": "ActivistCode", "activistCodeId": values["activistcodeid"], "action": "Apply",
        }  # fmt: skip
        self._check_response(response, "ActivistCodeID")
        context = {
            "contactTypeId": whole(values.get("contacttypeid"))
            if values.get("contacttypeid")
            else None
        }
        if word := self.respond(row, response, at, context, request)[0]:
            self.done(
                request, "activist_code", row["vanid"], day=self.naive(at)[:10],
                channel=context["contactTypeId"], responses=[word], method="bulk",
            )  # fmt: skip
        return "Processed"

    def _bulk_result(self, row: Row, values: dict[str, str], request: Request) -> str:
        context: Row = {
            "contactTypeId": whole(values["contacttypeid"]),
            "campaignId": whole(values["campaignid"]) if values.get("campaignid") else "",
        }
        result = whole(values["resultid"])
        self._check(context, result, [])
        users = {vocabulary.USER, *(u["userId"] for u in self.store.all("users", 0))}
        if whole(values["canvassedby"]) not in users:
            raise self.invalid("CanvassedBy must be a valid User ID")
        phone = None
        if values.get("phone"):
            phone = self.add_phone(row, {"phoneNumber": values["phone"]}, request, "bulk")
        at = self.moment(values["datecanvassed"])
        self.attempt(row, result, at, context, request, [], phone=phone, method="bulk")
        self.follow(row, result, phone, request, "bulk")
        return "Processed"

    def _bulk_contact(self, row: Row, values: dict[str, str], request: Request) -> str:
        if request.space == MY_VOTERS:
            raise self.refuse(403, "Contacts can't be changed in this database")
        self.change(row, _person(values), request, "bulk")
        return "Processed"

    def _bulk_phone(self, row: Row, values: dict[str, str], request: Request) -> str:
        self.add_phone(row, {"phoneNumber": values["phone"]}, request, "bulk")
        return "Processed"

    def _bulk_email(self, row: Row, values: dict[str, str], request: Request) -> str:
        self.add_email(row, values["email"], request, "bulk")
        return "Processed"

    def _bulk_suppression(self, row: Row, values: dict[str, str], request: Request) -> str:
        words = vocabulary.SUPPRESSIONS.get(whole(values["suppressionid"]))
        if words is None:
            raise self.invalid("SuppressionID isn't valid")
        self.suppress(row, *words, request, "bulk")
        return "Processed"


def _person(given: dict[str, str]) -> Row:
    """A row's cells as the API's person."""
    person: Row = {
        name: next((given[column] for column in columns if given.get(column)), None)
        for name, columns in CONTACT_COLUMNS.items()
    }
    phones = [
        given[name]
        for name in ("cellphone", "cell", "homephone", "home", "phone")
        if given.get(name)
    ]
    emails = [given[n] for n in ("email", "emailaddress", "otheremail", "email2") if given.get(n)]
    street = next((given[n] for n in ("addressline1", "address1", "address") if given.get(n)), None)
    postal = next(
        (
            given[n]
            for n in ("ziporpostal", "postal", "postalcode", "zip", "zipcode")
            if given.get(n)
        ),
        None,
    )
    if phones:
        person["phones"] = [{"phoneNumber": number} for number in phones]
    if emails:
        person["emails"] = [{"email": email} for email in emails]
    if street or postal:
        person["addresses"] = [{
            "addressLine1": street, "zipOrPostalCode": postal, "city": given.get("city"),
            "stateOrProvince": given.get("stateorprovince") or given.get("state"),
        }]  # fmt: skip
    return person


def _mapping(name: str) -> dict[str, Any]:
    display, fields = MAPPINGS[name]
    return {
        "name": name,
        "displayName": display,
        "allowMultipleMode": "Multiple",
        "resourceTypes": list(RESOURCES if name == "ActivistCode" else RESOURCES[:1]),
        "fields": [
            {
                "name": field,
                "description": field,
                "hasPredefinedValues": field in {"ActivistCodeID", "ResultID", "ContactTypeID"},
                "isRequired": needed,
                "canBeMappedToColumn": True,
                "canBeMappedByName": True,
                "parents": None,
            }
            for field, needed in fields.items()
        ],
    }
