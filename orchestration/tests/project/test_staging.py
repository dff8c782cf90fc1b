"""Every tool says its piece once, in one shared shape."""

from __future__ import annotations

import re

from orchestration.tests.project.manifest import Manifest, check, variables

CONFORM = re.compile(r"conform\(\s*'(\w+)',\s*'(\w+)'")
MINTED = re.compile(r"minted_\w+\((?:[^()]|\([^()]*\))*\)")
ID = r"(?:(?:\w+_)?record_id|collected_by_id|person_id)"
# What is given the name of an id: in a select, back to the comma before it, or in a dictionary.
GIVEN_AS_ID = re.compile(rf"((?:[^(),]|\([^()]*(?:\([^()]*\)[^()]*)*\))*) as {ID}\b")
MAPPED_TO_ID = re.compile(rf"'{ID}': (.*?)(?='\w+':|\}})")
CONTACT_POINT = re.compile(
    r"\b(?:email|phone_e164)\(|\b\w*(?:email|phone)(?:_?(?:address|number|e164|raw))*\b(?!\()"
)


def _promised() -> set[str]:
    tools = variables()["tools"]
    return {f"stg_{tool}__{shape}" for tool, shapes in tools.items() for shape in shapes}


def _conformed(manifest: Manifest) -> dict[str, str]:
    """Name -> path of the models that speak for a tool: not the ledger's, nor a retired tool's."""
    tools = variables()["tools"]
    return {model.name: model.path for model in manifest.layer("staging") if model.folder in tools}


def test_every_shape_a_tool_promises_has_its_model(manifest: Manifest) -> None:
    check(
        sorted(_promised() - set(_conformed(manifest))),
        "vars.yml names these, but models/staging has no such model. Write it, or delete the word:",
    )


def test_every_staging_model_is_promised(manifest: Manifest) -> None:
    conformed = _conformed(manifest)
    check(
        [conformed[name] for name in sorted(set(conformed) - _promised())],
        "Nothing reads these: name the tool's shape in vars.yml, or delete the model:",
    )


def test_every_promised_shape_exists() -> None:
    declared = variables()
    check(
        [
            f"{tool}: {shape}"
            for tool, shapes in declared["tools"].items()
            for shape in shapes
            if shape not in declared["shapes"]
        ],
        "vars.yml has no such shape:",
    )


def test_a_staging_model_ends_in_conform(manifest: Manifest) -> None:
    wrong = []
    for model in manifest.layer("staging"):
        found = CONFORM.findall(model.sql)
        expected = [(model.folder, model.name.removeprefix(f"stg_{model.folder}__"))]
        if model.folder != "landing" and found != expected:
            wrong.append(f"{model.path}: {found}")
    check(wrong, "A staging model ends in conform() of its own tool and shape:")


def test_a_tool_is_declared_once(manifest: Manifest) -> None:
    sources = manifest.content["sources"].values()
    check(
        [
            f"{source['source_name']}: {source['original_file_path']}"
            for source in sources
            if source["original_file_path"]
            != f"models/staging/{source['source_name']}/_{source['source_name']}.yml"
        ],
        "A tool is declared in models/staging/<tool>/_<tool>.yml and nowhere else:",
    )


def _contact_points_as_ids(text: str) -> list[str]:
    """The expressions that make an id of an email address or phone number, unless it is minted."""
    plain = MINTED.sub("minted", " ".join(text.split()))
    given = [*GIVEN_AS_ID.findall(plain), *MAPPED_TO_ID.findall(plain)]
    return [each.strip() for each in given if CONTACT_POINT.search(re.sub(r"'[^']*'", "", each))]


def test_no_id_is_an_email_address_or_a_phone_number(manifest: Manifest) -> None:
    found = [
        f"{model.path}: {expression}"
        for model in manifest.layer("staging")
        for expression in _contact_points_as_ids(model.sql)
    ]
    for source in manifest.content["sources"].values():
        keys = source["config"].get("meta", {}).get("record_id", [])
        found += [f"{source['name']}: {key}" for key in keys if CONTACT_POINT.search(key)]
    check(
        found, "Ids are told where contact points may not be: use minted_id or minted_contact_id:"
    )


def test_a_contact_point_is_found_wherever_it_is_made_an_id() -> None:
    assert _contact_points_as_ids("select a, {{ email('caller') }} as collected_by_id from b")
    assert _contact_points_as_ids("coalesce({{ email('a') }}, {{ phone_e164('b') }}) as record_id")
    assert _contact_points_as_ids("{'x': 'y', 'person_id': email('caller'), 'z': 'null'}")
    assert _contact_points_as_ids("{'person_id': 'coalesce(' ~ email('caller') ~ ')'}")
    assert _contact_points_as_ids("select calls.sender_phone as person_record_id")
    assert not _contact_points_as_ids("select email, {{ minted_id(['a', 'phone']) }} as record_id")
    assert not _contact_points_as_ids("select 'emails' as kind, email_id as message_record_id")


# Of which kind an author, a host or somebody who brought another is: type_if(), a literal, or one
# of several looked up by a word of the tool's.
_AUTHOR = re.compile(
    r"(?:type_if\(\s*'(\w+)'|'(\w+)'|looked_up\([^{]*\{[^}]*'(\w+)'\}\))[^\n]*?"
    r"\bas (?:collected_by_type|host_record_type|related_record_type)\b"
)


def _authors(sql: str) -> set[str]:
    return {kind for found in _AUTHOR.findall(sql) for kind in found if kind}


def test_an_author_is_one_of_the_tools_people(manifest: Manifest) -> None:
    """Else identity finds nobody, and what they did is nobody's work."""
    assert _authors("{{ type_if('users', 'a.b') }} as collected_by_type, 'x' as y") == {"users"}
    assert _authors("{{ looked_up('t', {'user': 'crew'}) }} as collected_by_type") == {"crew"}
    people = {
        model.folder: model.sql
        for model in manifest.layer("staging")
        if model.name.endswith("__people")
    }
    check(
        [
            f"{model.path}: {kind}"
            for model in manifest.layer("staging")
            if model.folder in people
            for kind in sorted(_authors(model.sql))
            if not re.search(rf"['\"]{kind}['\"]", people[model.folder])
        ],
        "A record type named as an author's, and not told by the tool's people model. Read its "
        "users there too, or mint a record of what the row tells of them:",
    )
