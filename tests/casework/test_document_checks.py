"""The check of the documents: each kind of fault in its file and line, and every way that a case can go."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from wizard.advice.advise import House
from wizard.base.errors import EscalateError, Fault
from wizard.base.paths import shipped
from wizard.casework import document_checks, templates_found
from wizard.casework.document_checks import DocumentsChecked, check_documents
from wizard.casework.document_pages import cases_of, try_template
from wizard.casework.document_paths import Ways, ways_of
from wizard.casework.document_texts import look_at
from wizard.casework.house import house_of
from wizard.casework.reading import policy_ids
from wizard.documents.catalogue import read_template
from wizard.documents.environment import Press
from wizard.policy.fault_codes import kind_of
from wizard.policy.read import Flow, read_flow
from wizard.policy.sources import FlowSources

FIELD: Final = "  - {name: agreed, type: text, mandatory: true, help: what is agreed}\n"
TEMPLATE: Final = """---
id: {id}
title: A document
class: case
author: Anyone
purpose: To try
fields:
{fields}---
# {{{{ doc.title }}}}

{body}
"""


def write(folder: Path, document: str, body: str = "{{ details.agreed }}", *, fields: str = FIELD) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{document}.md"
    path.write_text(TEMPLATE.format(id=document, fields=fields, body=body), encoding="utf-8")
    return path


def line_of(path: Path, text: str) -> int:
    lines = [number for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if text in line]
    assert len(lines) == 1, text
    return lines[0]


class Desk:
    """One small policy, one template that ships, a letterhead, and an office's folder to fill."""

    def __init__(self, root: Path, flow: Path) -> None:
        self.root = root
        self.ships = root / "ships"
        self.office = root / "office"
        self.sources = FlowSources(flow.parent)
        self.flow = flow

    def check(self, *, formats: tuple[str, ...] = ()) -> DocumentsChecked:
        return check_documents(self.sources, self.office, formats=formats)

    def told(self) -> list[Fault]:
        checked = self.check()
        return [*checked.faults, *checked.notes]


@pytest.fixture
def desk(tmp_path: Path, make_flow: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk(tmp_path, make_flow())
    write(made.ships, "challenge-letter")
    shutil.copy(shipped("templates") / "letterhead.docx", made.ships)
    made.office.mkdir()

    def ships(kind: str) -> Path:
        return made.ships if kind == "templates" else shipped("flows")

    monkeypatch.setattr(templates_found, "shipped", ships)
    monkeypatch.setattr(document_checks, "shipped", ships)
    return made


# What is right.


def test_sound_templates_have_no_fault(desk: Desk) -> None:
    write(desk.office, "cover-note")
    checked = desk.check()
    assert (checked.faults, checked.notes) == ((), ())
    (under,) = checked.tried
    assert (under.policy, under.documents, under.missed) == ("small", 2, ())


def test_the_documents_that_ship_come_right_under_a_policy() -> None:
    sources = FlowSources(shipped("flows"))
    flow = read_flow(sources.find("oxfordshire"), sources.find)
    house, press = house_of(flow), Press()
    cases = cases_of(house, ways_of(house, flow).ways)[::25]
    for path in sorted(shipped("templates").glob("*.md")):
        looked = look_at(path, path.stem, press)
        assert looked.faults == (), path.name
        assert looked.template is not None
        assert try_template(looked.template, house, cases, press).faults == (), path.name


def test_without_a_folder_of_the_office_only_what_ships_is_tried(desk: Desk) -> None:
    checked = check_documents(desk.sources, None, formats=())
    assert [one.documents for one in checked.tried] == [1]


def test_a_field_that_only_chooses_between_texts_is_right(desk: Desk) -> None:
    fields = f"{FIELD}  - {{name: settled, type: choice, mandatory: true, options: ['1', '2'], help: how}}\n"
    write(
        desk.office,
        "cover-note",
        "{{ details.agreed }} {% if details.settled == '1' %}So.{% endif %}",
        fields=fields,
    )
    assert desk.told() == []


def test_a_field_that_stands_in_for_an_author_who_is_not_known_is_right(desk: Desk) -> None:
    fields = f"{FIELD}  - {{name: sender_role, type: text, mandatory: false, help: the role}}\n"
    body = "{{ details.agreed }} {{ doc.author_role or details.sender_role }}"
    write(desk.office, "cover-note", body, fields=fields)
    assert desk.told() == []


def test_a_box_to_tick_and_a_line_to_sign_on_are_no_gaps(desk: Desk) -> None:
    write(desk.office, "cover-note", "{{ details.agreed }}\n\n- [ ] Sent\n\nSigned: ________")
    assert desk.told() == []


# Each kind of fault, in its line.


@pytest.mark.parametrize(
    ("body", "code", "mark", "key"),
    [
        ("{{ details.agred }}", "F701", "agred", ""),
        ("{{ details.agreed }}\n{{ card.title }}", "F702", "card.title", ""),
        ("{{ details.agreed }}\n{{ case.reply_by }}", "F703", "reply_by", "case.reply_by"),
        ("{{ details.agreed }}\n{{ case.to }}", "F703", "case.to", "case.to"),
        ("{{ details.agreed }}\n{% if case.to > 1 %}x{% endif %}", "F703", "case.to", "case.to"),
        ("{% for one in case.urgent %}{{ one }}{% endfor %}{{ details.agreed }}", "F703", "urgent", "case.urgent, details.agreed"),
        ("Words", "F704", "name: agreed", "fields[0]"),
        ("{% if case.resolved and not case.resolved %}\n{{ details.agreed }}{% endif %}", "F704", "name: agreed", "fields[0]"),
        ("{{ details.agreed }}\nOur address: [please insert]", "F705", "insert", ""),
        ("{{ details.agreed }}\nOur fax: TBC", "F705", "TBC", ""),
    ],
)  # fmt: skip
def test_a_fault_of_a_template_names_its_file_its_line_and_the_value(
    body: str, code: str, mark: str, key: str, desk: Desk
) -> None:
    path = write(desk.office, "cover-note", body)
    checked = desk.check()
    (fault,) = checked.faults
    assert (fault.code, fault.file, fault.line, fault.key) == (code, str(path), line_of(path, mark), key)
    assert re.search(r"expected|check the name|; ", fault.what)


def test_a_case_that_fails_is_named_with_what_was_filled_in(desk: Desk) -> None:
    body = "{{ details.agreed }}{% if case.resolved and not details.agreed %}{{ case.missed }}{% endif %}"
    write(desk.office, "cover-note", body)
    (fault,) = desk.check().faults
    assert "with no field filled in; small, resolved at no stage, " in fault.what


def test_what_only_an_adult_in_danger_would_see_is_seen(desk: Desk) -> None:
    body = "{{ details.agreed }}{% if case.person == 'adult' and case.urgent %}{{ case.attempts }}{% endif %}"
    write(desk.office, "cover-note", body)
    (fault,) = desk.check().faults
    assert "adult, in danger" in fault.what


def test_a_lead_card_that_needs_a_case_is_a_fault_as_it_is_printed_without_one(desk: Desk) -> None:
    path = write(desk.office, "lead-card", "{{ case.person }} {{ card.title }}", fields="  []\n")
    (fault,) = desk.check().faults
    assert (fault.code, fault.file) == ("F703", str(path))
    assert "outside any case" in fault.what


def test_an_optional_field_that_no_page_shows_is_a_note(desk: Desk) -> None:
    fields = f"{FIELD}  - {{name: copy, type: text, mandatory: false, help: who gets one}}\n"
    path = write(desk.office, "cover-note", fields=fields)
    (note,) = desk.told()
    assert (note.code, note.line) == ("N704", line_of(path, "name: copy"))


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("person", "name"),
        ("addressee", "name"),
        ("social_worker_name", "name"),
        ("birth_year", "birth"),
        ("work_contact", "address"),
        ("home_address", "address"),
    ],
)
def test_a_field_that_is_likely_about_a_person_and_does_not_say_so_is_a_note(
    name: str, holds: str, tmp_path: Path
) -> None:
    told = f"  - {{name: {name}, type: text, mandatory: true, help: what}}\n"
    path = write(tmp_path, "cover-note", f"{{{{ details.{name} }}}}", fields=told)
    (note,) = look_at(path, "cover-note", Press()).faults
    assert (note.code, note.line) == ("N703", line_of(path, "name:"))
    assert f"'holds: {holds}'" in note.what
    said = told.replace("help: what", f"holds: {holds}, help: what")
    path = write(tmp_path, "cover-note", f"{{{{ details.{name} }}}}", fields=said)
    assert look_at(path, "cover-note", Press()).faults == ()


def test_a_field_about_a_contact_that_was_made_says_nothing_of_a_person(tmp_path: Path) -> None:
    fields = "  - {name: earlier_contact, type: list, mandatory: true, help: what}\n"
    body = "{% for one in details.earlier_contact %}{{ one }}{% endfor %}"
    assert look_at(write(tmp_path, "cover-note", body, fields=fields), "cover-note", Press()).faults == ()


def test_a_template_of_the_policys_own_is_checked_too(desk: Desk) -> None:
    policy = desk.flow / "policy.yaml"
    text = policy.read_text("utf-8")
    policy.write_text(text.replace("about:\n", "templates: {chaser: ours.md}\nabout:\n"), encoding="utf-8")
    path = write(desk.flow / "templates", "chaser", "{{ details.agreed }} {{ case.missed }}")
    path.rename(path.with_name("ours.md"))
    (fault,) = desk.check().faults
    assert (fault.code, fault.file) == ("F703", str(path.with_name("ours.md")))


def test_a_template_for_one_policy_is_tried_under_that_one(desk: Desk) -> None:
    path = write(desk.office / "small", "challenge-letter", "{{ details.agreed }} {{ case.missed }}")
    (fault,) = desk.check().faults
    assert (fault.code, fault.file) == ("F703", str(path))


def test_a_template_that_another_goes_before_everywhere_is_looked_at_all_the_same(desk: Desk) -> None:
    path = write(desk.ships, "challenge-letter", "{{ details.agred }}")
    write(desk.office, "challenge-letter")
    (fault,) = desk.check().faults
    assert (fault.code, fault.file) == ("F701", str(path))


def test_a_flow_with_faults_is_told_and_the_others_are_tried(desk: Desk) -> None:
    other = desk.flow.parent / "broken"
    shutil.copytree(desk.flow, other)
    checked = desk.check()
    assert {one.code for one in checked.faults} == {"F201"}
    assert [one.policy for one in checked.tried] == ["small"]


# What a document that ships must keep.


def reclass(path: Path, header: str) -> None:
    path.write_text(path.read_text("utf-8").replace("class: case", header), encoding="utf-8")


@pytest.mark.parametrize("place", ["office", "office/small"])
def test_a_template_that_classes_a_document_that_ships_otherwise_is_a_fault(place: str, desk: Desk) -> None:
    path = write(desk.root / place, "challenge-letter")
    reclass(path, "class: partnership")
    (fault,) = desk.check().faults
    assert (fault.code, fault.file, fault.line, fault.key) == (
        "F709",
        str(path),
        line_of(path, "class:"),
        "class",
    )
    assert "'partnership'; expected 'case'" in fault.what


def test_a_template_that_takes_anonymous_away_is_a_fault(desk: Desk) -> None:
    reclass(desk.ships / "challenge-letter.md", "class: case\nanonymous: true")
    path = write(desk.office, "challenge-letter")
    (fault,) = desk.check().faults
    assert (fault.code, fault.file, fault.key) == ("F709", str(path), "anonymous")


def test_a_policys_own_template_that_classes_a_document_that_ships_otherwise_is_a_fault(desk: Desk) -> None:
    policy = desk.flow / "policy.yaml"
    text = policy.read_text("utf-8")
    policy.write_text(
        text.replace("about:\n", "templates: {challenge-letter: ours.md}\nabout:\n"), encoding="utf-8"
    )
    path = write(desk.flow / "templates", "challenge-letter").rename(desk.flow / "templates" / "ours.md")
    reclass(path, "class: partnership")
    (fault,) = desk.check().faults
    assert (fault.code, fault.file) == ("F709", str(path))


def test_the_mandatory_fields_that_a_template_lacks_or_lets_be_left_out_are_a_note(desk: Desk) -> None:
    more = "".join(
        f"  - {{name: {name}, type: text, mandatory: {must}, help: what}}\n"
        for name, must in (("asked", "true"), ("done", "true"), ("kept", "false"))
    )
    body = "{{ details.agreed }} {{ details.asked }} {{ details.done }} {{ details.kept }}"
    write(desk.ships, "challenge-letter", body, fields=FIELD + more)
    fields = f"{FIELD}  - {{name: asked, type: text, mandatory: false, help: what}}\n"
    path = write(desk.office, "challenge-letter", "{{ details.agreed }} {{ details.asked }}", fields=fields)
    checked = desk.check()
    assert checked.faults == ()
    (note,) = checked.notes
    assert (note.code, note.file, note.line) == ("N706", str(path), line_of(path, "fields:"))
    assert "'asked', 'done'" in note.what
    assert "agreed" not in note.what
    assert "kept" not in note.what


# The files around them.


def test_a_folder_of_the_office_that_is_not_there_is_a_fault_and_what_ships_is_tried(desk: Desk) -> None:
    desk.office.rmdir()
    checked = desk.check()
    assert [(one.code, one.file) for one in checked.faults] == [("F708", str(desk.office))]
    assert [one.documents for one in checked.tried] == [1]


def test_what_nothing_in_the_offices_folder_uses_is_a_note(desk: Desk) -> None:
    for name in (
        "Cover Note.md",
        "small/Letterhead.docx",
        "torbey/chaser.md",
        "plan.txt",
        ".DS_Store",
        "logo.png",
    ):
        path = desk.office / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"words")
    unused = {Path(one.file).relative_to(desk.office).as_posix() for one in desk.check().notes}
    assert unused == {"Cover Note.md", "small/Letterhead.docx", "torbey", "plan.txt"}
    assert {one.code for one in desk.check().notes} == {"N705"}


@pytest.mark.parametrize("place", ["office", "office/small", "flows/small/templates", "ships"])
def test_a_letterhead_that_cannot_be_used_is_a_fault_wherever_it_lies(place: str, desk: Desk) -> None:
    path = desk.root / place / "letterhead.docx"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"no Word document")
    (fault,) = desk.check(formats=(".docx",)).faults
    assert (fault.code, fault.file) == ("F706", str(path))


def test_a_document_is_written_in_each_format(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, Path]] = []

    def written(_: object, ending: str, letterhead: Path) -> bytes:
        asked.append((ending, letterhead))
        return b"words"

    monkeypatch.setattr("wizard.documents.formats.written", written)
    assert desk.check(formats=(".html", ".docx", ".pdf")).faults == ()
    assert asked == [(ending, desk.ships / "letterhead.docx") for ending in (".html", ".docx", ".pdf")]


@pytest.mark.parametrize("failure", [EscalateError("There is no room."), ValueError("no table"), None])
def test_a_format_that_fails_is_a_fault_with_its_ending(
    failure: Exception | None, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written(*_: object) -> bytes:
        if failure:
            raise failure
        return b""

    monkeypatch.setattr("wizard.documents.formats.written", written)
    (fault,) = desk.check(formats=(".pdf",)).faults
    assert (fault.code, fault.key) == ("F707", ".pdf")


@pytest.mark.parametrize("ending", [".html", ".docx", ".pdf"])
def test_each_format_can_be_written_of_what_ships(ending: str, desk: Desk) -> None:
    assert desk.check(formats=(ending,)).faults == ()


# The ways that a case can go.


@pytest.fixture(scope="module", params=policy_ids())
def under(request: pytest.FixtureRequest) -> tuple[House, Flow, Ways]:
    sources = FlowSources(shipped("flows"))
    flow = read_flow(sources.find(request.param), sources.find)
    house = house_of(flow)
    return house, flow, ways_of(house, flow)


def test_every_stage_route_and_ending_is_reached(under: tuple[House, Flow, Ways]) -> None:
    _, _, ways = under
    assert ways.missed == ()


def test_danger_and_none_and_an_adult_are_among_the_cases(
    under: tuple[House, Flow, Ways],
) -> None:
    _, _, ways = under
    statuses = {way.advice.status for way in ways.ways}
    assert {"act", "resolved", "complete"} <= statuses
    seen = {(way.situation.subject, way.advice.urgent, way.advice.status) for way in ways.ways}
    assert {("child", True, "act"), ("child", False, "act")} <= seen
    # A policy for children alone covers no adult; the page that says so is made as well.
    covered = {status for subject, _, status in seen if subject == "adult"}
    assert "act" in covered or covered == {"outside-policy"}


def test_cases_with_late_stages_stages_passed_over_and_several_agencies_are_among_them(
    under: tuple[House, Flow, Ways],
) -> None:
    house, _, ways = under
    cases = cases_of(house, ways.ways)
    assert any(case.view.missed for case in cases) == any(one.quantity for one in house.policy.clocks)
    assert any(case.view.skipped for case in cases)
    assert any(len(way.situation.challenged) > 2 for way in ways.ways)
    assert any(way.situation.risk_unknown for way in ways.ways)


def test_nothing_is_asked_twice(under: tuple[House, Flow, Ways]) -> None:
    house, _, ways = under
    situations = [way.situation for way in ways.ways]
    assert len(set(situations)) == len(situations) < 3000
    assert len(cases_of(house, ways.ways)) <= len(situations)


def test_a_page_that_differs_by_nothing_of_the_case_is_made_once_for_danger_and_once_without(
    desk: Desk, tmp_path: Path
) -> None:
    flow = read_flow(desk.flow)
    house = house_of(flow)
    cases = cases_of(house, ways_of(house, flow).ways)
    template = read_template(write(tmp_path, "cover-note"))
    assert try_template(template, house, cases, Press()).pages == 8


# What is told can be looked up.


@pytest.mark.parametrize(
    "code", [f"F70{number}" for number in range(3, 10)] + ["N703", "N704", "N705", "N706"]
)
def test_each_code_says_what_to_do(code: str) -> None:
    kind = kind_of(code)
    assert kind.is_note == code.startswith("N")
    assert kind.means.endswith(".")
    assert kind.remedy.endswith(".")


def test_a_template_that_fails_each_time_is_given_up(desk: Desk) -> None:
    flow = read_flow(desk.flow)
    house = house_of(flow)
    cases = cases_of(house, ways_of(house, flow).ways)
    # The list is walked through exactly, so that every case is one of its own.
    body = "{% for one in case.attempts %}{% if one.stage == 'x' %}{% endif %}{% endfor %}{{ case.to }}"
    template = read_template(write(desk.office, "cover-note", body))
    assert len(cases) > 50
    assert try_template(template, house, cases, Press()).pages == 50
