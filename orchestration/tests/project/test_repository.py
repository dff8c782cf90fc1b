"""What must never be committed, and what the lock must hold."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from orchestration.lib.settings import PROJECT_ROOT
from orchestration.tests.project.manifest import check, files, relative

TEXT = (".py", ".sql", ".yml", ".yaml", ".toml", ".md", ".sh", ".cfg", ".ini", ".csv", ".json")
SKIPPED = re.compile(
    r"mark\.(skip|skipif|xfail)\b|pytest\.(skip|xfail|importorskip)\(|unittest\.skip"
)
# Real payloads that can't be redistributed are tried where somebody has put them, and pages are
# looked at where there is a browser, as there is in CI.
MAY_LACK = ('reason="no samples beside the project"', 'pytest.skip(browser.LACKING)')
MACHINE = re.compile(r"(?<![\w.])/(?:work|home|Users|root|mnt)/[\w.]+")
INDEX = re.compile(
    r"--(?:extra-)?index-url|--find-links|(?:UV|PIP)_\w*INDEX|https?://[^\s)]*/simple\b"
)
EXCLUDED = "dbt-core-experimental-parser"  # its build downloads a binary; nothing imports it


def _matches(pattern: re.Pattern[str], *endings: str) -> list[str]:
    return [
        f"{relative(path)}:{number}: {line.strip()[:120]}"
        for path in files(*endings)
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def _names(file: str, pattern: str) -> set[str]:
    """The packages a file names, spelled as Python's packaging compares them."""
    names = re.findall(pattern, (PROJECT_ROOT / file).read_text())
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


def test_no_test_is_skipped() -> None:
    check(
        [
            match for match in _matches(SKIPPED, ".py")
            if not any(lacking in match for lacking in MAY_LACK)
        ],
        "A test that is skipped or expected to fail guards nothing. Mend it or delete it:",
    )


def test_no_path_of_one_machine() -> None:
    check(
        _matches(MACHINE, *TEXT),
        "These paths exist on one machine only. Use settings.home() or a path in the project:",
    )


def test_no_package_index_is_named() -> None:
    check(
        _matches(INDEX, *TEXT, ".lock", ".in", "run"),
        "Which package index is used is the reader's business, not the project's:",
    )


def test_the_lock_has_a_hash_for_everything_and_no_address() -> None:
    lock = (PROJECT_ROOT / "requirements.lock").read_text()
    assert "://" not in lock, "requirements.lock names an address: regenerate it without one"
    blocks = re.split(r"\n(?=\S)", lock.strip())
    check(
        [
            block.split()[0]
            for block in blocks
            if not block.startswith("#")
            and ("--hash=sha256:" not in block or "==" not in block.split()[0])
        ],
        "Each line of requirements.lock is pinned (==) and hashed. Regenerate it:",
    )


def test_the_lock_covers_the_requirements() -> None:
    locked = _names("requirements.lock", r"(?m)^([\w.-]+)==")
    wanted = _names("requirements.in", r"(?m)^([\w.-]+)")
    check(
        sorted(wanted - locked),
        "requirements.in asks for these and the lock lacks them. Regenerate the lock:",
    )
    assert EXCLUDED not in locked, (
        f"Exclude {EXCLUDED} when locking: installing it downloads a binary"
    )


def test_ci_on_github_runs_what_ci_runs_here() -> None:
    workflow = yaml.safe_load((PROJECT_ROOT / ".github/workflows/ci.yml").read_text())
    commands = [step.get("run", "") for job in workflow["jobs"].values() for step in job["steps"]]
    assert any(".ci/run" in command for command in commands), (
        "The GitHub workflow calls .ci/run, so that what passes here passes there"
    )
