"""Where a package comes from, in W3C PROV (PROV-JSON): what was made of what, by whom, for whom."""

from __future__ import annotations

from typing import Any

from orchestration.lib.packages.gather import Gathered
from orchestration.lib.packages.tally import Tally


def provenance(gathered: Gathered, tally: Tally) -> dict[str, Any]:
    """The package, derived from records made in tools by the volunteer on behalf of organizations.

    Which record came out of which tool stands in the record itself (``origin_system``).
    """
    package, volunteer = "kith:package", f"kith:{gathered.volunteer_id}"
    export = "kith:export"
    told: dict[str, dict[str, Any]] = {
        "prefix": {"kith": "urn:kith:package:1:"},
        "entity": {package: {"prov:type": "Data Package 2", "kith:as_of": gathered.as_of}},
        "activity": {export: {"prov:type": "kith:bundle export"}},
        "agent": {volunteer: {"prov:type": {"$": "prov:Person", "type": "prov:QUALIFIED_NAME"}}},
        "wasGeneratedBy": {"_:made": {"prov:entity": package, "prov:activity": export}},
        "wasAttributedTo": {"_:package": {"prov:entity": package, "prov:agent": volunteer}},
        "wasDerivedFrom": {}, "actedOnBehalfOf": {},
    }  # fmt: skip
    for owner, service in sorted(tally.services.items()):
        organization = f"kith:organization/{owner}"
        told["agent"][organization] = {
            "prov:type": {"$": "prov:Organization", "type": "prov:QUALIFIED_NAME"},
            "prov:label": service.name,
        }
        told["actedOnBehalfOf"][f"_:for/{owner}"] = {
            "prov:delegate": volunteer, "prov:responsible": organization,
        }  # fmt: skip
        for tool, count in sorted(service.tools.items()):
            made = f"kith:records/{owner}/{tool}"
            told["entity"][made] = {"kith:tool": tool, "kith:record_count": count}
            told["wasAttributedTo"][f"_:{owner}/{tool}"] = {
                "prov:entity": made, "prov:agent": volunteer,
            }  # fmt: skip
            told["wasDerivedFrom"][f"_:{owner}/{tool}"] = {
                "prov:generatedEntity": package, "prov:usedEntity": made, "prov:activity": export,
            }  # fmt: skip
    return told
