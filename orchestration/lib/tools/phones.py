"""Which texts are phone numbers as the macro ``phone_e164`` reads them; a test compares both."""

from __future__ import annotations

import re
from functools import cache

from orchestration.lib import settings

_BLANK = r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]+"
_AROUND = re.compile(rf"\A{_BLANK}|{_BLANK}\Z")
_ENDING = re.compile(r"^tel:|[ ,;]*(x|ext|extn|extension|#)[ .:=]*[0-9]{1,7}$|\.0$", re.IGNORECASE)
_WRITTEN = re.compile(r"[+0-9().\[\]/ \u00a0\u2010-\u2015-]+")
_BETWEEN = re.compile(r"[().\[\]/ \u00a0\u2010-\u2015-]")


def is_phone(text: str) -> bool:
    """Whether ``phone_e164`` makes a number of the text, and not null."""
    dialled = _ENDING.sub("", _AROUND.sub("", text))
    return bool(_WRITTEN.fullmatch(dialled) and _possible().fullmatch(_BETWEEN.sub("", dialled)))


@cache
def _possible() -> re.Pattern[str]:
    american = rf"(?:(?:\+|011)?1)?{_codes('north_american_area_codes')}[2-9][0-9]{{6}}"
    elsewhere = rf"(?:\+|011)(?=[0-9]{{8,15}}\Z){_codes('calling_codes')}[0-9]+"
    return re.compile(f"{american}|{elsewhere}")


def _codes(macro: str) -> str:
    """A macro's pattern: its quoted pieces, any one of them."""
    text = (settings.PROJECT_ROOT / "macros" / "clean" / f"{macro}.sql").read_text()
    listed = text[text.index("= [") : text.index("] -%}")]
    pieces = "|".join(re.findall(r"'([^']*)'", listed))
    return f"(?:{pieces})"
