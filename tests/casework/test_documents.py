"""Documents from a case: which there are, what they ask for, and how they come to the place that was chosen."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from wizard.advice.lead import CardText, lead_card, say_card
from wizard.base.errors import EscalateError, NotNowError, WrongInputError
from wizard.base.paths import shipped, within
from wizard.casework.documents import (
    UnfinishedError,
    documents_for,
    draft,
    fields_of,
    make,
    save,
    suggested_name,
)
from wizard.casework.session import Session, Surroundings
from wizard.documents.catalogue import catalogue
from wizard.register.casefile import lock_path
from wizard.register.cases import Event, Register
from wizard.register.chain import fingerprint
from wizard.register.events import kept_in
from wizard.register.lock import CaseLock

MakeSession = Callable[..., Session]
Changed = Mapping[str, tuple[str, ...]]

NOTHING_TRIED: Changed = {"tried": ("nothing",)}
CASES: dict[str, Changed] = {
    "act": {},
    "in-progress": {"tried": ("step-3",), "began:step-3": ("2026-11-17",), "outcome:step-3": ("open",)},
    "overdue": {
        "raised": ("2026-11-02",),
        "tried": ("step-3",),
        "began:step-3": ("2026-11-02",),
        "outcome:step-3": ("open",),
    },
    "resolved": {"outcome:step-2": ("resolved",)},
    "complete": {
        "tried": ("step-6",),
        "began:step-6": ("2026-11-17",),
        "outcome:step-6": ("unresolved",),
        "ended:step-6": ("2026-11-18",),
    },
    "outside-policy": {"from": ("police",), "to": ("police",)},
}

HOSTILE = (
    "*bold* _under_ **both** `code` ~~gone~~",
    "# heading | cell | > quote - item 1. one",
    "[link](https://example.org) <b>html</b> &amp; <!-- -->",
    "{{ case.to }} {% if x %} {# note #} {%",
    "ends with a backslash\\",
    'Zoë, 张伟, O\'Brien "quoted" £5 – §3',
)


def ids(session: Session) -> list[str]:
    return [one.id for one in documents_for(session)]


def events(session: Session, register: Register) -> tuple[Event, ...]:
    assert session.case_id is not None
    return register.history(session.case_id)


def card(session: Session, agency: str, stage: str | None) -> CardText:
    """The words of the card of an agency, as `lead` prints it."""
    house = session.house()
    assert house is not None
    made = lead_card(house.policy, house.contacts, house.time, agency=agency, stage=stage, at=session.now())
    return say_card(made)


# Which there are.


@pytest.mark.parametrize("status", CASES)
def test_the_documents_are_those_that_are_advised_and_can_be_made_then_a_reminder_and_the_card_last(
    status: str, make_session: MakeSession
) -> None:
    session = make_session(changed=CASES[status])
    _, advice = session.advice()
    assert advice.status == status
    can_be_made = {one.id for one in catalogue(shipped("templates"))}
    also = ["challenge-reply"] if "challenge-letter" in advice.documents else []
    also += ["notice"] if advice.notify else []
    also += ["chaser"] if status == "overdue" else []
    assert set(advice.documents) <= can_be_made
    assert ids(session) == [*advice.documents, *also, "case-chronology", "lead-card"]


OPEN_TOO_LONG = {"raised": ("2026-11-02",)}


@pytest.mark.parametrize(
    ("why", "changed"),
    [
        (
            "the stage is with one's own colleagues",
            {"tried": ("step-1",), "began:step-1": ("2026-11-02",), "outcome:step-1": ("open",)},
        ),
        ("nothing is open", {"ended:step-2": ("2026-11-03",), "began:step-2": ("2026-11-03",)}),
        ("nothing was tried", NOTHING_TRIED),
        (
            "what is open is not what is late",
            {
                "tried": ("step-2", "step-3"),
                "began:step-2": ("2026-11-02",),
                "outcome:step-2": ("open",),
                "began:step-3": ("2026-11-03",),
                "outcome:step-3": ("unresolved",),
                "ended:step-3": ("2026-11-04",),
            },
        ),
    ],
)
def test_no_reminder_is_offered_though_a_limit_passed_where(
    why: str, changed: Changed, make_session: MakeSession
) -> None:
    session = make_session(changed={**OPEN_TOO_LONG, **changed})
    assert session.advice()[1].status == "overdue", why
    assert "chaser" not in ids(session), why


def test_a_reminder_that_is_not_offered_can_be_made_all_the_same(make_session: MakeSession) -> None:
    session = make_session()
    assert "chaser" not in ids(session)
    assert "Reminder about our challenge" in draft(session, "chaser").text


@pytest.mark.parametrize("status", CASES)
def test_every_document_that_is_offered_can_be_made(status: str, make_session: MakeSession) -> None:
    session = make_session(changed=CASES[status])
    for one in documents_for(session):
        made = draft(session, one.id)
        assert (made.id, made.title) == (one.id, one.title)
        assert made.text.strip()


def test_a_letter_is_offered_while_one_can_challenge_and_a_notification_once_it_is_settled(
    make_session: MakeSession,
) -> None:
    assert ids(make_session())[0] == "challenge-letter"
    settled = ids(make_session(changed=CASES["resolved"]))
    assert "board-notification" in settled
    assert "challenge-letter" not in settled


def test_there_are_no_documents_while_a_question_is_open(make_session: MakeSession) -> None:
    for ask in (documents_for, lambda session: draft(session, "challenge-letter")):
        with pytest.raises(ValueError, match="There are questions to answer first"):
            ask(make_session("tried"))


@pytest.mark.parametrize("document", ["../flows/torbay/policy", "", "/etc/passwd", "x\x1b[2J"])
def test_a_document_that_there_is_not_is_refused_in_a_sentence(
    make_session: MakeSession, document: str
) -> None:
    with pytest.raises(
        EscalateError, match=r"there is no document '.*'; those that can be made are: "
    ) as caught:
        draft(make_session(), document)
    assert str(caught.value).isprintable()


@pytest.fixture
def own_record(
    make_session: MakeSession,
    around: Surroundings,
    make_flow: Callable[..., Path],
) -> Session:
    """A session under a policy that has a meeting record of its own."""
    from wizard.casework.choices import policy_choices
    from wizard.casework.house import open_house
    from wizard.casework.reading import flow_folders_of

    folder = make_flow(("policy.yaml", "about:\n", "templates: {meeting-record: ours.md}\nabout:\n"))
    header = (
        "id: meeting-record\ntitle: Our own record\nclass: case\nauthor: Anyone\npurpose: To try\n"
        "fields:\n  - {name: views, type: text, mandatory: true, help: what the child says}\n"
    )
    (folder / "templates").mkdir()
    (folder / "templates" / "ours.md").write_text(f"---\n{header}---\nWords of our own\n", encoding="utf-8")
    root = folder.parent
    small = msgspec.structs.replace(
        around,
        choices=lambda: policy_choices(root),
        open_house=lambda policy: open_house(policy, root),
        flow_folders=lambda policy: flow_folders_of(policy, root),
    )
    tried = {"tried": ("talk",), "began:talk": ("2026-11-16",), "outcome:talk": ("unresolved",)}
    said = {"policy": ("small",), "ended:talk": ("2026-11-17",), "start_at": ("recommended",), **tried}
    return make_session(surroundings=small, changed=said)


def test_the_policys_own_template_goes_before_the_shared_one(own_record: Session) -> None:
    assert [(one.id, one.title) for one in documents_for(own_record)] == [
        ("meeting-record", "Our own record"),
        ("case-chronology", "Chronology of the case"),
        ("lead-card", "Lead card"),
    ]
    assert "Words of our own" in draft(own_record, "meeting-record").text


def test_a_policys_own_template_asks_for_all_that_it_must_have(own_record: Session) -> None:
    assert [one.name for one in fields_of(own_record, "meeting-record")] == ["views"]


# What they ask for.


def test_a_letter_asks_first_for_what_nobody_else_can_know(make_session: MakeSession) -> None:
    assert [one.name for one in fields_of(make_session(), "challenge-letter")][:8] == [
        "decision",
        "decision_date",
        "not_agreed",
        "agreed",
        "evidence",
        "effect",
        "outcome_sought",
        "safety_now",
    ]


def test_every_field_is_asked_for_and_those_that_the_document_needs_come_first(
    make_session: MakeSession,
) -> None:
    for template in catalogue(shipped("templates")):
        asked = fields_of(make_session(), template.id)
        assert sorted(one.name for one in asked) == sorted(one.name for one in template.fields)
        needed = [one.mandatory for one in asked]
        assert needed == sorted(needed, reverse=True), template.id
        assert {one.name for one in template.fields if one.mandatory} <= {
            one.name for one in asked if one.mandatory
        }


def test_what_only_some_cases_need_is_needed_in_those(make_session: MakeSession) -> None:
    def needed(session: Session) -> set[str]:
        return {one.name for one in fields_of(session, "challenge-letter") if one.mandatory}

    assert "urgent_referral" not in needed(make_session())
    assert "urgent_referral" in needed(make_session(changed={"danger": ("yes",)}))


def test_what_is_needed_stays_needed_once_it_is_written(make_session: MakeSession) -> None:
    session = make_session(changed={"danger": ("yes",)})
    before = [(one.name, one.mandatory) for one in fields_of(session, "challenge-letter")]
    session.write("urgent_referral", "Made at 9:00 by the head teacher")
    assert [(one.name, one.mandatory) for one in fields_of(session, "challenge-letter")] == before


def test_a_confirmation_asks_for_everything_that_it_must_have(make_session: MakeSession) -> None:
    (template,) = (one for one in catalogue(shipped("templates")) if one.id == "outcome-confirmation")
    asked = {one.name for one in fields_of(make_session(changed=CASES["resolved"]), "outcome-confirmation")}
    assert {one.name for one in template.fields if one.mandatory} <= asked


def test_what_was_written_for_the_letter_is_there_for_the_referral(make_session: MakeSession) -> None:
    session = make_session()
    for one in fields_of(session, "challenge-letter"):
        session.write(one.name, f"words for {one.name}")
    empty = [one.name for one in fields_of(session, "escalation-referral") if not one.text]
    assert empty == ["other_view", "enclosed"]


def test_a_card_asks_for_nothing(make_session: MakeSession) -> None:
    assert fields_of(make_session(), "lead-card") == ()


def test_a_field_holds_what_has_been_written(make_session: MakeSession) -> None:
    session = make_session()
    session.write("agreed", "The facts")
    texts = {one.name: one.text for one in fields_of(session, "challenge-letter")}
    assert texts.pop("agreed") == "The facts"
    assert set(texts.values()) == {""}


# Drafts.


def test_a_draft_names_each_gap_by_its_title_until_it_is_filled(make_session: MakeSession) -> None:
    session = make_session()
    titles = {one.title for one in fields_of(session, "challenge-letter") if one.mandatory}
    before = draft(session, "challenge-letter")
    assert titles == set(before.missing)
    assert "DRAFT" in before.text
    session.write("decision", "No visit")
    after = draft(session, "challenge-letter")
    assert set(before.missing) - set(after.missing) == {"Decision"}
    assert "No visit" in after.text


def test_a_letter_with_every_field_written_has_no_gap(make_session: MakeSession) -> None:
    session = make_session()
    (template,) = (one for one in catalogue(shipped("templates")) if one.id == "challenge-letter")
    for field in template.fields:
        session.write(field.name, f"words for {field.name}")
    made = draft(session, "challenge-letter")
    assert made.missing == ()
    assert "DRAFT" not in made.text


def test_a_draft_bears_the_reference_the_policy_and_the_mark_of_practice(make_session: MakeSession) -> None:
    session = make_session()
    text = draft(session, "challenge-letter").text
    assert session.case_id is not None
    assert f"Our reference: {session.case_id}" in text
    assert text.startswith("Practice: invented case.")
    assert "Resolving Multi-Agency Professional Disagreements" in text
    assert "Made on 18 November 2026" in text


def test_danger_stands_at_the_top_of_the_letter(make_session: MakeSession) -> None:
    session = make_session(changed={"danger": ("yes",)})
    first = draft(session, "challenge-letter").text.splitlines()[0]
    assert "999" in first


def test_a_letter_in_a_case_that_the_policy_does_not_cover_says_so(make_session: MakeSession) -> None:
    says = "does not cover this case as it stands"
    session = make_session(changed=CASES["outside-policy"])
    assert says in draft(session, "challenge-letter").text
    assert says not in draft(session, "lead-card").text
    assert says not in draft(make_session(), "challenge-letter").text


@pytest.mark.parametrize("document", ["notice", "outcome-confirmation", "board-notification"])
def test_whom_to_tell_is_said_to_the_sender_and_does_not_go_out(
    document: str, make_session: MakeSession, tmp_path: Path
) -> None:
    session = make_session(changed={"risk": ("significant",)})
    _, advice = session.advice()
    assert advice.notify
    made = make(session, document, tmp_path / "one.txt")
    for one in advice.notify:
        assert any(note.startswith(f"{one.text} By: {one.by} (") for note in made.notes)
        assert one.text not in made.path.read_text(encoding="utf-8")
    assert make(session, "challenge-letter", tmp_path / "two.txt").notes == ()


# The card.


def test_the_card_of_a_stage_with_contacts_is_that_of_the_stage(make_session: MakeSession) -> None:
    session = make_session()
    made = draft(session, "lead-card").text
    expected = card(session, "childrens-social-care", "step-3")
    assert expected.contacts
    assert "Step 3: Manager to manager" in made
    for one in expected.contacts:
        assert f"{one.title}\n" in made
        assert f"- Telephone: {one.phone}\n" in made


@pytest.mark.parametrize("status", ["resolved", "complete", "outside-policy", "first stage"])
def test_the_card_without_a_stage_that_has_contacts_is_that_of_the_agencys_leads(
    status: str, make_session: MakeSession
) -> None:
    session = make_session(changed=CASES.get(status, NOTHING_TRIED))
    agency = session.answers["to"][0]
    made = draft(session, "lead-card").text
    expected = card(session, agency, None)
    assert expected.contacts
    assert "gives no contacts yet" not in made
    assert not re.search(r"^Step \d", made, re.MULTILINE)
    for one in expected.contacts:
        assert f"{one.title}\n" in made
        assert f"- Telephone: {one.phone}\n" in made


def test_the_card_is_that_of_the_first_agency_challenged_and_of_the_hour(
    make_session: MakeSession, around: Surroundings
) -> None:
    night = msgspec.structs.replace(around, clock=lambda: datetime(2026, 11, 18, 23, 30, tzinfo=UTC))
    session = make_session(surroundings=night, changed={"to": ("police", "childrens-social-care")})
    made = draft(session, "lead-card").text
    assert session.answers["to"] == ("childrens-social-care", "police")
    assert "Whom to call now: Children's social care\n" in made
    assert "23:30, out of office hours" in made


# The suggested name.


@pytest.mark.parametrize("document", ["challenge-letter", "lead-card"])
def test_the_suggested_name_is_safe_and_names_nobody(make_session: MakeSession, document: str) -> None:
    session = make_session()
    session.write("person", "J. E.")
    name = suggested_name(session, document)
    assert session.case_id is not None
    assert re.fullmatch(rf"2026-11-18-{document}-[0-9a-z]{{6}}\.pdf", name)
    assert name.endswith(f"-{session.case_id[-6:]}.pdf")
    assert within(Path("anywhere"), name).name == name


def test_suggested_names_sort_by_the_day_in_london(make_session: MakeSession, around: Surroundings) -> None:
    session = make_session()
    assert session.case_id is not None
    moments = [
        datetime(2026, 11, 18, 12, 0, tzinfo=UTC),
        datetime(2026, 12, 1, 12, 0, tzinfo=UTC),
        datetime(2027, 6, 30, 23, 30, tzinfo=UTC),
    ]
    names = [
        suggested_name(
            Session(
                msgspec.structs.replace(around, clock=lambda at=at: at),
                around.register.get(session.case_id),
            ),
            "challenge-letter",
        )
        for at in moments
    ]
    assert [name[:10] for name in names] == ["2026-11-18", "2026-12-01", "2027-07-01"]
    assert sorted(names) == names


# Saving.


@pytest.mark.parametrize(("ending", "format_"), [(".md", "markdown"), (".txt", "text"), (".TXT", "text")])
def test_the_ending_chooses_the_format_and_the_file_holds_the_draft(
    ending: str, format_: str, make_session: MakeSession, tmp_path: Path
) -> None:
    session = make_session()
    path = tmp_path / f"letter{ending}"
    expected = getattr(draft(session, "challenge-letter"), format_)
    assert save(session, "challenge-letter", path) == path
    assert path.read_bytes() == expected.encode()


@pytest.mark.parametrize("name", ["letter.md", "letter.txt"])
def test_what_was_saved_is_recorded_with_its_name_and_the_digest_of_the_file(
    name: str, make_session: MakeSession, register: Register, tmp_path: Path
) -> None:
    session = make_session()
    before = len(events(session, register))
    path = save(session, "challenge-letter", tmp_path / name)
    (made,) = events(session, register)[before:]
    assert (made.kind, made.data) == (
        "document-made",
        {
            "document": "challenge-letter",
            "file": name,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "format": path.suffix.removeprefix("."),
            **{key: made.data[key] for key in made.data if key.startswith(("kept", "words", "template"))},
        },
    )


@pytest.mark.parametrize("name", ["letter.md", "letter.txt", "letter.html", "letter.docx", "letter.pdf"])
def test_the_register_keeps_the_file_its_words_and_its_template(
    name: str, make_session: MakeSession, register: Register, tmp_path: Path
) -> None:
    session = make_session()
    path = save(session, "challenge-letter", tmp_path / name)
    made = events(session, register)[-1]
    found = {one.sha256: register.documents.read(one.name) for one in kept_in(made)}
    assert all(hashlib.sha256(content).hexdigest() == sha256 for sha256, content in found.items())
    kept = list(found.values())
    assert kept[0] == path.read_bytes()
    assert kept[-1] == (shipped("templates") / "challenge-letter.md").read_bytes()
    words = kept[1] if name != "letter.md" else kept[0]
    assert words.decode().splitlines()[0].startswith("**Practice: invented case.**")


def test_a_document_says_where_the_record_of_its_case_stood(
    make_session: MakeSession, tmp_path: Path
) -> None:
    session = make_session()
    case = session.case
    assert case is not None
    path = save(session, "challenge-letter", tmp_path / "letter.txt")
    said = f"Record when this was made: entry {case.version}, fingerprint {fingerprint(case.head)}."
    assert said in path.read_text(encoding="utf-8")


def test_a_name_alone_is_saved_in_the_working_folder(
    make_session: MakeSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert save(make_session(), "lead-card", Path("card.txt")) == tmp_path / "card.txt"
    assert (tmp_path / "card.txt").is_file()


def test_a_tilde_is_the_persons_own_folder(
    make_session: MakeSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))
    assert save(make_session(), "lead-card", Path("~/card.md")) == tmp_path / "card.md"


def test_what_cannot_be_saved_there_is_refused_in_a_sentence_and_nothing_is_made_or_recorded(
    make_session: MakeSession, register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = make_session()
    place = tmp_path / "place"
    (place / "folder.md").mkdir(parents=True)
    (place / "there.md").write_text("mine", encoding="utf-8")
    monkeypatch.chdir(place)
    before, found = events(session, register), sorted(place.rglob("*"))
    for name, says in (
        ("there.md", "exists already"),
        ("folder.md", "is a folder"),
        ("missing/letter.md", "its folder does not exist"),
        ("~nobody-of-that-name/letter.md", "its folder does not exist"),
        ("letter.odt", r"expected \.md, \.txt, \.html, \.docx or \.pdf"),
        ("letter", r"expected \.md, \.txt, \.html, \.docx or \.pdf"),
        ("\x1b[2Jletter.exe", r"expected \.md, \.txt, \.html, \.docx or \.pdf"),
        (".md", r"expected \.md, \.txt, \.html, \.docx or \.pdf"),
    ):
        with pytest.raises(WrongInputError, match=says) as caught:
            save(session, "challenge-letter", Path(name))
        assert str(caught.value).isprintable()
    assert (place / "there.md").read_text(encoding="utf-8") == "mine"
    assert (events(session, register), sorted(place.rglob("*"))) == (before, found)


def test_a_full_disk_leaves_no_file_and_no_record(
    make_session: MakeSession, register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    session = make_session()
    before = events(session, register)
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(NotNowError, match="could not be saved: the disk is full"):
            save(session, "challenge-letter", tmp_path / "letter.md")
    assert list(tmp_path.glob("*.md")) == []
    assert events(session, register) == before


def test_a_document_that_cannot_be_recorded_now_leaves_no_file_and_can_be_saved_again(
    make_session: MakeSession, register: Register, tmp_path: Path
) -> None:
    session = make_session()
    path = tmp_path / "letter.md"
    with (
        CaseLock(lock_path(tmp_path / "register", str(session.case_id)), 0),
        pytest.raises(NotNowError, match="is being changed by"),
    ):
        save(session, "challenge-letter", path)
    assert not path.exists()
    save(session, "challenge-letter", path)
    assert events(session, register)[-1].kind == "document-made"


# Replacing, and what must be final.


def test_a_file_is_replaced_only_where_that_is_asked_for(make_session: MakeSession, tmp_path: Path) -> None:
    session, path = make_session(), tmp_path / "letter.md"
    path.write_text("the earlier one", encoding="utf-8")
    with pytest.raises(WrongInputError, match="exists already"):
        save(session, "challenge-letter", path)
    assert path.read_text(encoding="utf-8") == "the earlier one"
    expected = draft(session, "challenge-letter").markdown
    save(session, "challenge-letter", path, replace=True)
    assert path.read_text(encoding="utf-8") == expected
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["letter.md"]


def test_replacing_where_there_is_nothing_is_saving(make_session: MakeSession, tmp_path: Path) -> None:
    assert save(make_session(), "lead-card", tmp_path / "card.md", replace=True).is_file()


def in_use(session: Session, tmp_path: Path) -> CaseLock:
    """As if a colleague were changing the case."""
    return CaseLock(lock_path(tmp_path / "register", str(session.case_id)), 0)


@pytest.mark.parametrize("links", [True, False], ids=["with links", "without links"])
def test_what_was_to_be_replaced_is_there_again_where_that_cannot_be_recorded_now(
    links: bool, make_session: MakeSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    session, place = make_session(), tmp_path / "place"
    place.mkdir()
    path = place / "letter.md"
    path.write_text("the earlier one", encoding="utf-8")
    with monkeypatch.context() as patch:
        if not links:
            patch.setattr(os, "link", no_links)
        with in_use(session, tmp_path), pytest.raises(NotNowError, match="is being changed by"):
            save(session, "challenge-letter", path, replace=True)
    assert path.read_text(encoding="utf-8") == "the earlier one"
    assert list(place.iterdir()) == [path]


def test_where_the_earlier_file_cannot_be_put_back_it_is_said_where_it_is(
    make_session: MakeSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stuck(*_: object) -> None:
        raise OSError(13, "Permission denied")

    session, place = make_session(), tmp_path / "place"
    place.mkdir()
    path = place / "letter.md"
    path.write_text("the earlier one", encoding="utf-8")
    monkeypatch.setattr("wizard.casework.placing.patiently", stuck)
    with (
        in_use(session, tmp_path),
        pytest.raises(EscalateError, match=r"could not be recorded\. The file as it was is ") as caught,
    ):
        save(session, "challenge-letter", path, replace=True)
    kept = Path(str(caught.value).rpartition(" is ")[2])
    assert kept.read_text(encoding="utf-8") == "the earlier one"


def test_a_full_disk_leaves_the_file_that_was_to_be_replaced(
    make_session: MakeSession, register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    session, path = make_session(), tmp_path / "letter.md"
    path.write_text("the earlier one", encoding="utf-8")
    before = events(session, register)
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        for replace, says in ((True, "the disk is full"), (False, "the disk is full")):
            with pytest.raises(NotNowError, match=says):
                save(session, "challenge-letter", path, replace=replace)
    assert path.read_text(encoding="utf-8") == "the earlier one"
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["letter.md"]
    assert events(session, register) == before


@pytest.mark.parametrize(
    ("replaced", "says"), [("folder.md", "is a folder"), ("gone.md", "no ordinary file")]
)
def test_only_a_file_is_replaced(replaced: str, says: str, make_session: MakeSession, tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    try:
        (tmp_path / "gone.md").symlink_to(tmp_path / "nothing-there")
    except OSError:
        pytest.skip("links are not to be had here")
    with pytest.raises(WrongInputError, match=says):
        save(make_session(), "lead-card", tmp_path / replaced, replace=True)


def test_a_final_document_that_lacks_something_is_not_saved_and_each_thing_is_named(
    make_session: MakeSession, register: Register, tmp_path: Path
) -> None:
    session = make_session()
    before = events(session, register)
    with pytest.raises(UnfinishedError) as caught:
        save(session, "challenge-letter", tmp_path / "letter.md", final=True)
    assert caught.value.exit_code == 1
    assert [one.title for one in caught.value.missing] == list(draft(session, "challenge-letter").missing)
    first, *lines = caught.value.lines()
    assert "'Formal challenge letter' is not finished, and nothing has been saved" in first
    assert "missing: agreed: what both agencies agree on" in lines
    assert len(lines) == len(caught.value.missing)
    assert not (tmp_path / "letter.md").exists()
    assert events(session, register) == before


def test_a_final_document_that_lacks_nothing_is_saved(make_session: MakeSession, tmp_path: Path) -> None:
    session = make_session(changed=CASES["overdue"])
    for name in ("decision", "outcome_sought", "safety_now", "answer_by"):
        session.write(name, "2026-11-20")
    made = make(session, "chaser", tmp_path / "chaser.txt", final=True)
    assert (made.path, made.missing) == (tmp_path / "chaser.txt", ())
    assert "DRAFT" not in made.path.read_text(encoding="utf-8")


def test_a_draft_is_saved_and_says_what_it_lacks_by_field(make_session: MakeSession, tmp_path: Path) -> None:
    made = make(make_session(changed=CASES["overdue"]), "chaser", tmp_path / "chaser.txt")
    assert [one.name for one in made.missing] == ["decision", "outcome_sought", "safety_now", "answer_by"]
    assert made.path.read_text(encoding="utf-8").count("DRAFT") == 1


def test_a_case_with_an_open_question_gives_no_document_and_says_which_question(
    make_session: MakeSession, tmp_path: Path
) -> None:
    session = make_session("tried")
    question = session.shown().question
    assert question is not None
    with pytest.raises(WrongInputError, match="Answer it in the guide") as caught:
        save(session, "chaser", tmp_path / "chaser.md")
    assert f"the question '{question.title}' is open" in str(caught.value)
    assert not (tmp_path / "chaser.md").exists()


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_is_typed_in_every_field_comes_back_letter_for_letter_in_the_saved_text(
    typed: str, make_session: MakeSession, tmp_path: Path
) -> None:
    session = make_session()
    written = {one.name: f"{one.title}: {typed}" for one in fields_of(session, "challenge-letter")}
    for name, text in written.items():
        session.write(name, text)
    path = save(session, "challenge-letter", tmp_path / "letter.txt")
    saved = path.read_text(encoding="utf-8").splitlines()
    assert [text for text in written.values() if not any(text in line for line in saved)] == []


def test_what_would_act_on_a_screen_is_saved_where_it_can_be_seen(
    make_session: MakeSession, tmp_path: Path
) -> None:
    session = make_session()
    session.write("decision", "\x1b[31mred\u202e\x07")
    for ending in ("md", "txt"):
        text = save(session, "challenge-letter", tmp_path / f"letter.{ending}").read_text(encoding="utf-8")
        assert not set("\x1b\u202e\x07") & set(text)
    assert r"\x1b[31mred\u202e\x07" in text
