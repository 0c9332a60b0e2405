"""Coming to a register in plain lines: set up once, unlocked, locked; and nothing that is secret is said."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from wizard.advice.worktime import LONDON
from wizard.base.paths import UnconfirmedError
from wizard.base.settings import Settings
from wizard.casework.entering import Entrance
from wizard.casework.session import Surroundings
from wizard.cli.ask import run_ask
from wizard.register.cases import Case, LockedError, Register, UnconfirmedCaseError
from wizard.register.slots import Cost
from wizard.register.vault import Vault

WORDS = "three random words"
NEW = "four other random words"
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)


class Hidden(NamedTuple):
    """A line of which nothing shows."""

    text: str


class Later(NamedTuple):
    """A line that is typed after so many seconds."""

    text: str
    seconds: float


class Person:
    """Types the lines in turn, each where it is asked for in that way, and has a clock."""

    def __init__(self, lines: tuple[str | Hidden | Later, ...]) -> None:
        self._lines = list(lines)
        self.clock = 0.0

    def readline(self, limit: int, /) -> str:
        """As of a stream."""
        if not self._lines:
            return ""
        line = self._lines.pop(0)
        assert not isinstance(line, Hidden), f"{line} was asked for in the open"
        if isinstance(line, Later):
            self.clock += line.seconds
            line = line.text
        return f"{line}\n"

    def hidden(self) -> str:
        """As `getpass`."""
        if not self._lines:
            raise EOFError
        line = self._lines.pop(0)
        assert isinstance(line, Hidden), f"{line} would have been hidden"
        return line.text

    def ticks(self) -> tuple[float, ...]:
        return (self.clock,)


Typed = Callable[..., str]


@pytest.fixture
def cheap(around: Surroundings, tmp_path: Path) -> Surroundings:
    """A folder with no register yet, whose passphrases will cost little."""
    around.register._vault = Vault(tmp_path / "register", cost=Cost(memory_kib=64, passes=1, lanes=1))
    return around


@pytest.fixture
def typed(cheap: Surroundings) -> Typed:
    """What is said to somebody at a terminal who types these lines."""

    def hold(*lines: str | Hidden | Later, around: Surroundings = cheap, code: int = 2) -> str:
        person, paper = Person(lines), io.StringIO()
        entrance = Entrance(settings=lambda: Settings(name="Kim Example", lock_minutes=5), ticks=person.ticks)
        assert run_ask(around, person, paper, entrance=entrance, hidden=person.hidden) == code
        return " ".join(paper.getvalue().split())

    return hold


@pytest.fixture
def real(cheap: Surroundings) -> str:
    """A real register is there, locked, with one case that asks for the policy. Gives its recovery key."""
    register = cheap.register
    prepared = register.vault.prepare(WORDS, "Kim Example", NOW)
    register.open_with(register.vault.finish(prepared))
    paper = io.StringIO()
    run_ask(cheap, io.StringIO("2\n"), paper)
    register.lock()
    return prepared.recovery


def test_the_first_answer_asks_what_the_register_is_for_and_is_saved_then(
    typed: Typed, cheap: Surroundings
) -> None:
    said = typed("2", "1")
    assert said.index("Is anyone in danger right now?") < said.index(
        "Is this for practice, or for real cases?"
    )
    assert said.index("Is this for practice") < said.index("Danger now: No.") < said.index("Which area's")
    (case,) = cheap.register.cases()
    assert case.practice


def test_a_real_register_is_made_once_the_end_of_its_key_is_typed(typed: Typed, cheap: Surroundings) -> None:
    keys: list[str] = []

    class Watching(io.StringIO):
        def write(self, text: str, /) -> int:
            if text.count("-") == 8:
                keys.append(text.strip())
                person._lines.append(text.strip()[-9:])
            return super().write(text)

    person, paper = Person(("1", "2", "", Hidden(WORDS), Hidden(WORDS), "1")), Watching()
    run_ask(cheap, person, paper, hidden=person.hidden)
    said = paper.getvalue()
    assert said.count("Danger now: call 999 first.\n") >= 6
    assert WORDS not in said
    assert len(keys) == 1
    (case,) = cheap.register.cases()
    assert not case.practice


def test_going_back_from_the_set_up_asks_the_question_again_and_saves_nothing(
    typed: Typed, tmp_path: Path
) -> None:
    said = typed("2", "2", "back", "back")
    assert "No register is made yet, and nothing is saved." in said
    assert said.count("Is anyone in danger right now?") == 2
    assert not (tmp_path / "register").exists()


def test_leaving_the_set_up_says_that_nothing_was_saved(typed: Typed, tmp_path: Path) -> None:
    said = typed("2", "2", "", Hidden("leave"), code=0)
    assert "The register was not made, and nothing is saved." in said
    assert not (tmp_path / "register").exists()


def test_lines_from_a_pipe_make_a_practice_register_and_that_is_said(
    ask: Callable[..., object], around: Surroundings
) -> None:
    assert "so this is a practice register, for invented cases only." in ask("2").flat
    assert around.register.state() == "practice"


def test_a_locked_register_is_unlocked_first_and_nothing_of_a_case_is_said_before(
    typed: Typed, real: str
) -> None:
    said = typed(Hidden("not this one at all"), Hidden(WORDS))
    before, _, after = said.partition("That did not open the register.")
    assert "If anyone is in danger now, call 999 first." in before
    assert "type numbers, or use escalate lead" in before
    assert "This is case" not in before
    assert "This is case" in after
    assert "practice" not in said


def test_the_numbers_can_be_had_while_it_is_locked(typed: Typed, real: str) -> None:
    said = typed(Hidden("numbers"), "3", Hidden("leave"), code=0)
    assert "Contacts: Resolving Multi-Agency Professional Disagreements" in said
    assert "Telephone" in said
    assert "The register is locked. All that you answered before is saved." in said


def test_the_recovery_key_opens_it_once_there_is_a_new_passphrase(
    typed: Typed, real: str, cheap: Surroundings
) -> None:
    said = typed(Hidden(real), Hidden(NEW), Hidden(NEW))
    assert "Your new passphrase opens the register from now on." in said
    assert real not in said
    cheap.register.lock()
    assert "This is case" in typed(Hidden(NEW))


def test_lines_from_a_pipe_cannot_unlock_it(cheap: Surroundings, real: str) -> None:
    with pytest.raises(LockedError):
        run_ask(cheap, io.StringIO(f"{WORDS}\n"), io.StringIO())


def test_a_file_with_the_passphrase_unlocks_it_for_lines_from_a_pipe(
    cheap: Surroundings, real: str, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text(WORDS, encoding="utf-8")
    paper = io.StringIO()
    entrance = Entrance(environ={"ESCALATE_PASSPHRASE_FILE": str(tmp_path / "secret")})
    run_ask(cheap, io.StringIO(""), paper, entrance=entrance)
    assert "This is case" in paper.getvalue()


def test_the_word_lock_locks_it_and_one_comes_back_to_the_same_place(
    typed: Typed, real: str, cheap: Surroundings
) -> None:
    said = typed(Hidden(WORDS), "lock", Hidden(WORDS))
    assert said.count("The register is locked.") == 2
    assert said.count("Which area's policy applies?") == 2


def test_a_practice_register_is_never_locked(typed: Typed) -> None:
    assert "Only a register of real cases can be locked." in typed("2", "1", "lock")


def test_after_too_long_the_passphrase_is_asked_before_the_line_is_acted_upon(
    typed: Typed, real: str
) -> None:
    said = typed(Hidden(WORDS), Later("5", 300), Hidden("wrong for once"), Hidden(WORDS))
    asked = said.index("Nobody has typed for a while.")
    assert asked < said.index("That did not open the register.") < said.index("Torbay: Professional", asked)


def test_before_that_nothing_is_asked(typed: Typed, real: str) -> None:
    assert "Nobody has typed" not in typed(Hidden(WORDS), Later("5", 299), Later("1", 299))


def test_a_first_answer_that_the_disk_did_not_confirm_is_said_and_gone_on_from(
    typed: Typed, cheap: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = Register.create

    def unconfirmed(self: Register, *told: object, **more: object) -> Case:
        case = create(self, *told, **more)  # type: ignore[arg-type]  # as they were given
        raise UnconfirmedCaseError(
            case, UnconfirmedError("It is in its place, and the disk did not confirm it")
        )

    monkeypatch.setattr(Register, "create", unconfirmed)
    said = typed("2", "1")
    assert "It is in its place, and the disk did not confirm it." in said
    assert "Which area's policy applies?" in said


def test_a_colleague_is_named_and_the_answer_can_be_given_again(
    typed: Typed, cheap: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = Register.commit
    typed("2", "1")
    (case,) = cheap.register.cases()
    other = msgspec.structs.replace(
        cheap, author=msgspec.structs.replace(cheap.author, role="named nurse", name="Sam Example")
    )

    def meanwhile(self: Register, *told: object, **more: object) -> Case:
        monkeypatch.undo()
        from wizard.casework.session import Session

        Session(other, other.register.get(case.id)).answer(("torbay",))
        return commit(self, *told, **more)  # type: ignore[arg-type]  # as they were given

    monkeypatch.setattr(Register, "commit", meanwhile)
    said = typed("3", "1")
    assert (
        "Sam Example (named nurse) has added to this case, Wednesday 18 November 2026, 10:30: an answer."
        in said
    )
    assert "About: A child or young person." in said
