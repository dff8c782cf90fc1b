"""What can be wrong with what somebody asks of a tool."""

from orchestration.lib.errors import KithError


class ToolError(KithError):
    """A tool can't be made, retired or inferred; the message says why and what to do."""
