"""A model that fails is told with who is responsible for it, who mends it and who is asked next."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from orchestration.lib import settings
from orchestration.lib.build import run
from orchestration.lib.build.dbt_process import Node

MODEL, TEST = "model.kith.stg_van__people", "test.kith.not_null_stg_van__people_record_id.0a1b"
ROLES = """subject_type,subject_id,role_code,contact
everything,,responsible,all@mail.example
everything,,escalates,director@mail.example
model,staging,responsible,staging@mail.example
model,staging/van,fixes,van@mail.example
model,people,fixes,people@mail.example
"""


@pytest.fixture
def nodes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A registry with roles for a layer and a folder, and dbt's manifest of one model."""
    (tmp_path / "seeds" / "registry").mkdir(parents=True)
    (tmp_path / "seeds" / "registry" / "roles.csv").write_text(ROLES)
    monkeypatch.setattr(settings, "PROJECT_ROOT", tmp_path)
    model = SimpleNamespace(fqn=["kith", "staging", "van", "stg_van__people"])
    test = SimpleNamespace(attached_node=MODEL, depends_on_nodes=[MODEL])
    manifest = SimpleNamespace(nodes={MODEL: model, TEST: test})
    monkeypatch.setattr(run, "dbt", lambda: SimpleNamespace(manifest=lambda: manifest))


@pytest.mark.usefixtures("nodes")
def test_a_failed_model_begins_with_its_name_and_ends_with_who_is_up() -> None:
    (told,) = run.told_of_nodes([Node(MODEL, "error", 1.0, None, None, "no such column")])
    assert told == (
        "stg_van__people: no such column (staging@mail.example is responsible, van@mail.example "
        "fixes it, director@mail.example escalates it)"
    )


@pytest.mark.usefixtures("nodes")
def test_a_failed_test_is_its_models() -> None:
    (told,) = run.told_of_nodes([Node(TEST, "fail", 1.0, None, 3, "3 rows")])
    assert told.startswith("stg_van__people: not_null_stg_van__people_record_id: 3 rows (staging@")
