"""The register in plain lines: coming back, the list of cases, and a new one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from wizard.base.errors import EscalateError
from wizard.casework.session import Surroundings
from wizard.register.cases import NewEvent, Register
from wizard.register.places import Place

Ask = Callable[..., object]

TORBAY = ("2", "5", "1", "4", "1", "1", "1", "2", "16/11", "1")


class KilledError(BaseException):
    """Stands for a process that ends in the middle."""


@pytest.mark.parametrize("answered", range(1, len(TORBAY) + 1))
def test_whoever_is_stopped_at_any_question_comes_back_to_it(ask: Ask, answered: int) -> None:
    left = ask(*TORBAY[:answered])
    with pytest.raises(KilledError):
        ask(KilledError())
    again = ask()
    assert again.page == left.page
    assert "You come back to where you were." in again.lines


def test_whoever_is_stopped_at_an_earlier_question_comes_back_to_that(ask: Ask) -> None:
    left = ask(*TORBAY, "change 3")
    assert left.page[0] == "Who are you worried about?"
    assert ask().page == left.page


def test_whoever_comes_back_hears_what_is_due_and_how_to_begin_anew(ask: Ask) -> None:
    case_id = ask(*TORBAY).flat.rpartition("as case ")[2].split(".")[0]
    said = ask()
    assert f"This is case {case_id}. You left a moment ago." in said.flat
    assert "The policy has not changed." in said.lines
    assert "For a new case type new; for the list of your cases type cases." in said.flat


def test_whoever_went_to_the_list_finds_it_with_a_new_case_first(ask: Ask) -> None:
    ask("2", "5", "cases")
    said = ask()
    assert said.page[0] == "Your cases: 1."
    assert said.page[1] == "1. A new case."
    assert said.page[2] == "Questions to answer first:"
    assert said.page[3].startswith("2. Torbay. Asked next: Who are you worried about?")


def test_enter_alone_chooses_no_case(ask: Ask, make_case: Callable[..., str]) -> None:
    make_case()
    prompt = ask().page[-2:]
    assert ask("").page[-3:] == ["Nothing was chosen.", *prompt]


def test_a_case_is_opened_by_its_number_and_told_of(ask: Ask, make_case: Callable[..., str]) -> None:
    case_id = make_case()
    said = ask("2")
    assert f"This is case {case_id}." in said.lines
    assert "Pre-escalation: Talk it through with your supervisor or manager" in said.lines
    assert "What next?" in said.lines


def test_the_cases_stand_by_group_with_what_is_due(ask: Ask, make_case: Callable[..., str]) -> None:
    make_case(upto=3)
    made = make_case(
        policy=("oxfordshire",),
        sector=("statutory",),
        risk=("welfare",),
        about=("criteria-for-referral",),
        tried=("step-3",),
        **{"began:step-3": ("2026-11-02",), "outcome:step-3": ("open",)},
    )
    lines = ask().page
    assert lines.index("Overdue:") < lines.index("Questions to answer first:")
    row = " ".join(lines[lines.index("Overdue:") + 1 : lines.index("Questions to answer first:")])
    assert row.startswith("2. Education to Children's social care. Oxfordshire. Step 4")
    assert "Overdue since" in row
    assert row.endswith(f"Case {made}.")


def test_find_narrows_the_list_and_all_widens_it_again(ask: Ask, make_case: Callable[..., str]) -> None:
    one = make_case()
    other = make_case(**{"from": ("police",)})
    found = ask("find Police torbay").page
    assert found[0] == "Cases with 'Police torbay': 1."
    assert other in " ".join(found)
    assert one not in " ".join(found)
    assert ask("find police", "all").page[0] == "Your cases: 2."
    assert f"This is case {other}." in ask("find police", "2").lines


def test_of_many_cases_twenty_are_read_out_at_a_time(ask: Ask, make_case: Callable[..., str]) -> None:
    for _ in range(22):
        make_case(upto=1)
    first = ask()
    assert "There are 2 more." in first.lines
    assert sum(line.startswith(("2. ", "21. ", "22. ")) for line in first.page) == 2
    more = ask("more").page
    assert [line[:3] for line in more if line[:1].isdigit()] == ["1. ", "2. ", "3. "]


@pytest.mark.parametrize("words", [("new",), ("cases", "1"), ("cases", "new")])
def test_a_new_case_can_be_begun_from_everywhere(
    ask: Ask, around: Surroundings, words: tuple[str, ...]
) -> None:
    said = ask("2", "5", *words, "1")
    assert "This is a new case." in said.lines
    assert "Danger now: Yes." in said.lines
    assert len(list(around.register.cases())) == 2


def test_whoever_goes_to_another_case_comes_back_to_that_one(ask: Ask, make_case: Callable[..., str]) -> None:
    other = make_case()
    ask("new", "2", "5", "cases", f"find {other}", "2")
    assert f"This is case {other}." in ask().lines


def test_a_case_that_cannot_be_read_is_named(ask: Ask, make_case: Callable[..., str], tmp_path: Path) -> None:
    case_id = make_case()
    for path in (tmp_path / "register" / "cases").glob(f"{case_id}*"):
        path.write_bytes(b"{")
    said = ask()
    assert f"These cannot be read: {case_id}. Nothing in them was changed." in said.flat
    assert said.code == 2


def test_a_case_that_holds_what_is_not_ours_keeps_nobody_from_the_others(
    ask: Ask, around: Surroundings, make_case: Callable[..., str]
) -> None:
    make_case()
    strange = around.register.create(
        [NewEvent(kind="answered", data={"question": 1})], at=around.clock(), author=around.author
    )
    around.register.places.keep(
        Place(case=strange.id, version=strange.version, at=around.clock().isoformat())
    )
    said = ask("2")
    assert f"These cannot be read: {strange.id}." in said.flat
    assert "What next?" in said.lines


def test_where_a_policy_cannot_be_read_that_is_said_and_the_list_is_offered(
    around: Surroundings, talk: Callable[..., object], make_case: Callable[..., str]
) -> None:
    make_case()

    def broken(_: str) -> object:
        raise EscalateError("The flow of Torbay cannot be read")

    said = talk(msgspec.structs.replace(around, open_house=broken), ["2", "", "nonsense", "leave"])
    assert said.code == 0
    assert "The flow of Torbay cannot be read." in said.lines
    assert "Type again to try again. Or: back, review, cases, new, leave, help." in said.lines


def test_where_the_register_cannot_be_read_a_case_can_still_be_begun(
    ask: Ask, around: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Register) -> object:
        raise EscalateError("The register cannot be read")

    around.register.vault.create_practice(around.clock())
    monkeypatch.setattr(Register, "listing", refuse)
    said = ask("cases", "1")
    assert "The register cannot be read." in said.lines
    assert said.page[0] == "Is anyone in danger right now?"
