"""`escalate case edition`: the text of the policy that a case goes by, what would differ, and moving."""

from __future__ import annotations

from datetime import datetime

from wizard.advice.result import Plain, plain, to_json
from wizard.advice.words import say_when
from wizard.advice.worktime import as_london
from wizard.base.errors import EXIT_DONE, wrong_input
from wizard.casework.editions import CaseEdition, edition_of_case, move, move_back
from wizard.cli.case import text_of
from wizard.cli.output import fold, say, say_saved
from wizard.cli.surroundings import surroundings
from wizard.policy.edition import Edition


def run(case_id: str, *, move: bool, back: bool, reason_file: str | None, as_json: bool) -> int:
    """Shows the edition, or moves the case and says so once that is on the disk.

    Raises WrongInputError for an unknown case, a move without a reason, or one that would lose something.
    """
    if not move and not back:
        if reason_file is not None:
            raise wrong_input("is given without --move or --back; expected one of them", key="--reason-file")
        return _show(case_id, as_json=as_json)
    if reason_file is None:
        raise wrong_input("is missing; expected a file that says why the case is moved", key="--reason-file")
    return _decide(case_id, back=back, reason=text_of(reason_file))


def _decide(case_id: str, *, back: bool, reason: str) -> int:
    number = (move_back if back else move)(surroundings(), case_id, reason)
    return say_saved(f"{'moved back' if back else 'moved'} {number}")


def _show(case_id: str, *, as_json: bool) -> int:
    found = edition_of_case(surroundings(), case_id)
    if as_json:
        say(to_json(_shown(found)))
    else:
        _print(found)
    return EXIT_DONE


def _shown(found: CaseEdition) -> dict[str, Plain]:
    differences = found.differences
    return {
        "id": found.case.id,
        "policy": found.edition.id,
        "edition": found.edition.version,
        "edition_hash": found.edition.hash or None,
        "changed": found.going.changed,
        "problem": list(found.going.problem),
        "on_disk": _named(found.on_disk),
        "differences": list(differences.lines) if differences else [],
        "blocked": list(differences.blocked) if differences else [],
        "moves": [plain(one) for one in found.record.moves],
    }


def _named(edition: Edition | None) -> Plain:
    return {"edition": edition.version, "edition_hash": edition.hash} if edition else None


def _print(found: CaseEdition) -> None:
    say(f"Case {found.case.id}")
    for problem in found.going.problem:
        say(fold(problem))
    if not found.keeps_one:
        say(fold(f"It goes by the policy as it is on the disk: '{found.edition.version}'."))
        say("It was begun before the texts of policies were kept.")
        return
    say(fold(f"It goes by the text '{found.edition.version}' ({found.edition.short})."))
    if not found.going.changed:
        say("The policy on the disk is the same.")
    elif found.on_disk is None:
        say("The policy cannot be read on the disk any more.")
    else:
        say(fold(f"On the disk is another text: '{found.on_disk.version}' ({found.on_disk.short})."))
    _print_differences(found)
    _print_moves(found)


def _print_differences(found: CaseEdition) -> None:
    if found.differences is None:
        return
    say("\nUnder the policy on the disk")
    for line in found.differences.lines:
        say(fold(f"  - {line}", "    "))
    if found.differences.blocked:
        say("\nThe case cannot be moved to it")
        for line in found.differences.blocked:
            say(fold(f"  - {line}", "    "))
        return
    say("\nNothing changes unless you decide it. To move the case, write why in a file, and type:")
    say(f"  escalate case edition {found.case.id} --move --reason-file FILE")


def _print_moves(found: CaseEdition) -> None:
    if not found.record.moves:
        return
    times = {event.seq: event.time for event in found.case.events}
    say("\nMoves")
    for one in found.record.moves:
        when = say_when(as_london(datetime.fromisoformat(times[one.seq])))
        what = "Back to" if one.back else "To"
        say(fold(f"  {one.seq}. {when}: {what} '{one.to_edition}'. Reason: {one.reason}", "     "))
    if found.record.moves_to_undo(found.edition.id):
        say("\nTo take the last one back, write why in a file, and type:")
        say(f"  escalate case edition {found.case.id} --back --reason-file FILE")
