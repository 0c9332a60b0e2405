"""What opens a register, how long it stays open, and what is said of those who add to a case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.advice.worktime import LONDON
from wizard.base.settings import Settings
from wizard.casework.choices import policy_choices
from wizard.casework.colleagues import say_added, who
from wizard.casework.document_context import LEAD_CARD
from wizard.casework.documents import draft
from wizard.casework.entering import Entrance, Idle, kind_of
from wizard.casework.house import open_house
from wizard.casework.session import Session, Surroundings
from wizard.casework.setting_up import SetUp
from wizard.casework.unlocking import Unlock
from wizard.register.cases import Author, Event, Register
from wizard.register.slots import Cost
from wizard.register.vault import Passphrase, Vault

# Worked out once: which policies there are, and a policy.
choices, house = cache(policy_choices), cache(open_house)

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)
WORDS = "three random words"
NEW = "four other random words"


class Store:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.asked = 0

    def get(self, name: str) -> str | None:
        self.asked += 1
        return self.kept.get(name)

    def set(self, name: str, secret: str) -> None:
        self.kept[name] = secret

    def delete(self, name: str) -> None:
        self.kept.pop(name, None)


@pytest.fixture
def register(tmp_path: Path) -> Register:
    register = Register(tmp_path / "register")
    register._vault = Vault(tmp_path / "register", cost=Cost(memory_kib=64, passes=1, lanes=1))
    return register


@pytest.fixture
def recovery(register: Register) -> str:
    """It is a real one, and locked. Gives its recovery key."""
    prepared = register.vault.prepare(WORDS, "Kim Example", NOW)
    register.vault.finish(prepared)
    return prepared.recovery


def unlock(register: Register, **more: object) -> Unlock:
    entrance = Entrance(settings=lambda: Settings(name="Kim Example"), **more)  # type: ignore[arg-type]  # in short
    return Unlock(register, entrance, numbers="")


def set_up(register: Register) -> SetUp:
    return SetUp(register, label="Kim Example", now=lambda: NOW)


# How long it stays open.


@given(
    steps=st.lists(st.tuples(st.sampled_from([0, 1]), st.floats(-1000, 1000), st.booleans()), max_size=8),
    minutes=st.integers(1, 10),
)
@settings(max_examples=60)
def test_it_is_too_long_once_any_clock_says_so_and_setting_one_back_opens_nothing(
    steps: list[tuple[int, float, bool]], minutes: int
) -> None:
    clocks = [0.0, 0.0]
    idle = Idle(lambda: tuple(clocks), lambda: minutes)
    last = tuple(clocks)
    for which, by, touched in steps:
        clocks[which] += by
        gone = max(now - then for now, then in zip(clocks, last, strict=True))
        assert idle.too_long() == (gone >= minutes * 60)
        if touched:
            idle.touch()
            last = tuple(clocks)


# Setting it up.


def test_no_register_is_there_until_one_is_chosen(register: Register) -> None:
    steps = set_up(register)
    assert kind_of(register) == "none"
    assert steps.take("1")
    assert kind_of(register) == "practice"


def real_steps(register: Register) -> SetUp:
    steps = set_up(register)
    for typed in ("2", "Kim Example", WORDS, WORDS):
        assert not steps.take(typed)
    return steps


@pytest.mark.parametrize(
    "typed", [lambda key: key, lambda key: key[-9:], lambda key: key[-9:].replace("-", " ").lower()]
)
def test_the_whole_key_or_its_last_two_groups_show_that_it_was_written_down(
    register: Register, typed: Callable[[str], str]
) -> None:
    steps = real_steps(register)
    key = steps.page().secret
    steps.take("1")
    assert kind_of(register) == "none"
    assert steps.take(typed(key))
    assert register.state() == "open"
    unlock(register).take(WORDS)


@pytest.mark.parametrize("typed", ["", "0000", "0000-0000", "nothing of the kind"])
def test_anything_else_makes_nothing(register: Register, typed: str) -> None:
    steps = real_steps(register)
    steps.take("1")
    with pytest.raises(ValueError, match="not how the recovery key ends"):
        steps.take(typed)
    assert kind_of(register) == "none"


def test_going_back_from_the_key_makes_a_new_one(register: Register) -> None:
    steps = real_steps(register)
    first = steps.page().secret
    assert steps.back()
    steps.take(WORDS)
    steps.take(WORDS)
    assert steps.page().secret not in ("", first)


def test_nothing_secret_stands_in_what_a_program_would_print_of_it(register: Register) -> None:
    steps = real_steps(register)
    key = steps.page().secret
    for text in (repr(steps), str(steps), repr(steps.page()), repr(vars(steps))):
        assert key not in text
        assert WORDS not in text


# Unlocking it.


def test_the_keyring_is_asked_first_where_it_has_a_slot(register: Register, recovery: str) -> None:
    store = Store()
    assert not unlock(register, store=lambda: store).unasked()
    assert store.asked == 0
    keys = register.vault.unlock(Passphrase(WORDS))
    register.vault.add_keyring(keys, store)
    assert unlock(register, store=lambda: store).unasked()
    assert register.state() == "open"


def test_a_keyring_that_has_lost_the_secret_leaves_it_to_the_passphrase(
    register: Register, recovery: str
) -> None:
    store = Store()
    register.vault.add_keyring(register.vault.unlock(Passphrase(WORDS)), store)
    store.kept.clear()
    assert not unlock(register, store=lambda: store).unasked()


def test_the_recovery_key_replaces_the_only_passphrase(register: Register, recovery: str) -> None:
    steps = unlock(register)
    for typed in (recovery.lower(), NEW):
        assert not steps.take(typed)
    assert register.state() == "locked"
    assert steps.take(NEW)
    with pytest.raises(ValueError, match="did not open"):
        unlock(register).take(WORDS)


def test_the_recovery_key_replaces_ones_own_passphrase_among_several(
    register: Register, recovery: str
) -> None:
    register.vault.add_passphrase(register.vault.unlock(Passphrase(WORDS)), "the words of a colleague", "Sam")
    steps = unlock(register)
    for typed in (recovery, NEW, NEW):
        steps.take(typed)
    unlock(register).take("the words of a colleague")
    with pytest.raises(ValueError, match="did not open"):
        unlock(register).take(WORDS)


# Who has added to a case.


def event(kind: str, role: str = "named nurse", name: str = "Sam Example") -> Event:
    return Event(seq=1, time=NOW.isoformat(), author=Author(role=role, name=name), kind=kind, data={})


def test_what_was_added_is_named_once_and_what_only_the_program_needs_not_at_all() -> None:
    said = say_added([event("answered"), event("answered"), event("step-done"), event("document-made")])
    assert said == (
        "Sam Example (named nurse) has added to this case, Wednesday 18 November 2026, 10:30: "
        "an answer and a document."
    )


@pytest.mark.parametrize(
    ("role", "name", "said"),
    [("named nurse", "", "A named nurse"), ("", "Sam", "Sam"), ("", "", "Somebody")],
)
def test_whoever_gave_no_name_is_said_by_the_role(role: str, name: str, said: str) -> None:
    assert who(event("answered", role, name)) == said


# What is made of a case.

TORBAY = {
    "danger": ("no",),
    "policy": ("torbay",),
    "subject": ("child",),
    "from": ("education",),
    "to": ("childrens-social-care",),
    "circumstance": ("disagreement",),
    "about": ("levels-of-need",),
    "risk": ("welfare",),
    "raised": ("2026-11-16",),
    "tried": ("nothing",),
}


@pytest.mark.parametrize("practice", [True, False])
def test_a_document_says_practice_where_its_register_is_one_and_never_otherwise(
    register: Register, practice: bool
) -> None:
    steps = set_up(register) if practice else real_steps(register)
    key = steps.page().secret
    for typed in ("1",) if practice else ("1", key):
        steps.take(typed)
    session = Session(
        Surroundings(
            register=register,
            choices=choices,
            open_house=house,
            clock=lambda: NOW.astimezone(LONDON),
        )
    )
    while (question := session.shown().question) is not None:
        session.answer(TORBAY[question.id])
    assert ("practice: invented case" in draft(session, LEAD_CARD).text.casefold()) == practice
