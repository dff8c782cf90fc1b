"""Saved lists, their folders, and exports of them."""

from __future__ import annotations

import csv
import io
import uuid
from datetime import timedelta
from typing import Any

from standins.server import Request, Response, endpoint
from standins.van.base import MY_CAMPAIGN, whole
from standins.van.people import People

# Header of a saved-list export, as in the texting tool Spoke's test data.
COLUMNS = (
    "CanvassFileRequestID", "VanID", "Address", "FirstName", "LastName", "StreetAddress", "City",
    "State", "ZipOrPostal", "County", "Employer", "Occupation", "Email", "HomePhone",
    "IsHomePhoneACellExchange", "CellPhone", "WorkPhone", "IsWorkPhoneACellExchange", "Phone",
    "OptInPhone", "OptInStatus", "OptInPhoneType", "CongressionalDistrict", "StateHouse",
    "StateSenate", "Party", "PollingLocation", "PollingAddress", "PollingCity",
)  # fmt: skip
FOLDER = {"folderId": 2168, "name": "API Generated Lists"}
LINK_DAYS = 3


class Lists(People):
    """`/savedLists`, `/folders`, `/exportJobs`."""

    def save_list(
        self, name: str, vanids: list[int], mode: int = MY_CAMPAIGN, number: int | None = None
    ) -> int:
        """Make a saved list of these people, as a person would in VAN; returns its number."""
        with self.store.transaction():
            number = number or self.store.next_id("savedlists", 517_001)
            content = {
                "savedListId": number, "name": name, "description": "", "listCount": len(vanids),
                "doorCount": len(vanids), "folderId": FOLDER["folderId"], "vanids": vanids,
            }  # fmt: skip
            self.store.put("savedlists", mode, number, content, self.clock.now())
        return number

    @endpoint("GET", "folders")
    def folders(self, request: Request) -> Response:
        """Folders shared with the key. Documented: Parsons' `get_folders`."""
        return self.page(request, [FOLDER])

    @endpoint("GET", "folders/{number}")
    def folder(self, request: Request, number: str) -> Response:
        """One folder. Documented: Parsons' `get_folder`."""
        if whole(number) != FOLDER["folderId"]:
            raise self.refuse(404, "The folder was not found.")
        return Response(200, FOLDER)

    @endpoint("GET", "savedLists")
    def saved_lists(self, request: Request) -> Response:
        """Saved lists, of a folder if asked. Documented: Parsons' `get_saved_lists`."""
        folder = whole(request.one("folderId"))
        lists = self.store.all("savedlists", request.space)
        return self.page(
            request, [_shown(i) for i in lists if folder in (-1, i["folderId"])], most=100
        )

    @endpoint("GET", "savedLists/{number}")
    def saved_list(self, request: Request, number: str) -> Response:
        """One saved list. Documented: Parsons' `get_saved_list`."""
        return Response(200, _shown(self._list(request, number)))

    def _list(self, request: Request, number: Any) -> dict[str, Any]:
        found = self.store.get("savedlists", request.space, whole(number))
        if found is None:
            raise self.refuse(404, "The saved list was not found.")
        return found

    @endpoint("GET", "exportJobTypes")
    def export_job_types(self, request: Request) -> Response:
        """Kinds of exports. Documented: Parsons' `get_export_job_types`."""
        return self.page(request, [{"exportJobTypeId": 4, "name": "SavedListExport"}])

    @endpoint("POST", "exportJobs")
    def export(self, request: Request) -> Response:
        """Exports a saved list to a file; the link expires after three days.

        Documented: docs.ngpvan.com/reference/common-models-19; Parsons expects it done at once.
        """
        given = request.json()
        wanted = self._list(request, given.get("savedListId"))
        number = self.store.next_id("exportjobs", 448)
        now = self.clock.now()
        expires = now + timedelta(days=LINK_DAYS)
        guid = str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
        name = f"savedlist-{guid}.csv"
        job = {
            "exportJobId": number, "exportJobGuid": guid, "canvassFileRequestId": number,
            "canvassFileRequestGuid": guid, "savedListId": wanted["savedListId"],
            "webhookUrl": given.get("webhookUrl"), "status": "Completed",
            "type": whole(given.get("type")), "errorCode": None,
            "dateExpired": expires.isoformat(), "surveyQuestions": None, "activistCodes": None,
            "customFields": None, "districtFields": None,
            "downloadUrl": self.keep_file(name, self._content(wanted, number, request), expires),
        }  # fmt: skip
        self.store.put("exportjobs", request.space, number, job, now, by=request.key)
        return Response(201, job)

    @endpoint("GET", "exportJobs/{number}")
    def export_job(self, request: Request, number: str) -> Response:
        """One export. Documented: Parsons' `get_export_job`."""
        job = self.store.get("exportjobs", request.space, whole(number))
        if job is None:
            raise self.refuse(404, "The export job was not found.")
        return Response(200, job)

    def _content(self, wanted: dict[str, Any], number: int, request: Request) -> bytes:
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, restval="")
        writer.writeheader()
        for vanid in wanted["vanids"]:
            row = self.store.get("contacts", request.space, vanid)
            if row is None or row.get("datesuppressed"):
                continue
            phones = self.living("contactsphones", request, vanid)
            emails = self.living("contactsemails", request, vanid)
            first = phones[0] if phones else {}
            street = row.get("vaddress", "")
            area = f"{row.get('city', '')}, {row.get('state', '')} {row.get('zip5', '')}"
            writer.writerow({
                "CanvassFileRequestID": number, "VanID": vanid, "Address": f"{street}, {area}",
                "FirstName": row.get("firstname", ""), "LastName": row.get("lastname", ""),
                "StreetAddress": street, "City": row.get("city", ""), "State": row.get("state", ""),
                "ZipOrPostal": row.get("zip5", ""), "County": row.get("countyname", ""),
                "Email": emails[0]["email"] if emails else "",
                "CellPhone": first.get("phone", ""), "Phone": first.get("phone", ""),
                "OptInStatus": first.get("smsoptinstatus", ""),
            })  # fmt: skip
        return text.getvalue().encode()


def _shown(item: dict[str, Any]) -> dict[str, Any]:
    hidden = {"vanids", "folderId"}
    return {name: value for name, value in item.items() if name not in hidden}
