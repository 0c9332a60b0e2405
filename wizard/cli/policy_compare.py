"""`escalate policy compare`: two policies or editions in words, and one situation under both."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.advice.compare import Side, SideBySide, side_by_side
from wizard.advice.present import present
from wizard.advice.result import Plain, plain, to_json
from wizard.advice.situation import Given, settle
from wizard.advice.words import say_when
from wizard.advice.worktime import as_london
from wizard.base.decode import decode
from wizard.base.errors import EXIT_DONE, wrong_input
from wizard.base.reader import read_document, read_file
from wizard.base.source import SIZE_LIMIT
from wizard.casework.compared import Text, find_text
from wizard.cli.output import fold, say, standard_input
from wizard.cli.surroundings import surroundings, tell_of_settings
from wizard.policy.compare import Difference, Named, compare

if TYPE_CHECKING:
    from wizard.advice.advise import House
    from wizard.casework.session import Surroundings
    from wizard.policy.model import Policy

_EARLIEST: Final = "  << the earliest deadline"


class _Question(msgspec.Struct, frozen=True, kw_only=True):
    """The situation that both are asked about, its moment, and the policy that it was written for."""

    given: Given
    now: datetime
    source: Policy


def run(a: str, b: str, *, situation: str | None, case_id: str | None, as_json: bool) -> int:
    """Prints what differs, and with a situation or a case what follows under each.

    Raises WrongInputError for what is neither a policy, a folder nor an edition, and for a situation with faults.
    """
    tell_of_settings()
    around = surroundings()
    one, other = (find_text(word, around) for word in (a, b))
    named = _named(one, other)
    differences = compare(*named)
    asked = _asked(around, (one.house, other.house), situation, case_id)
    sides = side_by_side(one.house, other.house, asked.given, asked.now, asked.source) if asked else None
    if as_json:
        say(to_json(_as_json(one, other, differences, sides)))
        return EXIT_DONE
    say(
        fold(f"{named[0].name}: {one.house.policy.policy.title} ({one.edition.version}), {one.edition.short}")
    )
    say(
        fold(
            f"{named[1].name}: {other.house.policy.policy.title} ({other.edition.version}), {other.edition.short}"
        )
    )
    if sides is not None:
        _print_sides(sides, named)
    _print_differences(differences)
    return EXIT_DONE


def _named(one: Text, other: Text) -> tuple[Named, Named]:
    """Both with names that tell them apart: the areas, else the editions, else which was named first."""
    a, b = one.house.policy.policy, other.house.policy.policy
    names = next(
        (pair for pair in ((a.id, b.id), (a.edition, b.edition)) if pair[0] != pair[1]),
        ("the first", "the second"),
    )
    return (
        Named(name=names[0], policy=one.house.policy, contacts=one.house.contacts),
        Named(name=names[1], policy=other.house.policy, contacts=other.house.contacts),
    )


def _asked(
    around: Surroundings, houses: tuple[House, House], situation: str | None, case_id: str | None
) -> _Question | None:
    clock = as_london(datetime.now(UTC))
    if case_id is not None:
        from wizard.casework.looking import look_at

        looked = look_at(around, case_id)
        if looked.problem is not None:
            raise looked.problem
        if looked.situation is None or looked.policy is None or looked.advice is None:
            raise wrong_input("has questions to answer first; there is no situation yet", file=case_id)
        return _Question(given=looked.situation, now=looked.advice.now, source=looked.policy)
    if situation is None:
        return None
    name = "standard input" if situation == "-" else situation
    piped = situation == "-"
    node = read_document(standard_input(SIZE_LIMIT), name) if piped else read_file(Path(situation))
    given = decode(node, Given, name)
    own = next((house for house in houses if house.policy.id == given.policy), None)
    own = own or around.open_house(given.policy)
    settled = settle(given, own.policy, own.time, clock, node, name)
    return _Question(given=given, now=settled.now, source=own.policy)


# In words.


def _print_differences(differences: tuple[Difference, ...]) -> None:
    say("\nWhat differs in the text")
    if not differences:
        say("  Nothing.")
    part = ""
    for one in differences:
        if one.part != part:
            part = one.part
            say(f"\n{part}")
        say(fold(f"  - {one.text}", "    "))


def _print_sides(sides: SideBySide, named: tuple[Named, Named]) -> None:
    for which, side, name in (("a", sides.a, named[0].name), ("b", sides.b, named[1].name)):
        say(f"\nThis situation under {name}")
        for line in _side_lines(side, first=sides.earliest in (which, "both")):
            say(fold(f"  {line}", "    ") if not line.endswith(_EARLIEST) else f"  {line}")
    if sides.earliest is None:
        say("\nNeither gives a time limit here.")
    elif sides.earliest == "both":
        say("\nBoth deadlines end at the same moment.")
    else:
        first = sides.a if sides.earliest == "a" else sides.b
        name = named[0].name if sides.earliest == "a" else named[1].name
        assert first.deadline is not None
        say(f"\nThe earliest deadline is that of {name}: {say_when(first.deadline)}.")


def _side_lines(side: Side, *, first: bool) -> list[str]:
    lines = [f"! {one}" for one in side.left_out]
    if side.advice is None:
        return [*lines, side.problem]
    text = present(side.advice, side.policy)
    lines += [one for one in (text.danger, text.stage, text.status) if one]
    lines += text.who
    lines += [
        f"{one}{_EARLIEST}" if first and number == 0 and side.deadline else one
        for number, one in enumerate(text.times)
    ]
    lines += [f"Document: {one.replace('-', ' ')}" for one in side.advice.documents]
    lines += [f"Must be told: {one}" for one in text.notify]
    return lines


# For other programs.


def _as_json(
    one: Text, other: Text, differences: tuple[Difference, ...], sides: SideBySide | None
) -> dict[str, Plain]:
    found: dict[str, Plain] = {
        "a": plain(one.edition),
        "b": plain(other.edition),
        "differences": [plain(each) for each in differences],
    }
    if sides is not None:
        found["situation"] = {
            "a": _side_json(sides.a),
            "b": _side_json(sides.b),
            "earliest": sides.earliest,
        }
    return found


def _side_json(side: Side) -> dict[str, Plain]:
    return {
        "advice": plain(side.advice) if side.advice else None,
        "deadline": side.deadline.isoformat() if side.deadline else None,
        "left_out": list(side.left_out),
        "problem": side.problem or None,
    }
