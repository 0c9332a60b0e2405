"""A case goes on under the text that it began under, until somebody decides otherwise, and says why."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from wizard.base.errors import NotNowError, WrongInputError
from wizard.base.paths import shipped
from wizard.base.reader import read_yaml
from wizard.casework.board import board
from wizard.casework.choices import known_policies
from wizard.casework.documents import draft, save
from wizard.casework.editions import NOTHING_DIFFERENT, differences_for, edition_of_case, move, move_back
from wizard.casework.house import open_house
from wizard.casework.looking import look_at
from wizard.casework.opening import open_case
from wizard.casework.reading import open_texts
from wizard.casework.recording import Told, record_attempt
from wizard.casework.reopening import read_session
from wizard.casework.returning import welcome_back
from wizard.casework.session import Session, Surroundings
from wizard.policy.edition import texts_of
from wizard.register.cases import Case, NewEvent, Register
from wizard.register.storage import DamagedFileError

SITUATION = b"""\
policy: small
risk: welfare
from: {agency: education}
to: [childrens-social-care]
raised: 2026-11-16
attempts:
  - {stage: talk, began: 2026-11-16, ended: 2026-11-17, outcome: unresolved}
"""
#: Changes of the flow: the file, what stands there, and what then does.
LIMIT = ("policy.yaml", "limit: 2 working days", "limit: 1 working days")
EDITION = ("policy.yaml", "edition: March 2026", "edition: June 2026")
PHONE = ("contacts.yaml", "01999 100100", "01999 200200")


@pytest.fixture
def flow(make_flow: Callable[..., Path]) -> Path:
    return make_flow()


@pytest.fixture
def around(flow: Path, around: Surroundings) -> Surroundings:
    """The small flow in a folder of its own, which a test may change, and nothing else."""
    root = flow.parent
    return msgspec.structs.replace(
        around,
        choices=lambda: known_policies(root).choices,
        open_house=lambda policy: open_house(policy, root),
        open_texts=lambda policy: open_texts(policy, root),
    )


@pytest.fixture
def case(around: Surroundings) -> Case:
    return open_case(around, read_yaml(SITUATION, "s.yaml"), "s.yaml")


def change(flow: Path, *changes: tuple[str, str, str]) -> None:
    for file, old, new in changes:
        path = flow / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1, old
        path.write_text(text.replace(old, new), encoding="utf-8")


def kept(register: Register) -> list[str]:
    return register.editions.all()


def damage(register: Register) -> Path:
    (name,) = kept(register)
    path = register.editions._path(name)
    path.write_bytes(path.read_bytes()[:-20])
    return path


# A case keeps its edition.


def test_a_case_of_a_file_keeps_the_text_that_it_began_under(
    around: Surroundings, case: Case, flow: Path, register: Register
) -> None:
    (noted,) = [event.data for event in case.events if event.kind == "policy-noted"]
    assert noted["hash"] == texts_of(flow).hash()
    assert register.editions.read(str(noted["hash"])) == texts_of(flow)


def test_a_case_of_answers_keeps_it_with_the_answer_that_chose_the_policy(
    around: Surroundings, register: Register, flow: Path
) -> None:
    session = Session(around)
    session.answer(("no",))
    assert kept(register) == []
    session.answer(("small",))
    assert session.record.editions == {"small": texts_of(flow).hash()}
    assert kept(register) == [texts_of(flow).hash()]


def test_a_second_case_of_the_same_edition_writes_no_second_copy(
    around: Surroundings, case: Case, register: Register
) -> None:
    open_case(around, read_yaml(SITUATION, "s.yaml"), "s.yaml")
    assert len(kept(register)) == 1


def test_a_changed_flow_changes_nothing_of_an_open_case(around: Surroundings, case: Case, flow: Path) -> None:
    before = look_at(around, case.id)
    rows = board(around)
    change(flow, LIMIT, EDITION, PHONE)
    after = look_at(around, case.id)
    assert after.advice == before.advice
    assert before.advice is not None
    assert before.advice.contacts
    assert after.edition == "March 2026"
    assert board(around) == rows
    assert read_session(around, case.id).advice() == Session(around, case).advice()
    assert Session(around, case).advice()[1].act_by == before.advice.act_by


def test_a_new_case_begins_under_the_changed_flow(around: Surroundings, case: Case, flow: Path) -> None:
    change(flow, LIMIT, EDITION)
    other = open_case(around, read_yaml(SITUATION, "s.yaml"), "s.yaml")
    old, new = look_at(around, case.id).advice, look_at(around, other.id).advice
    assert old is not None
    assert new is not None
    assert (new.policy.edition, old.policy.edition) == ("June 2026", "March 2026")
    assert new.act_by != old.act_by


def test_an_attempt_is_recorded_under_the_kept_edition(around: Surroundings, case: Case, flow: Path) -> None:
    change(flow, ("policy.yaml", "at: [directors, conference-request]", "at: [conference-request]"), LIMIT)
    number = record_attempt(around, case.id, Told(stage="managers", outcome="unresolved"))
    assert number == case.version + 1
    looked = look_at(around, case.id)
    assert looked.advice is not None
    assert looked.advice.stage is not None
    assert looked.advice.stage.id == "directors"


def test_a_case_goes_on_where_its_flow_is_gone_or_broken(
    around: Surroundings, case: Case, flow: Path
) -> None:
    before = look_at(around, case.id).advice
    (flow / "policy.yaml").write_text("nothing: of use")
    assert look_at(around, case.id).advice == before
    assert edition_of_case(around, case.id).on_disk is None
    with pytest.raises(WrongInputError, match="cannot be read on the disk"):
        move(around, case.id, "Agreed.")
    (flow / "policy.yaml").unlink()
    looked = look_at(around, case.id)
    assert looked.advice == before
    assert looked.edition_notes[0] == "The policy cannot be read on the disk any more."
    session = Session(around, case)
    assert session.shown().question is None
    assert session.advice()[1].stage == (before.stage if before else None)
    assert "cannot be read on the disk" in " ".join(welcome_back(session))


def test_choosing_the_same_policy_again_does_not_move_the_case(
    around: Surroundings, case: Case, flow: Path
) -> None:
    before = Session(around, case).record.editions
    change(flow, EDITION)
    session = Session(around, case)
    session.look_at("policy")
    session.answer(("small",))
    session._keep_answer(session.conversation().answered[1].question, ("small",), ())
    assert session.record.editions == before


def test_a_case_without_a_hash_goes_by_the_disk_as_before(
    around: Surroundings, case: Case, flow: Path, register: Register
) -> None:
    older = [
        NewEvent(kind=one.kind, data={key: value for key, value in one.data.items() if key != "hash"})
        for one in case.events
    ]
    old = register.create(older, at=around.clock(), author=around.author)
    change(flow, EDITION)
    looked = look_at(around, old.id)
    assert (looked.edition, looked.edition_hash, looked.edition_notes) == ("June 2026", None, ())
    assert "and is 'June 2026' now" in welcome_back(Session(around, old))[-1]
    with pytest.raises(WrongInputError, match="keeps no edition"):
        move(around, old.id, "Agreed.")


# A text that cannot be used is said, and never passed over.


def test_a_damaged_text_is_said_and_the_policy_on_the_disk_is_used(
    around: Surroundings, case: Case, flow: Path, register: Register
) -> None:
    change(flow, EDITION)
    path = damage(register)
    looked = look_at(around, case.id)
    assert looked.edition == "June 2026"
    assert path.name in looked.edition_notes[0]
    assert "is damaged" in looked.edition_notes[0]
    assert any("as it is on the disk" in one for one in looked.edition_notes)
    assert any("is damaged" in one for one in welcome_back(Session(around, case)))


def test_a_kept_text_that_the_program_does_not_read_is_said(
    around: Surroundings, flow: Path, register: Register
) -> None:
    texts = texts_of(flow)
    later = texts.files | {"small/policy.yaml": texts.files["small/policy.yaml"] + b"\nlater-part: 1\n"}
    name = register.editions.keep(msgspec.structs.replace(texts, files=later))
    first = open_case(around, read_yaml(SITUATION, "s.yaml"), "s.yaml")
    events = [
        NewEvent(kind=one.kind, data=one.data | ({"hash": name} if "hash" in one.data else {}))
        for one in first.events
    ]
    case = register.create(events, at=around.clock(), author=around.author)
    looked = look_at(around, case.id)
    assert looked.advice is not None
    assert looked.edition_notes[0] == (
        "This version of the program does not read the text that this case began under."
    )
    assert "later-part" in looked.edition_notes[1]


def test_a_full_disk_begins_no_case_under_a_text_that_is_not_kept(
    around: Surroundings, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session(around)
    session.answer(("no",))
    before = session.case

    def full(*_args: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(NotNowError, match="the disk is full"):
            session.answer(("small",))
    assert before is not None
    assert register.get(before.id) == before
    assert kept(register) == []
    session.answer(("small",))
    assert len(kept(register)) == 1


# What would be different.


def test_the_sentences_name_what_would_differ(around: Surroundings, case: Case, flow: Path) -> None:
    change(
        flow,
        LIMIT,
        PHONE,
        ("policy.yaml", "does: The managers meet.", "does: The managers ring each other."),
        ("policy.yaml", "documents: [meeting-record]", "documents: [escalation-referral]"),
        ("policy.yaml", "title: Managers meet", "title: Managers ring"),
    )
    found = differences_for(Session(around, case))
    assert found is not None
    assert found.blocked == ()
    (called,) = [one for one in found.lines if one.startswith("Whom to call")]
    assert called.endswith(", phone: from '01999 100100' to '01999 200200'.")
    assert set(found.lines) - {called} == {
        "The stage: from 'Rung 2: Managers meet' to 'Rung 2: Managers ring'.",
        "The time limit: from 'Act by Thursday 19 November 2026, 16:00' to "
        "'Act by Wednesday 18 November 2026, 16:00'.",
        "To be done: from 'The managers meet' to 'The managers ring each other'.",
        "A document more: 'escalation referral'.",
        "A document less: 'meeting record'.",
        "These answers are read anew: 'Start at: Where the policy puts it: Rung 2: Managers ring'.",
    }


def test_what_does_not_touch_the_case_is_no_difference(around: Surroundings, case: Case, flow: Path) -> None:
    change(flow, ("policy.yaml", "text: Send the form to the partnership.", "text: Send the new form."))
    found = differences_for(Session(around, case))
    assert found is not None
    assert found.lines == (NOTHING_DIFFERENT,)


def test_coming_back_says_that_the_policy_changed_what_would_differ_and_how_to_decide(
    around: Surroundings, case: Case, flow: Path
) -> None:
    assert welcome_back(Session(around, case))[-1] == "The policy has not changed."
    change(flow, LIMIT)
    assert welcome_back(Session(around, case))[-4:] == (
        "The policy on the disk has changed since this case began.",
        "This case goes on under its own text, 'March 2026'.",
        "Under the policy on the disk: The time limit: from 'Act by Thursday 19 November 2026, 16:00' to "
        "'Act by Wednesday 18 November 2026, 16:00'.",
        f"To see what would differ, and to decide: escalate case edition {case.id}.",
    )


# The decision.


def test_a_move_is_recorded_with_its_reason_and_counts(around: Surroundings, case: Case, flow: Path) -> None:
    old = texts_of(flow).hash()
    change(flow, LIMIT, EDITION)
    number = move(around, case.id, "  The board asked for it.\n")
    event = around.register.get(case.id).events[-1]
    assert (event.seq, event.kind) == (number, "edition-moved")
    assert event.data == {
        "policy": "small",
        "from": old,
        "from_edition": "March 2026",
        "to": texts_of(flow).hash(),
        "to_edition": "June 2026",
        "reason": "The board asked for it.",
    }
    looked = look_at(around, case.id)
    assert looked.advice is not None
    assert looked.advice.act_by is not None
    assert (looked.edition, looked.advice.act_by.day) == ("June 2026", 18)
    assert looked.edition_notes == ()


def test_a_moved_case_keeps_the_edition_that_it_was_moved_to(
    around: Surroundings, case: Case, flow: Path
) -> None:
    change(flow, EDITION)
    move(around, case.id, "Agreed.")
    change(flow, LIMIT, ("policy.yaml", "June 2026", "July 2026"))
    assert look_at(around, case.id).edition == "June 2026"


def test_a_move_can_be_taken_back_and_leaves_both_decisions(
    around: Surroundings, case: Case, flow: Path
) -> None:
    before = look_at(around, case.id).advice
    change(flow, LIMIT, EDITION)
    move(around, case.id, "The board asked for it.")
    move_back(around, case.id, "It was for new cases only.")
    assert look_at(around, case.id).advice == before
    events = around.register.get(case.id).events
    assert [one.kind for one in events[-2:]] == ["edition-moved", "edition-moved"]
    assert events[:-2] == case.events
    with pytest.raises(WrongInputError, match="nothing to take back"):
        move_back(around, case.id, "Again.")


def test_moves_are_taken_back_one_by_one_the_last_first(around: Surroundings, case: Case, flow: Path) -> None:
    change(flow, EDITION)
    move(around, case.id, "One.")
    change(flow, ("policy.yaml", "June 2026", "July 2026"))
    move(around, case.id, "Two.")
    seen = [look_at(around, case.id).edition]
    for _ in range(2):
        move_back(around, case.id, "Back.")
        seen.append(look_at(around, case.id).edition)
    assert seen == ["July 2026", "June 2026", "March 2026"]


@pytest.mark.parametrize("reason", ["", " \n\t", "x" * 5_000_000])
def test_a_move_without_a_reason_or_with_a_book_for_one_is_refused(
    around: Surroundings, case: Case, flow: Path, reason: str
) -> None:
    change(flow, EDITION)
    with pytest.raises(WrongInputError, match="reason"):
        move(around, case.id, reason)
    assert around.register.get(case.id) == case


def test_where_nothing_has_changed_there_is_nothing_to_move_to(around: Surroundings, case: Case) -> None:
    with pytest.raises(WrongInputError, match="nothing to move to"):
        move(around, case.id, "Agreed.")
    assert around.register.get(case.id) == case


def test_a_case_whose_attempt_has_no_place_in_the_new_text_is_not_moved(
    around: Surroundings, case: Case, flow: Path
) -> None:
    text = (flow / "policy.yaml").read_text("utf-8")
    (flow / "policy.yaml").write_text(
        text.replace("id: talk\n", "id: chat\n").replace("[talk]", "[chat]"), encoding="utf-8"
    )
    found = edition_of_case(around, case.id).differences
    assert found is not None
    assert "'talk' is no stage" in found.blocked[0]
    with pytest.raises(WrongInputError, match=r"cannot be moved.*'talk' is no stage"):
        move(around, case.id, "Agreed.")
    assert around.register.get(case.id) == case
    assert "something of the case would be lost" in " ".join(welcome_back(Session(around, case)))


def test_a_case_cannot_be_moved_back_past_what_was_recorded_since(
    around: Surroundings, case: Case, flow: Path
) -> None:
    text = (flow / "policy.yaml").read_text("utf-8")
    (flow / "policy.yaml").write_text(
        text.replace("id: managers\n", "id: bosses\n").replace("[managers]", "[bosses]"), encoding="utf-8"
    )
    move(around, case.id, "Agreed.")
    record_attempt(around, case.id, Told(stage="bosses", outcome="unresolved"))
    with pytest.raises(WrongInputError, match="'bosses' is no stage"):
        move_back(around, case.id, "Back.")


def test_a_colleague_who_was_quicker_is_not_overruled(
    around: Surroundings, case: Case, flow: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(flow, EDITION)
    get = Register.get
    quicker: list[int] = []

    def then_written(self: Register, case_id: str) -> Case:
        found = get(self, case_id)
        if not quicker:
            quicker.append(1)
            data = {"field": "agreed", "text": "The facts"}
            event = NewEvent(kind="detailed", data=dict(data))
            self.commit(
                case_id, [event], expected_version=found.version, at=around.clock(), author=around.author
            )
        return found

    monkeypatch.setattr(Register, "get", then_written)
    with pytest.raises(NotNowError, match="has changed since you looked"):
        move(around, case.id, "Agreed.")


def test_a_case_of_which_the_old_text_is_damaged_can_be_moved_but_not_back(
    around: Surroundings, case: Case, flow: Path, register: Register
) -> None:
    change(flow, EDITION)
    damage(register)
    move(around, case.id, "The old text is lost.")
    assert around.register.get(case.id).events[-1].data["from_edition"] == "March 2026"
    assert look_at(around, case.id).edition_notes == ()
    with pytest.raises(Exception, match="is damaged") as caught:
        move_back(around, case.id, "Back.")
    assert not isinstance(caught.value, DamagedFileError)
    assert around.register.get(case.id).version == case.version + 1


def test_a_document_that_would_come_out_otherwise_is_named_and_no_longer_matches(
    around: Surroundings, case: Case, flow: Path, tmp_path: Path
) -> None:
    session = Session(around, case)
    save(session, "lead-card", tmp_path / "card.md")
    change(flow, PHONE)
    found = edition_of_case(around, case.id).differences
    assert found is not None
    assert found.lines[-1] == "No longer matching, to be made again: lead card (card.md)."
    move(around, case.id, "Agreed.")
    (made,) = look_at(around, case.id).record.made
    assert made.matches is False


def test_time_goes_on_for_the_kept_edition(around: Surroundings, case: Case, flow: Path) -> None:
    change(flow, LIMIT)
    later = msgspec.structs.replace(around, clock=lambda: around.clock() + timedelta(days=2))
    advice = look_at(later, case.id).advice
    assert advice is not None
    assert advice.overdue_since is not None
    assert advice.overdue_since.day == 19


def test_a_document_is_made_from_the_template_of_the_kept_edition(
    make_flow: Callable[..., Path], around: Surroundings, flow: Path
) -> None:
    own = flow / "templates" / "own.md"
    own.parent.mkdir()
    letter = (shipped("templates") / "chaser.md").read_text("utf-8")
    own.write_text(f"{letter}\nThe words of March.\n", encoding="utf-8")
    with (flow / "policy.yaml").open("a", encoding="utf-8") as policy:
        policy.write("\ntemplates: {chaser: own.md}\n")
    case = open_case(around, read_yaml(SITUATION, "s.yaml"), "s.yaml")
    own.write_text(f"{letter}\nThe words of June.\n", encoding="utf-8")
    assert "The words of March." in draft(Session(around, case), "chaser").text
