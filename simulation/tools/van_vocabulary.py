"""VAN's ids and names: what happened at a door, kinds of contact, questions, codes, statuses.

Results, event statuses, contact types 1, 19 and 37 and input type 11 are the vendor's own ids;
contact type 2 and the other input types differ between instances, so read the name tables.
"""

COMMITTEE = 5512
RESULTS = (
    (1, "NH", "Not Home"),
    (4, "DC", "Deceased"),
    (10, "VC", "Vacant"),
    (13, "CB", "Come Back"),
    (14, "CV", "Canvassed"),
    (17, "CB", "Call Back"),
    (18, "BZ", "Busy"),
    (22, "DNC", "Do Not Call"),
    (23, "DNW", "Do Not Walk"),
    (25, "DI", "Disconnected"),
    (130, "DNT", "Do Not Text"),
    (131, "DNE", "Do Not Email"),
    (132, "NC", "No Contact"),
    (141, "LL", "Landline"),
    (205, "CT", "Contacted"),
)
PHONE, WALK, AUTO_DIAL, TEXT = 1, 2, 19, 37
CONTACT_TYPES = ((PHONE, "Phone"), (WALK, "Walk"), (AUTO_DIAL, "Auto Dial"), (TEXT, "SMS Text"))
MANUAL, MOBILE, API = 4, 5, 11
INPUT_TYPES = ((MANUAL, "Manual"), (MOBILE, "Mobile canvassing"), (API, "API"))
SUPPORT, ISSUE, VOLUNTEER = 401_101, 401_102, 401_103
QUESTIONS: dict[int, tuple[str, str, tuple[tuple[int, str], ...]]] = {
    SUPPORT: (
        "Tenant law support",
        "Do you support the Marlow tenant law?",
        (
            (1_600_001, "1 Strong Support"),
            (1_600_002, "2 Lean Support"),
            (1_600_003, "3 Undecided"),
            (1_600_004, "4 Lean Oppose"),
            (1_600_005, "5 Strong Oppose"),
        ),
    ),
    ISSUE: (
        "Top issue",
        'What matters most, "housing", schools, or something else?',
        ((1_600_011, "Housing"), (1_600_012, "Schools"), (1_600_013, "Transit, roads")),
    ),
    VOLUNTEER: (
        "Volunteer ask",
        "Will you volunteer with us?",
        ((1_600_021, "Yes"), (1_600_022, "Maybe"), (1_600_023, "No")),
    ),
}
ACTIVIST, PROSPECT, NEIGHBORHOOD_LEADER = 4_500_001, 4_500_002, 4_500_003
ACTIVIST_CODES = (
    (ACTIVIST, "Activist 2026"),
    (PROSPECT, "Volunteer prospect"),
    (NEIGHBORHOOD_LEADER, "Neighborhood leader"),
)
CAMPAIGNS = ((90_001, "Tenant law"), (90_002, "Get out the vote"))
STATUSES = {
    1: "Scheduled",
    2: "Completed",
    4: "Invited",
    5: "Cancelled",
    6: "No Show",
    11: "Confirmed",
    15: "Walk In",
    18: "Left Msg",
    30: "Sched-Web",
}
EVENT_KINDS = (
    ("House meeting", "Attendee"),
    ("Door canvass", "Canvasser"),
    ("Phone bank", "Phonebanker"),
    ("Volunteer training", "Attendee"),
)
UNSUCCESSFUL = (1, 1, 1, 1, 1, 13, 17, 18, 25, 132, 132, 22, 23, 10)
