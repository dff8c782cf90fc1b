"""What an account has: activist codes, survey questions, codes, users, the key's own profile."""

from __future__ import annotations

from typing import Any

from standins.server import Request, Response, endpoint
from standins.van import vocabulary
from standins.van.base import Row, VanBase, whole

ENTITIES = ("Contacts", "Contributions", "Events", "Locations")


def _one_of(items: list[dict[str, Any]], name: str, number: str) -> dict[str, Any] | None:
    return next((item for item in items if item[name] == whole(number)), None)


class Catalog(VanBase):
    """Lists that clients read to learn an account's numbers."""

    @endpoint("GET", "activistCodes")
    def activist_codes(self, request: Request) -> Response:
        """Activist codes, by page. Documented: docs.ngpvan.com/reference/activistcodes."""
        return self.page(request, vocabulary.ACTIVIST_CODES)

    @endpoint("GET", "activistCodes/{number}")
    def activist_code(self, request: Request, number: str) -> Response:
        """One activist code. Documented: Parsons' `get_activist_code`."""
        return self._found(_one_of(vocabulary.ACTIVIST_CODES, "activistCodeId", number))

    @endpoint("GET", "surveyQuestions")
    def survey_questions(self, request: Request) -> Response:
        """Survey questions with their responses. Documented: Parsons' `get_survey_questions`."""
        name = request.one("name").lower()
        questions = vocabulary.SURVEY_QUESTIONS
        return self.page(request, [q for q in questions if q["name"].lower().startswith(name)])

    @endpoint("GET", "surveyQuestions/{number}")
    def survey_question(self, request: Request, number: str) -> Response:
        """One survey question. Documented: Parsons' `get_survey_question`."""
        return self._found(_one_of(vocabulary.SURVEY_QUESTIONS, "surveyQuestionId", number))

    def _found(self, item: Any) -> Response:
        if item is None:
            raise self.refuse(404, "It was not found.")
        return Response(200, item)

    @endpoint("GET", "codes")
    def codes(self, request: Request) -> Response:
        """Source codes and tags. Documented: Parsons' `get_codes`."""
        wanted = request.one("codeType")
        codes = [c for c in self.store.all("codes", 0) if not wanted or c["codeType"] == wanted]
        return self.page(request, codes)

    @endpoint("GET", "codes/supportedEntities")
    def supported_entities(self, request: Request) -> Response:
        """What codes can be put on. Documented: Parsons' `get_code_supported_entities`."""
        return Response(200, list(ENTITIES))

    @endpoint("GET", "codeTypes")
    def code_types(self, request: Request) -> Response:
        """SourceCode and Tag. Documented: Parsons' `get_code_types`."""
        return Response(200, list(vocabulary.CODE_TYPES))

    @endpoint("GET", "codes/{number}")
    def code(self, request: Request, number: str) -> Response:
        """One code. Documented: Parsons' `get_code`."""
        return self._found(self.store.get("codes", 0, whole(number)))

    @endpoint("POST", "codes")
    def add_code(self, request: Request) -> Response:
        """Adds a code; answers its number. Documented: Parsons' `create_code`."""
        given = request.json()
        if given.get("codeType") not in vocabulary.CODE_TYPES:
            raise self.invalid("The code type is SourceCode or Tag.", "codeType")
        number = self.store.next_id("codes", 20_001)
        code: Row = {
            "codeId": number, "parentCodeId": given.get("parentCodeId"), "name": given.get("name"),
            "codeType": given["codeType"], "description": given.get("description"),
            "dateCreated": self.clock.now().isoformat(),
            "supportedEntities": given.get("supportedEntities"),
        }  # fmt: skip
        self.store.put("codes", 0, number, code, self.clock.now(), by=request.key)
        return Response(201, number)

    @endpoint("DELETE", "codes/{number}")
    def delete_code(self, request: Request, number: str) -> Response:
        """Removes a code. Documented: Parsons' `delete_code`."""
        self._found(self.store.get("codes", 0, whole(number)))
        self.store.remove("codes", 0, whole(number))
        return Response(204)

    @endpoint("GET", "users")
    def users(self, request: Request) -> Response:
        """The committee's users, the API's own among them.

        Documented: docs.everyaction.com/reference/users.
        """
        known = self.store.all("users", 0)
        own = {"userId": vocabulary.USER, "firstName": "API", "lastName": "User"}
        return self.page(request, [own, *known])

    @endpoint("GET", "apiKeyProfiles")
    def key_profiles(self, request: Request) -> Response:
        """What the key is for, and in which committee.

        Documented: docs.ngpvan.com/reference/apikeyprofiles.
        """
        profile = {
            "databaseName": "Stand-in",
            "hasMyVoters": 0 in self.keys[_guid(request)].modes,
            "hasMyCampaign": 1 in self.keys[_guid(request)].modes,
            "committeeName": "Marlow County Organizers, Inc.",
            "apiKeyTypeName": "Custom Integration",
            "keyReference": request.key[-6:],
            "userFirstName": "API",
            "userLastName": "User",
            "username": "api.user",
            "userId": vocabulary.USER,
        }
        return self.page(request, [profile])

    @endpoint("POST", "echoes")
    def echo(self, request: Request) -> Response:
        """Says a message again, to try a key with.

        Documented: docs.everyaction.com/reference/echoes.
        """
        said = {"message": request.json().get("message", "")}
        return Response(200, {**said, "dateTime": self.clock.now().isoformat()})


def _guid(request: Request) -> str:
    return request.key.partition("|")[0]
