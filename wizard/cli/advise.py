"""`escalate advise`: the advice for the situation in a file."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from wizard.advice.advise import advise
from wizard.advice.result import to_json
from wizard.advice.situation import Given, settle
from wizard.base.decode import decode
from wizard.base.reader import read_document, read_file
from wizard.base.source import SIZE_LIMIT
from wizard.casework.contacts import local_file
from wizard.casework.house import open_house
from wizard.cli.flows import told_flow_sources
from wizard.cli.output import say, standard_input


def run(file: str, *, as_json: bool, with_what_if: bool = False) -> int:
    """Prints the advice, and `with_what_if` what would change it. Raises WrongInputError with every fault of the file."""
    name = "standard input" if file == "-" else file
    node = read_document(standard_input(SIZE_LIMIT), name) if file == "-" else read_file(Path(file))
    given = decode(node, Given, name)
    house = open_house(given.policy, told_flow_sources(), local=local_file(os.environ))
    situation = settle(given, house.policy, house.time, datetime.now(UTC), node, name)
    advice = advise(house, situation)
    if with_what_if:
        # Only here: it puts each answer that could be otherwise through the engine.
        from wizard.advice.what_if import fuller, what_if

        found = what_if(house, situation)
        advice = fuller(advice, found)
    if as_json:
        say(to_json(advice))
    else:
        from wizard.advice.present import present
        from wizard.cli.advice_text import print_advice, what_if_lines

        print_advice(present(advice, house.policy))
        if with_what_if:
            for line in what_if_lines(found):
                say(line)
    return 0
