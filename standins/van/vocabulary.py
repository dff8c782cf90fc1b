"""VAN's words and numbers as the stand-in knows them; the simulated county's are the same.

Results, contact types 1, 19 and 37 and input type 11 are the vendor's (see
`simulation.tools.van_vocabulary`). Wrong Number's number, roles and event types are this account's
own: a client has to ask for them.
"""

from __future__ import annotations

from typing import Any

from simulation.tools import van_vocabulary as county

API_INPUT, CANVASSED, NO_CONTACT = county.API, 14, 132
WRONG_NUMBER, DISCONNECTED, DECEASED = 20, 25, 4
RESULTS = (*county.RESULTS, (WRONG_NUMBER, "WN", "Wrong Number"))
# What a result does to the person, by the suppression's code and name.
SUPPRESSIONS = {
    22: ("NC", "Do not call"),
    23: ("NW", "Do not walk"),
    131: ("NE", "Do not email"),
}
PHONE_TYPES = {"H": 1, "W": 2, "C": 3, "M": 4, "F": 5}
PHONE_TYPE_NAMES = {1: "Home", 2: "Work", 3: "Cell", 4: "Main", 5: "Fax"}
ROLES = ((1, "Attendee"), (2, "Canvasser"), (3, "Phonebanker"), (4, "Host"))
CHANNELS = {1: "Phone", 2: "Walk", 19: "Phone", 37: "SMS Text"}
NO_SHOW, LEFT_MESSAGE = 6, 18
USER = 1_000_001  # the API's own user

CONTACT_TYPES: list[dict[str, Any]] = [
    {"contactTypeId": number, "name": name, "channelTypeName": CHANNELS[number]}
    for number, name in county.CONTACT_TYPES
]
INPUT_TYPES = [{"inputTypeId": number, "name": name} for number, name in county.INPUT_TYPES]
RESULT_CODES = [
    {"resultCodeId": number, "name": name, "mediumName": name[:12], "shortName": short}
    for number, short, name in RESULTS
]
STATUSES = [{"statusId": number, "name": name} for number, name in county.STATUSES.items()]
EVENT_TYPES = [
    {
        "eventTypeId": number,
        "name": name,
        "canHaveMultipleShifts": True,
        "canHaveMultipleLocations": True,
        "canHaveGoals": False,
        "canHaveRoleMaximums": False,
        "canHaveRoleMinimums": False,
        "canBeRepeatable": False,
        "roles": [{"roleId": role, "name": role_name} for role, role_name in ROLES],
        "statuses": STATUSES,
        "color": "#0000ff",
        "isOnlineActionsAvailable": False,
        "defaultLocation": None,
    }
    for number, (name, _) in enumerate(county.EVENT_KINDS, start=1)
]
ACTIVIST_CODES = [
    {
        "activistCodeId": number,
        "type": "Action",
        "name": name,
        "mediumName": name[:12],
        "shortName": name[:3],
        "description": name,
        "scriptQuestion": None,
        "status": "Active",
    }
    for number, name in county.ACTIVIST_CODES
]
SURVEY_QUESTIONS: list[dict[str, Any]] = [
    {
        "surveyQuestionId": number,
        "type": "Candidate" if number == county.SUPPORT else "Issue",
        "cycle": 2026,
        "name": name,
        "mediumName": name[:12],
        "shortName": name[:3],
        "scriptQuestion": text,
        "status": "Active",
        "responses": [
            {
                "surveyResponseId": response,
                "name": word,
                "mediumName": word[:12],
                "shortName": word[:3],
            }
            for response, word in responses
        ],
    }
    for number, (name, text, responses) in county.QUESTIONS.items()
]
CAMPAIGNS = [{"campaignId": number, "name": name} for number, name in county.CAMPAIGNS]
CODE_TYPES = ("SourceCode", "Tag")
