"""Which template makes a document, and on which letterhead: the office's own, the policy's own, what ships."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from wizard.base.errors import WrongInputError
from wizard.base.paths import shipped
from wizard.casework.choices import policy_choices
from wizard.casework.documents import documents_for, draft, fields_of
from wizard.casework.export_fields import known_fields
from wizard.casework.house import open_house
from wizard.casework.opening import field_names
from wizard.casework.reading import flow_folders_of, open_texts
from wizard.casework.session import Session, Surroundings
from wizard.casework.templates_found import TemplatePlaces, letterhead_for, template_for

HEADER = (
    "id: {id}\ntitle: {title}\nclass: case\nauthor: Anyone\npurpose: To try\n"
    "fields:\n  - {{name: {field}, type: text, mandatory: true, help: what it is}}\n"
)
OWN = ("policy.yaml", "about:\n", "templates: {meeting-record: ours.md}\nabout:\n")
#: Where one template can lie, the most specific first.
ORDER = ("office for the policy", "flow", "office", "shipped")


def write(
    folder: Path, document: str, title: str, *, name: str = "", field: str = "words", body: str = ""
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name or document}.md"
    header = HEADER.format(id=document, title=title, field=field)
    path.write_text(f"---\n{header}---\n{body or title}\n\n{{{{ details.{field} }}}}\n", encoding="utf-8")
    return path


class Office:
    """A case under a policy with a template and a letterhead of its own, and an office's folder to fill."""

    def __init__(self, folder: Path, flow: Path, around: Surroundings) -> None:
        self.folder = folder
        self.flow = flow
        self.around = around


@pytest.fixture
def office(tmp_path: Path, make_flow: Callable[..., Path], around: Surroundings) -> Office:
    flow = make_flow(OWN)
    write(flow / "templates", "meeting-record", "flow", name="ours")
    root, folder = flow.parent, tmp_path / "office"
    folder.mkdir()
    small = msgspec.structs.replace(
        around,
        choices=lambda: policy_choices(root),
        open_house=lambda policy: open_house(policy, root),
        open_texts=lambda policy: open_texts(policy, root),
        flow_folders=lambda policy: flow_folders_of(policy, root),
        office_templates=folder,
    )
    return Office(folder, flow, small)


@pytest.fixture
def begin(office: Office, make_session: Callable[..., Session]) -> Callable[[], Session]:
    tried = {"tried": ("talk",), "began:talk": ("2026-11-16",), "outcome:talk": ("unresolved",)}
    said = {"policy": ("small",), "ended:talk": ("2026-11-17",), "start_at": ("recommended",), **tried}

    def make() -> Session:
        return make_session(surroundings=office.around, changed=said)

    return make


def titles(session: Session) -> dict[str, str]:
    return {one.id: one.title for one in documents_for(session)}


# The order.


@pytest.mark.parametrize("most_specific", ORDER[:-1])
def test_the_most_specific_template_makes_the_document(
    most_specific: str, office: Office, begin: Callable[[], Session]
) -> None:
    there = ORDER[ORDER.index(most_specific) :]
    if "office for the policy" in there:
        write(office.folder / "small", "meeting-record", "office for the policy")
    if "office" in there:
        write(office.folder, "meeting-record", "office")
    if "flow" not in there:
        (office.flow / "policy.yaml").write_text(
            (office.flow / "policy.yaml").read_text("utf-8").replace(OWN[2], OWN[1]), encoding="utf-8"
        )
    assert template_for(begin(), "meeting-record").title == most_specific


def test_what_ships_makes_a_document_that_neither_office_nor_policy_has(begin: Callable[[], Session]) -> None:
    found = template_for(begin(), "chaser")
    assert Path(found.file).parent == shipped("templates")


def test_a_template_for_another_policy_makes_no_document_of_this_one(
    office: Office, begin: Callable[[], Session]
) -> None:
    write(office.folder / "torbay", "chaser", "for Torbay")
    assert template_for(begin(), "chaser").title != "for Torbay"


def test_the_offices_template_goes_before_that_of_the_edition_that_a_case_keeps(
    office: Office, begin: Callable[[], Session]
) -> None:
    session = begin()
    shutil.rmtree(office.flow)  # the case goes on under its own text
    again = Session(office.around, office.around.register.get(str(session.case_id)))
    assert template_for(again, "meeting-record").title == "flow"
    write(office.folder / "small", "meeting-record", "office for the policy")
    assert template_for(again, "meeting-record").title == "office for the policy"


def test_without_a_folder_of_the_office_all_is_as_it_ships(begin: Callable[[], Session]) -> None:
    assert TemplatePlaces().ids() == tuple(sorted(one.stem for one in shipped("templates").glob("*.md")))
    assert TemplatePlaces().office_own() == ()


# Documents of the office's own.


def test_a_document_of_the_offices_own_is_offered_after_what_is_advised_and_can_be_made(
    office: Office, begin: Callable[[], Session]
) -> None:
    write(office.folder, "cover-note", "Our cover note", body="Words of our office")
    session = begin()
    assert list(titles(session).items())[:2] == [("meeting-record", "flow"), ("cover-note", "Our cover note")]
    assert "Words of our office" in draft(session, "cover-note").text
    assert [one.name for one in fields_of(session, "cover-note")] == ["words"]


def test_a_document_for_one_policy_is_offered_under_that_one_alone(office: Office) -> None:
    write(office.folder / "small", "cover-note", "Our cover note")
    assert TemplatePlaces(office=office.folder, policy="small").office_own() == ("cover-note",)
    assert TemplatePlaces(office=office.folder, policy="torbay").office_own() == ()


def test_words_for_a_document_that_ships_offer_nothing_more(
    office: Office, begin: Callable[[], Session]
) -> None:
    before = titles(begin())
    write(office.folder, "challenge-letter", "Our letter")
    assert titles(begin()) == before


def test_the_fields_of_the_offices_templates_are_known(office: Office) -> None:
    write(office.folder, "cover-note", "Our cover note", field="parking")
    write(office.folder / "small", "file-note", "Our note", field="shelf")
    house = office.around.open_house("small")
    names = field_names(house, office.around.flow_folders, office.folder)
    assert {"parking", "shelf", "decision"} <= names


def test_an_export_knows_what_the_offices_fields_hold_of_a_person(office: Office) -> None:
    path = write(office.folder, "cover-note", "Our cover note", field="opened_by")
    text = path.read_text("utf-8").replace("help: what it is", "holds: name, help: what it is")
    path.write_text(text, encoding="utf-8")
    assert known_fields(office.around, ())["opened_by"].holds == {"name"}


# What is wrong.


def test_an_id_that_does_not_match_its_file_name_is_a_fault_with_its_line(
    office: Office, begin: Callable[[], Session]
) -> None:
    path = write(office.folder, "chaser", "Ours", name="challenge-letter")
    with pytest.raises(WrongInputError) as caught:
        template_for(begin(), "challenge-letter")
    (line,) = caught.value.lines()
    assert line == (f"{path}:2:1: id: is 'chaser'; expected 'challenge-letter', the document that it is for")


def test_an_offices_template_can_do_no_more_than_a_strangers(
    office: Office, begin: Callable[[], Session]
) -> None:
    path = write(office.folder, "chaser", "Ours", body="{% include 'letter' %}")
    with pytest.raises(WrongInputError, match=r"what a template cannot do here|Include") as caught:
        draft(begin(), "chaser")
    (fault,) = caught.value.faults
    assert (fault.file, fault.line) == (str(path), 10)


@pytest.mark.parametrize("place", ["office", "office for the policy"])
@pytest.mark.parametrize(
    ("document", "header", "key", "expected"),
    [
        ("board-notification", "class: case", "class", "is 'case'; expected 'partnership'"),
        ("chaser", "class: partnership", "class", "is 'partnership'; expected 'case'"),
        ("learning-record", "class: partnership", "anonymous", "expected true"),
        ("learning-record", "anonymous: false\nclass: partnership", "anonymous", "expected true"),
    ],
)
def test_a_document_that_ships_is_not_made_of_a_template_that_classes_it_otherwise(
    document: str,
    header: str,
    key: str,
    expected: str,
    place: str,
    office: Office,
    begin: Callable[[], Session],
) -> None:
    folder = office.folder if place == "office" else office.folder / "small"
    path = write(folder, document, "Ours")
    text = path.read_text("utf-8").replace("class: case", header)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WrongInputError) as caught:
        draft(begin(), document)
    (fault,) = caught.value.faults
    lines = text.splitlines()
    line = next((number for number, one in enumerate(lines, 1) if one.startswith(f"{key}:")), 1)
    assert (fault.file, fault.line, fault.key) == (str(path), line, key)
    assert fault.what.startswith(expected)


def test_a_policys_own_template_keeps_the_class_too(office: Office, begin: Callable[[], Session]) -> None:
    path = office.flow / "templates" / "ours.md"
    path.write_text(path.read_text("utf-8").replace("class: case", "class: partnership"), encoding="utf-8")
    with pytest.raises(WrongInputError, match=r"class: is 'partnership'; expected 'case'"):
        template_for(begin(), "meeting-record")


def test_a_template_may_be_made_anonymous(office: Office, begin: Callable[[], Session]) -> None:
    path = write(office.folder, "notice", "Ours")
    text = path.read_text("utf-8").replace("class: case", "class: partnership\nanonymous: true")
    path.write_text(text, encoding="utf-8")
    assert template_for(begin(), "notice").anonymous


def test_a_template_with_faults_hides_no_other_document(office: Office, begin: Callable[[], Session]) -> None:
    (office.folder / "cover-note.md").write_text("no header", encoding="utf-8")
    session = begin()
    assert titles(session)["cover-note"] == "Cover note"
    with pytest.raises(WrongInputError, match="has no header"):
        draft(session, "cover-note")


def test_a_folder_of_the_office_that_is_not_there_is_told_when_a_document_is_made_and_hides_none(
    office: Office, begin: Callable[[], Session]
) -> None:
    session = begin()
    before = titles(session)
    office.folder.rmdir()
    assert titles(session).keys() == before.keys()
    with pytest.raises(WrongInputError, match="there is no such folder of templates; make it, or change"):
        draft(session, "chaser")


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there that most people do not have")
@pytest.mark.parametrize("name", ["chaser.md", "letterhead.docx"])
def test_a_link_that_leads_out_of_the_offices_folder_is_refused(
    name: str, office: Office, tmp_path: Path, begin: Callable[[], Session]
) -> None:
    outside = write(tmp_path, "chaser", "Outside")
    (office.folder / name).symlink_to(outside)
    session = begin()
    with pytest.raises(WrongInputError, match="leads out of its folder"):
        letterhead_for(session) if name.endswith(".docx") else template_for(session, "chaser")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_not_waited_for(office: Office, begin: Callable[[], Session]) -> None:
    os.mkfifo(office.folder / "chaser.md")
    with pytest.raises(WrongInputError, match="is no plain file"):
        template_for(begin(), "chaser")


@pytest.mark.parametrize("document", ["../chaser", "small/../chaser", "", "nul\0", "/etc/passwd", "README"])
def test_an_id_leads_to_no_other_file(document: str, office: Office, begin: Callable[[], Session]) -> None:
    write(office.folder.parent, "chaser", "Outside")
    (office.folder / "README.md").write_text("About this folder", encoding="utf-8")
    with pytest.raises(WrongInputError, match=r"there is no document .*challenge-letter"):
        template_for(begin(), document)


# The letterhead.


def test_the_most_specific_letterhead_is_taken(office: Office, begin: Callable[[], Session]) -> None:
    session = begin()
    ways = [
        office.folder / "small" / "letterhead.docx",
        office.flow / "templates" / "letterhead.docx",
        office.folder / "letterhead.docx",
    ]
    assert letterhead_for(session) == shipped("templates") / "letterhead.docx"
    for path in reversed(ways):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"as Word saved it")
        assert letterhead_for(session) == path.resolve()


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there that most people do not have")
@pytest.mark.parametrize("place", ["office", "office for the policy", "flow"])
def test_a_letterhead_that_is_a_link_to_nothing_is_refused_and_no_other_is_taken(
    place: str, office: Office, begin: Callable[[], Session]
) -> None:
    folders = {"office": office.folder, "office for the policy": office.folder / "small"}
    folder = folders.get(place, office.flow / "templates")
    folder.mkdir(exist_ok=True)
    (folder / "letterhead.docx").symlink_to("gone.docx")
    with pytest.raises(WrongInputError, match="is no plain file; expected one"):
        letterhead_for(begin())


def test_a_case_whose_flow_is_gone_has_the_offices_letterhead(
    office: Office, begin: Callable[[], Session]
) -> None:
    session = begin()
    shutil.rmtree(office.flow)
    (office.folder / "letterhead.docx").write_bytes(b"as Word saved it")
    again = Session(office.around, office.around.register.get(str(session.case_id)))
    assert letterhead_for(again) == (office.folder / "letterhead.docx").resolve()
