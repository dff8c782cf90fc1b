"""The PostgreSQL that holds everything: the embedded one, or the one named by the environment."""

from orchestration.lib.warehouse.connection import ROLES, connect, database_url
from orchestration.lib.warehouse.prepare import prepare

__all__ = ["ROLES", "connect", "database_url", "prepare"]
