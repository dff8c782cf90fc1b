"""Documentation that is true: links lead somewhere, commands exist, layers explain themselves."""

from __future__ import annotations

import re
from pathlib import Path

import typer

from orchestration.cli import app
from orchestration.lib.settings import PROJECT_ROOT
from orchestration.lib.tools import coverage
from orchestration.tests.project.manifest import check, files, relative

LAYERS = [
    f"models/{layer}"
    for layer in (
        "registry", "vocabulary", "staging", "weights", "canon", "identity", "timeline", "marts"
    )
]
EXPLAINED = [*LAYERS, "models", "seeds", "macros", "orchestration", "expectations"]
READERS = ["practitioner", "operator", "organizer", "vendor", "volunteer"]
LONGEST_LAYER_README = 30
LONGEST_PAGE = 120
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"\./kith ([a-z][\w-]*)")
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def _pages() -> list[Path]:
    return files(".md")


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"(?m)^#+ (.+)$", CODE.sub("", page.read_text()))
    words = [re.sub(r"[^\w\- ]", "", heading).strip().lower() for heading in headings]
    return {heading.replace(" ", "-") for heading in words}


def _broken_links(page: Path) -> list[str]:
    broken = []
    for groups in LINK.findall(CODE.sub("", page.read_text())):
        link = "".join(groups)
        if re.match(r"[a-z]+:", link):
            continue  # an address elsewhere: tests reach nothing off this machine
        file, _, anchor = link.partition("#")
        target = page.parent / file if file else page
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            broken.append(f"{relative(page)}: {link}")
    return broken


def test_links_lead_somewhere() -> None:
    check(
        [link for page in _pages() for link in _broken_links(page)],
        "These links lead nowhere. Correct them:",
    )


def test_what_the_guide_makes_stale_it_writes_before_it_tests() -> None:
    guide = (PROJECT_ROOT / "CONTRIBUTING.md").read_text().split("**7. Try it.**")[1]
    steps = guide.split("```")[1]
    tested = steps.index("./kith test orchestration/tests/project")
    assert "coverage --write" in steps[:tested] and "contract county_rollcall" in steps[:tested]


def test_every_command_named_exists() -> None:
    commands = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    check(
        [
            f"{relative(page)}: ./kith {command}"
            for page in _pages()
            for command in sorted(set(COMMAND.findall(page.read_text())) - commands)
        ],
        f"The CLI has no such command (it has {', '.join(sorted(commands))}):",
    )


def test_every_layer_explains_itself_briefly() -> None:
    missing = [folder for folder in EXPLAINED if not (PROJECT_ROOT / folder / "README.md").exists()]
    check(missing, "Each of these folders needs a README: what may enter, what may leave:")
    long = [
        f"{folder}: {lines} lines"
        for folder in EXPLAINED
        if (lines := len((PROJECT_ROOT / folder / "README.md").read_text().splitlines()))
        > LONGEST_LAYER_README
    ]
    check(long, f"A layer's README has at most {LONGEST_LAYER_README} lines:")


def test_a_layers_readme_shows_right_and_wrong() -> None:
    check(
        [
            f"{layer}/README.md lacks {word!r}"
            for layer in LAYERS
            for word in ["may enter", "may leave", "right", "wrong"]
            if word not in (PROJECT_ROOT / layer / "README.md").read_text().lower()
        ],
        "A layer's README says what may enter, what may leave, one right and one wrong example:",
    )


def test_every_reader_has_a_page() -> None:
    index = (PROJECT_ROOT / "docs/README.md").read_text()
    check(
        [reader for reader in READERS if f"({reader}.md)" not in index],
        "docs/README.md leads each reader to their page:",
    )
    check(
        [
            f"docs/{reader}.md: {lines} lines"
            for reader in READERS
            if (lines := len((PROJECT_ROOT / f"docs/{reader}.md").read_text().splitlines()))
            > LONGEST_PAGE
        ],
        f"A reader's page has at most {LONGEST_PAGE} lines:",
    )


def test_the_coverage_table_is_what_the_models_say() -> None:
    assert coverage.path().read_text() == coverage.page(), (
        "docs/coverage.md isn't up to date. Run: ./kith tool coverage --write"
    )
