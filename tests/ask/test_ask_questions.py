"""Questions in plain lines: said in full, answered in many ways, and never answered by accident."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from wizard.base.errors import NotNowError
from wizard.casework.record import CaseRecord
from wizard.casework.session import Surroundings
from wizard.register.cases import Register

Ask = Callable[..., object]
Kept = Callable[[], CaseRecord]

#: A disagreement in Torbay, as it is typed: one line for each question, up to the advice.
TORBAY = ("2", "5", "1", "4", "1", "1", "1", "2", "16/11", "1")


def test_the_first_lines_say_what_to_do_in_danger_and_which_words_always_work(ask: Ask) -> None:
    first = " ".join(ask().text.split("\n\n")[0].split())
    assert "If anyone is in danger now, call 999 first." in first
    assert "These words always work: back, review, why, save, leave, help." in first


def test_the_first_lines_say_that_it_is_practice_once_it_is(ask: Ask) -> None:
    assert "practice" not in " ".join(ask().text.split("\n\n")[0].split())
    assert "so this is a practice register, for invented cases only." in ask("2").flat
    assert "It keeps a practice register, for invented cases only." in ask().flat


def test_the_very_first_question_is_about_danger(ask: Ask) -> None:
    assert ask().page[0] == "Is anyone in danger right now?"


def test_while_there_is_danger_999_stands_before_every_page(ask: Ask) -> None:
    pages = ask("1", *TORBAY[1:7], *TORBAY[8:], "1", "why", "back", "review").text.split("\n\n")[2:]
    starts = [page for page in pages if page.splitlines()[0] == "Danger now: call 999 first."]
    titles = ("Which area's", "Who are you", "Which agency", "What next?", "Why is it so?", "Your answers:")
    for title in titles:
        assert any(page.splitlines()[1].startswith(title) for page in starts), title
    questions = [page for page in pages if "Type a number" in page and not page.startswith("Danger now:")]
    assert questions == []


def test_an_unknown_danger_is_read_as_danger(ask: Ask) -> None:
    assert ask("3").page[0] == "Danger now: call 999 first."


def test_a_question_is_its_title_its_numbered_answers_and_what_can_be_typed(ask: Ask) -> None:
    assert ask().page == [
        "Is anyone in danger right now?",
        "1. Yes. Call 999 first. This program will still be here.",
        "2. No.",
        "3. I do not know. To be safe, this is read as danger now. If you are in doubt,",
        "   call 999.",
        "Type a number from 1 to 3. Or: why, save, leave, help.",
    ]


def test_each_answer_is_said_back_in_full(ask: Ask) -> None:
    said = ask(*TORBAY).lines
    assert "Danger now: No." in said
    assert "Raised: Monday 16 November 2026." in said
    assert "Tried: Nothing yet." in said


def test_what_i_do_not_know_is_read_as_is_said_in_words(ask: Ask) -> None:
    assert "About: I do not know the age (read as: a child, to be safe)." in ask("2", "5", "3").flat


def test_enter_alone_never_chooses_at_any_question(ask: Ask, around: Surroundings) -> None:
    for number in range(len(TORBAY)):
        before = [case.version for case in around.register.cases()]
        asked = ask("", "", "   ", TORBAY[number])
        assert asked.text.count("Nothing was chosen.") == 3
        after = [case.version for case in around.register.cases()]
        assert sum(after) - sum(before) in (1, 2)  # with the policy stands which text of it that was


def test_what_is_no_answer_is_one_calm_sentence_and_what_can_be_typed(ask: Ask) -> None:
    assert ask("perhaps").page[-3:] == [
        "> perhaps",
        "'perhaps' is not one of the answers here.",
        "Type a number from 1 to 3. Or: why, save, leave, help.",
    ]


@pytest.mark.parametrize("typed", ["0", "4", "99999", "1 2", "-1", "1x", "²", "٢", "\x1b[31m", "n0"])
def test_a_number_that_is_not_there_chooses_nothing(ask: Ask, around: Surroundings, typed: str) -> None:
    assert ask(typed).page[0] == "Is anyone in danger right now?"
    assert list(around.register.cases()) == []


@pytest.mark.parametrize("typed", ["2", " 2 ", "2.", "no", "No", "NO."])
def test_a_number_or_the_words_of_an_answer_choose_it(ask: Ask, kept: Kept, typed: str) -> None:
    ask(typed)
    assert kept().memory.latest() == {"danger": ("no",)}


@pytest.mark.parametrize("typed", ["1 3", "1,3", "3, 1", "1 and 3", "1. 3."])
def test_of_many_answers_several_can_be_chosen_at_once(ask: Ask, kept: Kept, typed: str) -> None:
    said = ask(*TORBAY[:4], typed)
    assert kept().memory.latest()["to"] == ("childrens-social-care", "health")
    assert "Challenged: Children's social care, Health." in said.lines


@pytest.mark.parametrize("typed", ["1 99", "0", "1;3", "one"])
def test_of_many_answers_a_wrong_one_chooses_none(ask: Ask, kept: Kept, typed: str) -> None:
    ask(*TORBAY[:4], typed)
    assert "to" not in kept().memory.latest()


def test_what_goes_with_no_other_is_told(ask: Ask, kept: Kept) -> None:
    assert "Choose either 'Nothing yet', or the others." in ask(*TORBAY[:9], "1 2").flat
    assert "tried" not in kept().memory.latest()


# Days.


@pytest.mark.parametrize(
    ("typed", "said", "as_kept"),
    [
        ("16/11", "Monday 16 November 2026", "2026-11-16"),
        ("yesterday", "Tuesday 17 November 2026", "2026-11-17"),
        ("16 Nov 2026 2pm", "Monday 16 November 2026, 14:00", "2026-11-16T14:00"),
        ("1", "Wednesday 18 November 2026", "2026-11-18"),
    ],
)
def test_a_day_is_a_number_or_typed_and_is_read_back_in_full(
    ask: Ask, kept: Kept, typed: str, said: str, as_kept: str
) -> None:
    assert f"Raised: {said}." in ask(*TORBAY[:8], typed).lines
    assert kept().memory.latest()["raised"] == (as_kept,)


def test_another_day_says_how_to_type_one(ask: Ask) -> None:
    said = ask(*TORBAY[:8], "3", "16/11")
    assert "Type the day now, such as 16/11" in said.flat
    assert "Raised: Monday 16 November 2026." in said.lines


def test_a_day_that_can_mean_two_is_asked_about(ask: Ask, kept: Kept) -> None:
    said = ask(*TORBAY[:8], "16/11 at 4")
    assert said.page[0].startswith("'16/11 at 4' can mean more than one day or time.")
    assert "raised" not in kept().memory.latest()
    assert "Raised: Monday 16 November 2026, 04:00." in ask("16/11 at 4", "2").lines


def test_a_day_that_cannot_be_is_told(ask: Ask) -> None:
    assert "Friday 1 January 2027 is in the future." in ask(*TORBAY[:8], "1/1/2027").flat


# The words.


@pytest.mark.parametrize("word", ["why", "WHY", "w", "?"])
def test_why_says_the_rule_in_plain_words(ask: Ask, word: str) -> None:
    assert "Why this is asked: - Danger now comes before any policy." in ask(word).flat


def test_why_names_the_clauses_and_the_answers_that_it_goes_by(ask: Ask) -> None:
    said = ask(*TORBAY[:8], "4", "why").flat
    assert "It goes by these answers: - Raised: I do not know" in said
    assert re.search(r"- [^-]*\(Timescales[^)]*\)", ask("why").flat)


@pytest.mark.parametrize("word", ["back", "b", "Back"])
def test_back_says_the_answer_so_far_and_that_it_stays(ask: Ask, kept: Kept, word: str) -> None:
    said = ask("2", "5", word)
    assert said.page[0] == "Which area's policy applies?"
    assert "Your answer so far: Torbay: Professional Differences (Escalation) Policy." in said.flat
    assert "It stays unless you choose another. Type keep to leave it so." in said.flat
    assert kept().memory.latest()["policy"] == ("torbay",)


def test_keep_goes_on_with_nothing_changed(ask: Ask, kept: Kept) -> None:
    said = ask("2", "5", "back", "keep")
    assert "It stays: Policy: Torbay: Professional Differences (Escalation) Policy." in said.flat
    assert said.page[0] == "Who are you worried about?"
    assert kept().memory.latest() == {"danger": ("no",), "policy": ("torbay",)}


def test_enter_alone_keeps_an_answer_that_was_gone_back_to_and_stays_there(ask: Ask, kept: Kept) -> None:
    assert ask("2", "5", "back", "").page[0] == "Which area's policy applies?"
    assert kept().memory.latest()["policy"] == ("torbay",)


def test_before_the_first_question_there_is_nothing(ask: Ask) -> None:
    assert "This is the first question. There is nothing before it." in ask("back").lines


@pytest.mark.parametrize("word", ["review", "r"])
def test_review_lists_every_answer_with_a_number_that_change_goes_to(ask: Ask, word: str) -> None:
    said = ask("2", "5", "1", word, "change 2")
    assert "1. Danger now: No." in said.lines
    assert "3. About: A child or young person." in said.lines
    assert said.page[0] == "Which area's policy applies?"


def test_a_number_that_no_answer_has_cannot_be_changed(ask: Ask) -> None:
    assert "There is no answer 9. Type review to hear those there are." in ask("2", "change 9").flat


def test_what_a_change_would_change_is_said_before_it_is_made(ask: Ask, kept: Kept) -> None:
    said = ask(*TORBAY, "change 1", "1")
    assert "What would change: - Danger now: from 'No' to 'Yes'." in said.flat
    assert "1. Change it." in said.lines
    assert kept().memory.latest()["danger"] == ("no",)
    assert "Changed: Danger now: Yes." in ask("change 1", "1", "1").lines
    assert kept().memory.latest()["danger"] == ("yes",)


@pytest.mark.parametrize("typed", ["2", "keep"])
def test_a_change_that_is_not_confirmed_leaves_it_as_it_was(ask: Ask, kept: Kept, typed: str) -> None:
    assert "It stays: Danger now: No." in ask(*TORBAY, "change 1", "1", typed).lines
    assert kept().memory.latest()["danger"] == ("no",)


def test_save_says_that_it_is_saved_and_goes_on(ask: Ask, around: Surroundings) -> None:
    said = ask("save", "2", "save")
    (case,) = around.register.cases()
    assert "Nothing is answered yet." in said.lines
    assert f"Everything is saved as case {case.id}." in said.lines
    assert said.page[-1].startswith("Type a number from 1 to 5.")


@pytest.mark.parametrize("word", ["leave", "quit", "q", "exit", "LEAVE"])
def test_leave_says_the_case_and_how_to_come_back(ask: Ask, around: Surroundings, word: str) -> None:
    said = ask("2", word)
    (case,) = around.register.cases()
    assert said.code == 0
    last = " ".join(said.text.split(f"> {word}")[1].split())
    assert last == (
        f"You have left. Everything is saved as case {case.id}. The next start comes back to this place: "
        "type escalate ask."
    )


def test_help_names_the_words(ask: Ask) -> None:
    said = ask("help")
    for word in ("back", "review", "why", "save", "leave", "cases", "new", "help"):
        assert any(line.startswith(f"- {word}: ") for line in said.lines), word
    assert "Enter alone never chooses anything." in said.flat


def test_at_the_end_of_the_input_the_last_line_says_that_all_is_saved(ask: Ask, around: Surroundings) -> None:
    said = ask("2")
    (case,) = around.register.cases()
    assert said.code == 2
    assert said.flat.endswith(
        f"The input has ended. Everything is saved as case {case.id}. The next start comes back to this place: "
        "type escalate ask."
    )


def test_at_the_end_of_an_empty_input_the_first_question_was_asked_and_nothing_is_saved(
    ask: Ask, around: Surroundings
) -> None:
    said = ask()
    assert (said.code, said.page[0]) == (2, "Is anyone in danger right now?")
    assert said.flat.endswith("The input has ended. Nothing is answered yet. Nothing is saved.")
    assert list(around.register.cases()) == []


def test_whoever_stops_it_loses_nothing(ask: Ask, kept: Kept) -> None:
    with pytest.raises(KeyboardInterrupt):
        ask("2", "5", KeyboardInterrupt())
    assert kept().memory.latest() == {"danger": ("no",), "policy": ("torbay",)}


# What goes wrong.


def test_where_it_cannot_be_saved_that_is_said_and_the_question_stays(
    ask: Ask, around: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise NotNowError("The disk is full. Nothing has been changed; try again")

    monkeypatch.setattr(Register, "create", full)
    said = ask("2")
    assert said.code == 2
    assert "The disk is full. Nothing has been changed; try again." in said.lines
    assert said.page[0] == "Is anyone in danger right now?"
    monkeypatch.undo()
    assert "Danger now: No." in ask("2").lines


def test_a_case_that_a_colleague_changed_is_looked_at_anew(
    ask: Ask, around: Surroundings, kept: Kept
) -> None:
    other = []

    def meanwhile(*_: object, **more: object) -> object:
        monkeypatch.undo()
        (case,) = around.register.cases()
        other.append(case.id)
        ask("5")
        return commit(*_, **more)  # type: ignore[arg-type]

    monkeypatch = pytest.MonkeyPatch()
    commit = Register.commit
    ask("2")
    monkeypatch.setattr(Register, "commit", meanwhile)
    said = ask("3", "1")
    assert other
    assert "A practitioner has added to this case, Wednesday 18 November 2026, 10:30: an answer." in said.flat
    assert "This is the case as it is now." in said.flat
    assert kept().memory.latest() == {"danger": ("no",), "policy": ("torbay",), "subject": ("child",)}
