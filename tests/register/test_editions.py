"""The texts of policies are kept once, as they were, and are never taken for what they are not."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import wizard
from wizard.base.errors import EscalateError, NotNowError, WrongInputError
from wizard.policy.edition import FlowTexts
from wizard.register.cases import Register
from wizard.register.editions import Editions
from wizard.register.storage import DamagedFileError

ROOT = Path(wizard.__file__).parent.parent
DiesAt = Callable[[int, Callable[[], object]], int]

TEXTS = FlowTexts(
    flow="small", files={"small/policy.yaml": b"a: b\r\n", "small/contacts.yaml": "Siân".encode()}
)
OTHER = FlowTexts(flow="small", files={"small/policy.yaml": b"a: c\n"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "register" / "editions"


@pytest.fixture
def editions(folder: Path) -> Editions:
    return Register(folder.parent).editions


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def refuse(code: int) -> Callable[..., int]:
    def call(*_args: object, **_options: object) -> int:
        raise OSError(code, os.strerror(code))

    return call


def test_what_is_kept_is_read_back_to_the_byte(editions: Editions) -> None:
    assert editions.read(editions.keep(TEXTS)) == TEXTS


def test_the_same_edition_is_kept_once_and_its_file_is_not_touched_again(
    editions: Editions, folder: Path
) -> None:
    name = editions.keep(TEXTS)
    path = folder / f"{name}.json"
    before = path.stat()
    assert editions.keep(FlowTexts(flow="small", files=dict(reversed(TEXTS.files.items())))) == name
    after = path.stat()
    assert names(folder) == [path.name]
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_an_edition_is_readable_by_its_user_alone(editions: Editions, folder: Path) -> None:
    name = editions.keep(TEXTS)
    assert stat.S_IMODE((folder / f"{name}.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_an_edition_is_found_by_the_beginning_of_its_hash(editions: Editions) -> None:
    name, other = editions.keep(TEXTS), editions.keep(OTHER)
    assert editions.named(name[:12]) == [name]
    assert editions.all() == sorted([name, other])
    assert editions.named("") == []
    assert editions.named("../../x") == []


@pytest.mark.parametrize("name", ["", "abc", "../cases/x", "f" * 64, "/etc/passwd", "A" * 64])
def test_what_is_not_kept_is_said_and_makes_no_file(editions: Editions, folder: Path, name: str) -> None:
    assert not editions.has(name)
    with pytest.raises(WrongInputError, match="is not kept in this register"):
        editions.read(name)
    assert names(folder) == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b'"small"', b'"large"', 1),
        lambda data: data.replace(b"small/policy", b"small/Policy", 1),
        lambda data: b"[" * 100_000,
        lambda data: b"\xff\xfe",
    ],
    ids=["empty", "cut short", "another flow", "another file", "nested", "no text"],
)
def test_a_damaged_edition_is_said_and_left_as_it_is(
    editions: Editions, folder: Path, damage: Callable[[bytes], bytes]
) -> None:
    name = editions.keep(TEXTS)
    path = folder / f"{name}.json"
    path.write_bytes(damage(path.read_bytes()))
    damaged = path.read_bytes()
    with pytest.raises(DamagedFileError, match="is damaged"):
        editions.read(name)
    with pytest.raises(DamagedFileError, match="is damaged"):
        editions.keep(TEXTS)
    assert path.read_bytes() == damaged


@pytest.mark.parametrize(
    "put_there",
    [
        Path.mkdir,
        pytest.param(
            lambda path: os.mkfifo(path),
            marks=pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes"),
        ),
        pytest.param(
            lambda path: path.symlink_to(path),
            marks=pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own there"),
        ),
    ],
    ids=["folder", "pipe", "link to itself"],
)
def test_what_is_no_ordinary_file_is_damage_and_is_never_opened(
    editions: Editions, folder: Path, put_there: Callable[[Path], object]
) -> None:
    name = editions.keep(TEXTS)
    path = folder / f"{name}.json"
    path.unlink()
    put_there(path)
    with pytest.raises(DamagedFileError, match="no ordinary file"):
        editions.read(name)
    with pytest.raises(DamagedFileError, match="no ordinary file"):
        editions.keep(TEXTS)


def test_the_text_of_another_edition_under_its_name_is_damage(editions: Editions, folder: Path) -> None:
    name, other = editions.keep(TEXTS), editions.keep(OTHER)
    (folder / f"{name}.json").write_bytes((folder / f"{other}.json").read_bytes())
    with pytest.raises(DamagedFileError, match="named after"):
        editions.read(name)
    assert editions.read(other) == OTHER


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_full_disk_keeps_nothing_and_can_be_tried_again(
    editions: Editions, folder: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    editions.keep(OTHER)
    before = names(folder)
    with monkeypatch.context() as patched:
        patched.setattr(os, call, refuse(errno.ENOSPC))
        with pytest.raises(NotNowError, match=r"the disk is full.*Nothing has been changed"):
            editions.keep(TEXTS)
    assert names(folder) == before
    assert editions.read(editions.keep(TEXTS)) == TEXTS


def test_a_text_that_the_disk_did_not_confirm_is_asked_about_again(
    editions: Editions, monkeypatch: pytest.MonkeyPatch
) -> None:
    editions.keep(OTHER)
    with monkeypatch.context() as patched:
        patched.setattr("wizard.base.paths.sync_folder", refuse(errno.EIO))
        for _ in range(2):
            with pytest.raises(NotNowError):
                editions.keep(TEXTS)
    assert editions.read(editions.keep(TEXTS)) == TEXTS


def test_two_who_keep_the_same_edition_at_once_keep_one(editions: Editions, folder: Path) -> None:
    with ThreadPoolExecutor(max_workers=8) as pool:
        kept = list(pool.map(lambda _: editions.keep(TEXTS), range(16)))
    assert names(folder) == [f"{one}.json" for one in set(kept)]
    assert editions.read(kept[0]) == TEXTS


def test_a_register_of_a_newer_version_is_not_written_in(editions: Editions, folder: Path) -> None:
    folder.parent.mkdir(parents=True)
    (folder.parent / "register.json").write_text('{"format": 99, "practice": true, "note": ""}')
    with pytest.raises(EscalateError, match="format 99"):
        editions.keep(TEXTS)
    assert names(folder) == []


def test_a_kill_at_any_call_leaves_the_whole_text_or_none(tmp_path: Path, dies_at: DiesAt) -> None:
    texts = FlowTexts(flow="small", files={"small/policy.yaml": b"a: b" * 5000})

    def killed(fatal: int) -> tuple[Path, int]:
        folder = tmp_path / str(fatal)
        return folder, dies_at(fatal, lambda: Register(folder).editions.keep(texts))

    _, calls = killed(0)
    assert calls > 10
    outcomes: set[bool] = set()
    for fatal in range(1, calls + 1):
        folder, _ = killed(fatal)
        editions = Register(folder).editions
        there = editions.has(texts.hash())
        outcomes.add(there)
        if there:
            assert editions.read(texts.hash()) == texts
        assert editions.keep(texts) == texts.hash()
        assert editions.read(texts.hash()) == texts
    assert outcomes == {False, True}


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    flow=st.text(st.characters(codec="utf-8"), max_size=8),
    files=st.dictionaries(
        st.text(st.characters(codec="utf-8"), max_size=8), st.binary(max_size=40), max_size=4
    ),
)
def test_whatever_the_files_hold_comes_back_under_its_own_hash(
    tmp_path: Path, flow: str, files: dict[str, bytes]
) -> None:
    editions = Register(tmp_path / "any").editions
    texts = FlowTexts(flow=flow, files=files)
    assert editions.read(editions.keep(texts)) == texts
