"""Templates as files: what their headers say, and which one makes a document."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.base.errors import WrongInputError
from wizard.base.paths import shipped
from wizard.documents.catalogue import catalogue, find_template, read_template

HEADER = """\
---
id: {id}
title: {title}
class: case
author: A manager
purpose: To say something.
fields:
  - {{name: agreed, type: text, mandatory: true, help: what is agreed}}
---
"""


def write(folder: Path, id_: str, text: str = "Words\n", title: str = "A letter") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{id_}.md"
    path.write_text(HEADER.format(id=id_, title=title) + text, encoding="utf-8")
    return path


def test_the_shipped_templates_can_all_be_read() -> None:
    assert [one.id for one in catalogue(shipped("templates"))] == sorted(
        path.stem for path in shipped("templates").glob("*.md")
    )


def test_the_notification_is_a_partnership_document() -> None:
    classes = {one.id: one.class_ for one in catalogue(shipped("templates"))}
    assert (classes["board-notification"], classes["challenge-letter"]) == ("partnership", "case")


def test_a_header_says_what_its_document_needs(tmp_path: Path) -> None:
    template = read_template(write(tmp_path, "notice", "Text\n"))
    assert (template.id, template.body, template.fields[0].help) == ("notice", "Text\n", "what is agreed")


def test_windows_line_ends_make_no_difference(tmp_path: Path) -> None:
    path = write(tmp_path, "notice", "Text\n")
    before = read_template(path)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_template(path) == before


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (("author: A manager", "writer: A manager"), "writer"),
        (("type: text", "type: number"), "type"),
        (("class: case", "class: secret"), "class"),
        (("mandatory: true", "mandatory: yes"), "mandatory"),
        (("type: text", "type: choice"), "options"),
        (("id: notice", "id: ../notice"), "id"),
    ],
)
def test_a_wrong_header_is_a_fault_with_its_place(tmp_path: Path, wrong: tuple[str, str], says: str) -> None:
    path = write(tmp_path, "notice")
    path.write_text(path.read_text(encoding="utf-8").replace(*wrong), encoding="utf-8")
    with pytest.raises(WrongInputError, match=says) as caught:
        read_template(path)
    assert caught.value.faults[0].line > 1


def test_a_field_named_twice_is_a_fault(tmp_path: Path) -> None:
    path = write(tmp_path, "notice")
    line = "  - {name: agreed, type: text, mandatory: true, help: again}\n---\n"
    path.write_text(path.read_text(encoding="utf-8").replace("---\nWords", f"{line}Words"), encoding="utf-8")
    with pytest.raises(WrongInputError, match="'agreed' is there already") as caught:
        read_template(path)
    assert caught.value.faults[0].line == 9


@pytest.mark.parametrize(
    "text", ["Words\n", "\n---\nid: x\n---\n", "---\nid: x\n", "Words\n---\nid: x\n---\n"]
)
def test_a_file_without_a_header_is_a_fault(tmp_path: Path, text: str) -> None:
    path = tmp_path / "notice.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WrongInputError, match="has no header"):
        read_template(path)


def test_all_faulty_templates_are_named_at_once(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.md").write_text("no header", encoding="utf-8")
    with pytest.raises(WrongInputError) as caught:
        catalogue(tmp_path)
    assert len(caught.value.faults) == 2


def test_a_flows_own_template_wins_over_the_shared_one(tmp_path: Path) -> None:
    write(tmp_path / "shared", "notice", title="Shared")
    write(tmp_path / "flow" / "templates", "notice", title="Own")
    own = {"notice": "notice.md"}
    assert find_template("notice", tmp_path / "flow", own, tmp_path / "shared").title == "Own"


def test_a_flow_without_its_own_template_uses_the_shared_one(tmp_path: Path) -> None:
    write(tmp_path / "shared", "notice", title="Shared")
    assert find_template("notice", tmp_path / "flow", {}, tmp_path / "shared").title == "Shared"


def test_a_flows_template_may_not_lie_outside_its_folder(tmp_path: Path) -> None:
    write(tmp_path, "notice")
    with pytest.raises(WrongInputError, match="climbs out"):
        find_template("notice", tmp_path / "flow", {"notice": "../../notice.md"}, tmp_path)


def test_a_flows_template_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match="no such template"):
        find_template("notice", tmp_path, {"notice": "notice.md"}, tmp_path)


def test_a_flows_template_must_be_for_the_document_asked_for(tmp_path: Path) -> None:
    write(tmp_path / "templates", "chaser")
    with pytest.raises(WrongInputError, match="expected 'notice'"):
        find_template("notice", tmp_path, {"notice": "chaser.md"}, tmp_path)


@pytest.mark.parametrize("document", ["letter-of-thanks", "../lead-card", "/etc/passwd", "nul\0"])
def test_a_document_without_a_template_cannot_be_made_yet(document: str) -> None:
    with pytest.raises(WrongInputError, match=r"there is no document .*challenge-letter"):
        find_template(document, Path("flow"), {}, shipped("templates"))


def test_a_document_with_a_slip_in_its_id_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(WrongInputError, match=r"there is no document 'chasr'; did you mean 'chaser'\?"):
        find_template("chasr", Path("flow"), {}, shipped("templates"))


def test_the_flows_own_documents_are_among_those_that_can_be_made() -> None:
    with pytest.raises(WrongInputError, match=r"those that can be made are: .*notice, outcome"):
        find_template("zzz", Path("flow"), {"notice": "notice.md"}, shipped("templates"))
