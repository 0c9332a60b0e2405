"""What was typed for a field, as it is kept: a day by its date, an option by its words, and the rest as it stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wizard.base.errors import WrongInputError
from wizard.casework.document_deeds import as_kept
from wizard.casework.documents import FieldView, fields_of
from wizard.casework.session import Session

MakeSession = Callable[..., Session]


def field(session: Session, name: str, document: str = "challenge-letter") -> FieldView:
    return next(one for one in fields_of(session, document) if one.name == name)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2026-11-12", "2026-11-12"),
        ("12 November 2026", "2026-11-12"),
        ("12/11/2026", "2026-11-12"),
        ("yesterday", "2026-11-17"),
        ("Today", "2026-11-18"),
        ("24 November 2026", "2026-11-24"),
        ("not known", "not known"),
        ("about half term", "about half term"),
    ],
)
def test_a_day_is_kept_by_its_date_and_what_names_none_as_it_was_typed(
    text: str, kept: str, make_session: MakeSession
) -> None:
    session = make_session()
    assert as_kept(session, field(session, "decision_date"), text) == kept


@pytest.mark.parametrize("text", ["Friday", "24 November", "last Tuesday", "3 days ago", "24/11"])
def test_a_day_that_leaves_open_which_one_it_is_is_asked_for_in_full(
    text: str, make_session: MakeSession
) -> None:
    session = make_session()
    with pytest.raises(WrongInputError, match="leaves open which day it is; type the day in full"):
        as_kept(session, field(session, "reply_by"), text)


def test_the_number_of_an_option_stands_for_its_words(make_session: MakeSession) -> None:
    session = make_session()
    level = field(session, "level_of_need", "board-notification")
    assert as_kept(session, level, "2") == level.options[1]
    assert as_kept(session, level, "Early help, and more") == "Early help, and more"


def test_a_text_stays_as_it_was_typed(make_session: MakeSession) -> None:
    session = make_session()
    assert as_kept(session, field(session, "decision"), "2") == "2"
