"""Why a package is refused: which rule, where in it, what to do. Never with a value out of it."""

from __future__ import annotations

from orchestration.lib.errors import KithError


class PackageRefused(KithError):
    """A package is not what it says it is, or not as the standard has it; nothing was landed.

    ``rule`` is a word for it, ``file`` a name that the standard knows, ``line`` counts the file's
    lines from 1, ``column`` is one of the standard's. What isn't known is None.
    """

    def __init__(
        self,
        rule: str,
        message: str,
        *,
        file: str | None = None,
        line: int | None = None,
        column: str | None = None,
        advice: str = "Ask whoever gave it to you for the package as it was exported.",
    ) -> None:
        place = [file, f"line {line}" if line else None, f"column {column}" if column else None]
        where = ", ".join(part for part in place if part)
        super().__init__(
            f"The package is refused ({rule}). {where}{': ' if where else ''}{message} "
            f"Nothing was landed. {advice}"
        )
        self.rule, self.file, self.line, self.column = rule, file, line, column
