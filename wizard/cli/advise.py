"""`escalate advise`: the advice for the situation in a file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from wizard.advice.advise import advise
from wizard.advice.result import to_json
from wizard.advice.situation import Given, settle
from wizard.base.decode import decode
from wizard.base.reader import read_document, read_file
from wizard.base.source import SIZE_LIMIT
from wizard.casework.house import open_house
from wizard.cli.output import say, standard_input


def run(file: str, *, as_json: bool) -> int:
    """Prints the advice. Raises WrongInputError with every fault of the file."""
    name = "standard input" if file == "-" else file
    node = read_document(standard_input(SIZE_LIMIT), name) if file == "-" else read_file(Path(file))
    given = decode(node, Given, name)
    house = open_house(given.policy)
    situation = settle(given, house.policy, house.time, datetime.now(UTC), node, name)
    advice = advise(house, situation)
    if as_json:
        say(to_json(advice))
    else:
        from wizard.advice.present import present
        from wizard.cli.advice_text import print_advice

        print_advice(present(advice, house.policy))
    return 0
