"""Where a span of neighbourhoods keeps its open tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simulation.write import Collection, JsonTable, Table, headers


class Desk:
    """All tables of one span: tools open them, the span flushes and joins them."""

    def __init__(self, days: int) -> None:
        self.days = days
        self.tables: list[Table | Collection] = []

    def table(self, source: str, tool: str, name: str, file: str, **options: Any) -> Table:
        """Open a table whose columns are documented in `headers/<tool>.txt`."""
        return self.plain(source, file, headers(tool)[name], **options)

    def plain(self, source: str, file: str, columns: tuple[str, ...], **options: Any) -> Table:
        """Open a table with columns of its own."""
        kind = JsonTable if ".json" in file else Table
        table = kind(source, file, columns, self.days, **options)
        self.tables.append(table)
        return table

    def collection(self, source: str, name: str, key: str, url: str) -> Collection:
        """Open a web API collection."""
        collection = Collection(source, name, key, url, self.days)
        self.tables.append(collection)
        return collection

    def flush(self, parts: Path) -> None:
        """Append everything buffered to the part files."""
        for table in self.tables:
            table.flush(parts)
