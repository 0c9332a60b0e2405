"""A file cut short anywhere, a bit flipped anywhere: it is named, left as it is, and never opened as empty."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import opened
from jobs import AT, AUTHOR

from wizard.base.errors import EscalateError
from wizard.policy.edition import FlowTexts
from wizard.register.cases import Case, NewEvent, Register
from wizard.register.places import Place
from wizard.register.storage import DamagedFileError

#: How many places of a file are tried: in the short set, and in the full one, where a case is tried at every byte.
FEW, MANY = 60, 4000


class Made(NamedTuple):
    """A register in which everything is, and what it held while it was whole."""

    folder: Path
    case: Case
    others: tuple[Case, ...]
    edition: str
    place: Place

    @property
    def register(self) -> Register:
        """Opened anew, as a new start of the program does."""
        return opened.register(self.folder)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("whole") / "register"
    register = opened.register(folder)
    cases = [
        register.create([NewEvent(kind="opened", data={"n": number})], at=AT, author=AUTHOR)
        for number in range(3)
    ]
    for version in (1, 2):
        new = [NewEvent(kind="attempted", data={"note": "Zoë wrote", "n": version})]
        cases[1] = register.commit(cases[1].id, new, expected_version=version, at=AT, author=AUTHOR)
    texts = FlowTexts(flow="invented", files={"policy.yaml": b"title: An invented policy\n" * 20})
    place = Place(case=cases[1].id, version=3, at=AT.isoformat(), text="unsaved")
    register.places.keep(place)
    return Made(folder, cases[1], (cases[0], cases[2]), register.editions.keep(texts), place)


@pytest.fixture
def made(whole: Made, tmp_path: Path) -> Made:
    shutil.copytree(whole.folder, tmp_path / "register")
    return whole._replace(folder=tmp_path / "register")


Harm = Callable[[bytes, int], Iterator[bytes]]


def cut(content: bytes, most: int) -> Iterator[bytes]:
    """Every beginning of the file but all of it; of a long file `most`, evenly over it."""
    for length in places(len(content), most):
        yield content[:length]


def flip(content: bytes, most: int) -> Iterator[bytes]:
    """The file with one bit of one byte turned over: a byte after the other, and each of its bits in turn."""
    for number, place in enumerate(places(len(content), most)):
        yield content[:place] + bytes([content[place] ^ (1 << number % 8)]) + content[place + 1 :]


def places(length: int, most: int) -> list[int]:
    """All places below `length`, or at most about `most` of them, the first and the last among them."""
    step = max(length // most, 1)
    return sorted({*range(0, length, step), *range(length - 3, length)} & set(range(length)))


harms = pytest.mark.parametrize("harm", [cut, flip])
extents = pytest.mark.parametrize("most", [FEW, pytest.param(MANY, marks=opened.full)])


@harms
@extents
def test_a_damaged_case_is_named_and_never_opened_as_empty(made: Made, harm: Harm, most: int) -> None:
    path = opened.case_file(made.folder, made.case.id)
    content = path.read_bytes()
    tried = 0
    for harmed in harm(content, most):
        path.write_bytes(harmed)
        tried += 1
        with pytest.raises(DamagedFileError, match=path.name) as caught:
            made.register.get(made.case.id)
        assert caught.value.path == path
        with pytest.raises(DamagedFileError, match=path.name):
            made.register.commit(
                made.case.id, [NewEvent(kind="on", data={})], expected_version=3, at=AT, author=AUTHOR
            )
        assert made.register.damaged() == [made.case.id]
        the_others_are_there(made)
        assert path.read_bytes() == harmed
    assert tried >= FEW
    path.write_bytes(content)
    assert made.register.get(made.case.id) == made.case


def the_others_are_there(made: Made) -> None:
    """Fails where damage to one file hides what others hold."""
    assert sorted(one.id for one in made.register.list()) == sorted(one.id for one in made.others)
    for other in made.others:
        assert made.register.get(other.id) == other


def said_by(look: Callable[[], object]) -> str:
    """The sentence with which it is refused; empty where it is not."""
    try:
        look()
    except EscalateError as error:
        return str(error)
    return ""


@harms
@extents
def test_a_damaged_marker_is_named_or_made_good_and_hides_no_case(made: Made, harm: Harm, most: int) -> None:
    path = opened.marker(made.folder)
    content = path.read_bytes()
    before = {one: one.read_bytes() for one in made.folder.rglob("*") if one.is_file() and one != path}
    for harmed in harm(content, most):
        path.write_bytes(harmed)
        refused = said_by(made.register.list)
        if refused:
            assert made.folder.name in refused
            for look in (
                lambda: made.register.get(made.case.id),
                lambda: made.register.create([NewEvent(kind="opened", data={})], at=AT, author=AUTHOR),
            ):
                assert said_by(look)
            assert path.read_bytes() == harmed
        else:
            listed = made.register.list()
            assert len(listed) == 3, "a register with a damaged marker was opened as an empty one"
            assert made.register.get(made.case.id) == made.case
        now = {one: one.read_bytes() for one in made.folder.rglob("*") if one.is_file() and one != path}
        assert {one: now.get(one) for one in before} == before


@harms
@extents
def test_a_damaged_edition_is_named_and_hides_no_case(made: Made, harm: Harm, most: int) -> None:
    path = made.folder / "editions" / f"{made.edition}.json"
    content = path.read_bytes()
    right = made.register.editions.read(made.edition)
    for harmed in harm(content, most):
        path.write_bytes(harmed)
        refused = said_by(lambda: made.register.editions.read(made.edition))
        if refused:
            assert path.name in refused
        else:  # of a text that is whole: what follows it, or how it is written, may differ
            assert made.register.editions.read(made.edition) == right
            assert len(harmed) >= len(content) - 1
        assert path.read_bytes() == harmed
    assert made.register.get(made.case.id) == made.case


@harms
@extents
def test_a_damaged_place_is_no_place_and_hides_no_case(made: Made, harm: Harm, most: int) -> None:
    (path,) = (made.folder / "places").iterdir()
    content = path.read_bytes()
    for harmed in harm(content, most):
        path.write_bytes(harmed)
        assert made.register.places.of(made.case.id) is None
    assert made.register.get(made.case.id) == made.case
    made.register.places.keep(made.place)
    assert made.register.places.of(made.case.id) == made.place


@harms
@extents
def test_damage_beside_the_cases_changes_nothing_of_them(made: Made, harm: Harm, most: int) -> None:
    """The copies before the last change, the locks, and what is derived from the cases."""
    beside = opened.beside(made.folder)
    assert [path for path in beside if "previous" in str(path.relative_to(made.folder))]
    assert [path for path in beside if "lock" in str(path.relative_to(made.folder))]
    for path in beside:
        content = path.read_bytes()
        for harmed in [b"", b"\xff" * 100, *harm(content, most)]:
            path.write_bytes(harmed)
            everything_is_there(made)
        path.unlink()
        everything_is_there(made)
        path.write_bytes(content)
    saved = made.register.commit(
        made.case.id, [NewEvent(kind="on", data={})], expected_version=3, at=AT, author=AUTHOR
    )
    assert made.register.get(made.case.id) == saved


def everything_is_there(made: Made) -> None:
    """Fails unless the register reads as it did while it was whole."""
    assert made.register.get(made.case.id) == made.case
    assert made.register.damaged() == []
    listed = {one.id: one.version for one in made.register.list()}
    assert listed == {one.id: one.version for one in (made.case, *made.others)}


def test_the_file_of_another_case_is_not_opened_as_this_one(made: Made) -> None:
    path = opened.case_file(made.folder, made.case.id)
    path.write_bytes(opened.case_file(made.folder, made.others[0].id).read_bytes())
    with pytest.raises(DamagedFileError, match=path.name):
        made.register.get(made.case.id)
    assert made.register.damaged() == [made.case.id]
    the_others_are_there(made)


@pytest.mark.parametrize("content", [b"", b"\0" * 4096, b"{}", b"ESC2", b"ESC2" + b"\0" * 200])
def test_what_a_power_cut_leaves_is_damaged_and_not_an_empty_case(made: Made, content: bytes) -> None:
    path = opened.case_file(made.folder, made.case.id)
    path.write_bytes(content)
    with pytest.raises(DamagedFileError):
        made.register.get(made.case.id)
    assert made.register.damaged() == [made.case.id]
    the_others_are_there(made)


def test_a_lost_case_is_named_by_the_copy_that_is_left(made: Made) -> None:
    opened.case_file(made.folder, made.case.id).unlink()
    with pytest.raises(DamagedFileError, match="missing"):
        made.register.get(made.case.id)
    assert made.register.damaged() == [made.case.id]
    the_others_are_there(made)
