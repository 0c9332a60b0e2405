"""Why something is asked or advised, in plain lines."""

from __future__ import annotations

from wizard.advice.questions import Question
from wizard.advice.why import Why, why_advice, why_question
from wizard.base.errors import EscalateError
from wizard.casework.session import Shown
from wizard.cli.ask_desk import Desk
from wizard.cli.ask_lines import Lines, sentence
from wizard.cli.ask_words import number_of, word_of

_ALL = "all"


def say_why_asked(desk: Desk, question: Question, shown: Shown) -> None:
    """Says why a question is asked."""
    try:
        why = why_question(question, desk.session.house(), shown.answered)
    except EscalateError as error:
        desk.lines.say_error(error)
        return
    desk.lines.say("Why this is asked:")
    _say(desk.lines, why)


def why_page(desk: Desk) -> None:
    """Lets each part of the advice be explained. Raises as `Desk.read` does."""
    session = desk.session
    house = session.house()
    try:
        situation, advice = session.advice()
        assert house is not None
        found = why_advice(house, situation, session.shown().answered)
    except (ValueError, EscalateError) as error:
        desk.lines.say_error(error)
        return
    desk.heading(danger=advice.urgent)
    desk.lines.say("Why is it so? Choose what is to be explained.")
    desk.lines.say_options(_title(one) for one in found)
    prompt = f"Type a number from 1 to {len(found)}, or all. Or: back, leave, help."
    while True:
        line = desk.read(prompt)
        number = number_of(line, len(found))
        if word_of(line) == "back":
            return
        if number is not None or line.strip().casefold() == _ALL:
            for one in found if number is None else (found[number - 1],):
                desk.lines.say()
                desk.lines.say(_title(one))
                _say(desk.lines, one)
        else:
            desk.lines.say("Nothing was chosen." if not line.strip() else "That is not one of these.")


def _title(why: Why) -> str:
    kind = {"contact": "Whom to call: ", "notice": "Who must be told: "}.get(why.kind, "")
    return sentence(f"{kind}{why.title}")


def _say(lines: Lines, why: Why) -> None:
    lines.say_all(str(rule) for rule in why.rules)
    if why.read:
        lines.say("It goes by these answers:")
        lines.say_all(one.text for one in why.read)
    if why.counted:
        lines.say("How the time was counted:")
        lines.say_all(why.counted)
