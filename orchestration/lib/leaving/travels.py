"""Of each table of schema landing: whether it travels, comes to be anew, or stays behind, and why.

A table that is in none of these is a table that nobody asked about when it was made: a test fails.
Raw tables (``tool__record_type``) come of the files, which all travel.
"""

from __future__ import annotations

from orchestration.lib.leaving.facts import FACTS, FACTS_OF_ALL

MADE_ANEW = {
    "absences": "from the files, which land again in the order they landed in",
    "built": "by the build that follows",
    "probabilistic_links": "by the next run of the model",
    "probabilistic_runs": "by the next run of the model",
    "withdrawn_records": "by the build, from the grants and revocations that come along",
}
STAYS = {
    "alert_failures": "says which addressees this installation could not reach",
    "audit_trail": "is this installation's chain: nobody can go on with it elsewhere",
    "gate_results": "says what gates found here; the verdicts on each export come along",
    "imports": "says what was imported here",
    "installation": "is this installation's secret",
    "leases": "says who builds here now",
    "logins": "are hashes of this installation's passwords",
    "pull_cursors": "say how far this installation pulled, with keys that another doesn't have",
    "pulled_files": "tells of this computer's landing folder; how a file came, its load says",
    "seen_files": "tells of this computer's landing folder, and only hastens",
    "share_records": "are hashes with this installation's secret",
    "shares": "says whom this installation gave something, who is told from here",
    "told_alerts": "says whom this installation sent messages",
    "volunteer_links": "are signed with this installation's secret and open its own page",
}


def carried() -> set[str]:
    """The tables of schema landing of which an organization takes its own rows along."""
    relations = (relation.split(".") for relation, _ in (FACTS | FACTS_OF_ALL).values())
    return {name for schema, name in relations if schema == "landing"}
