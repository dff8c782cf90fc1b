"""What ``seeds/registry`` says, for what runs before dbt does: sources, roles, promises, limits.

``sources`` has a source's own line, ``organizations`` whose day it is, ``roles`` whom to write to,
``promises`` what is promised of it, ``gate_limits`` when a gate holds; ``stray_lines`` names lines
that are about nothing.
"""

from orchestration.lib.registry.sources import (
    Source,
    UnknownSource,
    registry_file,
    source,
    sources,
)

__all__ = ["Source", "UnknownSource", "registry_file", "source", "sources"]
