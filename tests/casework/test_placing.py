"""A file in its place and the record of it: both, or neither."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from wizard.base.errors import NotNowError, WrongInputError, wrong_input
from wizard.base.paths import UnconfirmedError
from wizard.casework.placing import place

REFUSED = (wrong_input("no"), NotNowError("not now"))
STOPPED = (UnconfirmedError("the disk did not confirm it"), KeyboardInterrupt())


def raising(error: BaseException) -> Callable[[], None]:
    def record() -> None:
        raise error

    return record


@pytest.mark.parametrize("error", REFUSED, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("there", [True, False])
def test_what_cannot_be_recorded_leaves_what_was_there(tmp_path: Path, error: Exception, there: bool) -> None:
    path = tmp_path / "letter.md"
    if there:
        path.write_bytes(b"before")
    with pytest.raises((WrongInputError, NotNowError)):
        place(path, b"after", raising(error), replace=True)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == (
        {"letter.md": b"before"} if there else {}
    )


@pytest.mark.parametrize("error", STOPPED, ids=lambda one: type(one).__name__)
def test_what_may_be_recorded_stays_and_leaves_nothing_hidden_beside_it(
    tmp_path: Path, error: BaseException
) -> None:
    path = tmp_path / "letter.md"
    path.write_bytes(b"before")
    with pytest.raises(type(error)):
        place(path, b"after", raising(error), replace=True)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {"letter.md": b"after"}
