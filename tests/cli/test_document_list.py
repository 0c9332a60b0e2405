"""`escalate document list`: which documents there are, and what each of them is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wizard.base.paths import shipped
from wizard.documents.catalogue import read_template

Run = Callable[..., Any]
TEMPLATE = """---
id: {id}
title: {title}
class: case
author: Anyone
purpose: To try
fields:
  - {{name: how, type: choice, mandatory: true, options: [by hand, by post], help: how it goes}}
---
{{{{ details.how }}}}
"""


@pytest.fixture
def office(home: Path) -> Path:
    folder = home / "templates"
    folder.mkdir(parents=True)
    return folder


def write(folder: Path, document: str, title: str = "Ours") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{document}.md"
    path.write_text(TEMPLATE.format(id=document, title=title), encoding="utf-8")
    return path


def listed(escalate: Run, *arguments: str) -> dict[str, dict[str, Any]]:
    answered = escalate("document", "list", "--json", *arguments)
    assert (answered.code, answered.err) == (0, "")
    return {one["id"]: one for one in json.loads(answered.out)}


def test_other_programs_read_every_document_that_ships_with_its_fields(escalate: Run, home: Path) -> None:
    found = listed(escalate)
    assert list(found) == sorted(path.stem for path in shipped("templates").glob("*.md"))
    for document, one in found.items():
        template = read_template(shipped("templates") / f"{document}.md")
        assert (one["title"], one["class"]) == (template.title, template.class_)
        assert [field["name"] for field in one["fields"]] == [field.name for field in template.fields]
        assert one.keys() == {"id", "title", "class", "fields"}
    assert not home.exists()


def test_each_field_has_its_name_its_type_its_help_and_whether_it_must_be_there(escalate: Run) -> None:
    fields = {one["name"]: one for one in listed(escalate)["challenge-letter"]["fields"]}
    assert fields["decision_date"] == {
        "name": "decision_date",
        "type": "date",
        "mandatory": True,
        "help": "the date of that decision or action",
    }


def test_only_a_choice_has_options(escalate: Run, office: Path) -> None:
    write(office, "cover-note")
    found = listed(escalate)
    assert found["cover-note"]["fields"][0]["options"] == ["by hand", "by post"]
    for one in found.values():
        assert all(("options" in field) == (field["type"] == "choice") for field in one["fields"])


def test_the_offices_documents_and_its_own_words_are_listed(escalate: Run, office: Path) -> None:
    write(office, "cover-note", "Our cover note")
    write(office, "chaser", "Our reminder")
    found = listed(escalate)
    assert (found["cover-note"]["title"], found["chaser"]["title"]) == ("Our cover note", "Our reminder")


def test_a_folder_that_the_settings_name_takes_the_place_of_ones_own(
    escalate: Run, office: Path, tmp_path: Path
) -> None:
    write(office, "cover-note")
    write(tmp_path / "team", "team-note")
    (office.parent / "settings.yaml").write_text("templates: ../team\n", encoding="utf-8")
    found = listed(escalate)
    assert "team-note" in found
    assert "cover-note" not in found


def test_under_a_policy_what_is_for_that_policy_is_listed(escalate: Run, office: Path) -> None:
    write(office / "torbay", "chaser", "For Torbay")
    assert listed(escalate, "--policy", "torbay")["chaser"]["title"] == "For Torbay"
    assert listed(escalate, "--policy", "barnsley")["chaser"]["title"] != "For Torbay"
    assert listed(escalate)["chaser"]["title"] != "For Torbay"


def test_the_list_is_readable_at_eighty_columns(escalate: Run, office: Path) -> None:
    write(office, "cover-note", "Our cover note")
    answered = escalate("document", "list")
    assert answered.code == 0
    assert max(map(len, answered.out.splitlines())) < 80
    assert "cover-note: Our cover note (case document)\n  To try\n  Must have: how\n" in answered.out


def test_one_document_is_shown_with_what_each_field_is_for(escalate: Run, office: Path) -> None:
    write(office, "cover-note", "Our cover note")
    answered = escalate("document", "list", "cover-note")
    assert answered.out.splitlines()[-2:] == ["Must have:", "  how (one of: by hand, by post): how it goes"]
    letter = escalate("document", "list", "challenge-letter").out
    assert max(map(len, letter.splitlines())) < 80
    assert "  decision_date (date): the date of that decision or action\n" in letter


def test_the_template_of_a_document_is_printed_as_it_stands(escalate: Run, office: Path) -> None:
    shown = escalate("document", "list", "chaser", "--template")
    assert (shown.code, shown.out) == (0, (shipped("templates") / "chaser.md").read_text("utf-8"))
    path = write(office, "chaser")
    assert escalate("document", "list", "chaser", "--template").out == path.read_text("utf-8")


def test_a_template_with_faults_is_told_and_the_others_are_listed(escalate: Run, office: Path) -> None:
    path = write(office, "cover-note")
    path.write_text(path.read_text("utf-8").replace("id: cover-note", "id: covr-note"), encoding="utf-8")
    answered = escalate("document", "list", "--json")
    assert answered.code == 0
    assert [one["id"] for one in json.loads(answered.out)] == sorted(
        one.stem for one in shipped("templates").glob("*.md")
    )
    assert answered.err == (
        f"{path}:2:1: id: is 'covr-note'; expected 'cover-note', the document that it is for\n"
    )


def test_a_folder_that_is_not_there_is_told_and_what_ships_is_listed(escalate: Run, home: Path) -> None:
    home.mkdir()
    (home / "settings.yaml").write_text("templates: nowhere\n", encoding="utf-8")
    answered = escalate("document", "list", "--json")
    assert (answered.code, "there is no such folder of templates" in answered.err) == (0, True)
    assert json.loads(answered.out)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--policy", "torbey"), "did you mean 'torbay'?"),
        (("chasr",), "did you mean 'chaser'?"),
        (("--polcy", "torbay"), "--polcy"),
        (("--template",), "name the document whose template is to be printed"),
        (("chasr", "--template"), "did you mean 'chaser'?"),
    ],
)
def test_what_is_not_known_is_refused_in_one_line(
    arguments: tuple[str, ...], says: str, refused: Callable[..., list[str]]
) -> None:
    (line,) = refused("document", "list", *arguments)
    assert says in line
