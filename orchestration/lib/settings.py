"""Where Kith keeps things, and what the environment may change.

Every path Kith writes to is below ``home()``; nothing is written elsewhere, and nothing
there belongs in git. Secrets come from the environment or from files only the owner reads.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[2]


def home() -> Path:
    """The folder that holds all run-time state: ``$KITH_HOME``, or ``.kith`` in the project."""
    path = Path(os.environ.get("KITH_HOME") or PROJECT_ROOT / ".kith").expanduser().absolute()
    path.mkdir(parents=True, exist_ok=True)
    return path


def folder(name: str) -> Path:
    """A folder below ``home()``, made on first use and readable by its owner only."""
    path = home() / name
    if not path.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o700)
    return path


def landing_folder() -> Path:
    """Where exports arrive, one sub-folder per source: ``$KITH_LANDING`` or ``home()/landing``."""
    chosen = os.environ.get("KITH_LANDING")
    return Path(chosen).expanduser().absolute() if chosen else folder("landing")


def archive_folder() -> Path:
    """Where the original bytes of every landed file are kept, named by their sha256."""
    return folder("archive")


def external_database_url() -> str | None:
    """``$KITH_DATABASE_URL``: the PostgreSQL 15+ to use instead of the embedded one, or None."""
    return os.environ.get("KITH_DATABASE_URL") or None


def secret(name: str) -> str:
    """A random secret of this installation, minted once into ``home()/secrets`` (mode 0600)."""
    path = folder("secrets") / name
    if not path.exists():
        # Shown whole or not at all, and of two processes at once the first one's stays.
        draft = path.with_name(f".{name}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_urlsafe(24))
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()


def password_variable(role: str) -> str:
    """The variable that gives the password of a role's own login: ``$KITH_<ROLE>_PASSWORD``."""
    return f"KITH_{role.removeprefix('kith_').upper()}_PASSWORD"


def is_password_given(role: str) -> bool:
    """Whether the environment says which password a role's login has, or shall have."""
    return bool(os.environ.get(password_variable(role)))


def login_password(role: str) -> str | None:
    """The password of a role's own login: ``$KITH_<ROLE>_PASSWORD``, or the secret of its name.

    None where nobody has set one here.
    """
    if given := os.environ.get(password_variable(role)):
        return given
    path = folder("secrets") / role
    return path.read_text().strip() if path.exists() else None
