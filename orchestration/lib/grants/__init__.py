"""Grants: what volunteers let organizations do with the records they made, given and taken back.

``ledger`` gives, revokes and tells them, ``texts`` has what was agreed to, and ``shares`` who has
been given what. What follows for marts is SQL: ``models/marts/portability``.
"""

from orchestration.lib.grants.ledger import Grant, GrantRefused, give, of, revoke

__all__ = ["Grant", "GrantRefused", "give", "of", "revoke"]
