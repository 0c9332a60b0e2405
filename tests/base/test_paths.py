"""Where things are, and saving a file whole or not at all."""

from __future__ import annotations

import errno
import importlib.util
import os
import shutil
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.base import paths
from wizard.base.errors import EscalateError, NotNowError, WrongInputError
from wizard.base.paths import UnconfirmedError, home, make_private, patiently, shipped, within, write_new

PRIVATE_FILE = 0o600 if os.name == "posix" else 0o666
PRIVATE_FOLDER = 0o700 if os.name == "posix" else 0o777


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def refuse(code: int) -> Callable[..., int]:
    def call(*_args: object, **_options: object) -> int:
        raise OSError(code, os.strerror(code))

    return call


def paths_of_a_program_in(site: Path) -> ModuleType:
    """The module as it finds itself in another place."""
    (site / "wizard" / "base").mkdir(parents=True)
    copy = shutil.copy(paths.__file__, site / "wizard" / "base" / "paths.py")
    spec = importlib.util.spec_from_file_location("paths_elsewhere", copy)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# ---- what comes with the program


def test_an_installed_program_finds_its_flows_inside_itself(tmp_path: Path) -> None:
    elsewhere = paths_of_a_program_in(tmp_path)
    (tmp_path / "wizard" / "shipped" / "flows").mkdir(parents=True)
    assert elsewhere.shipped("flows") == tmp_path.resolve() / "wizard" / "shipped" / "flows"


def test_a_checkout_finds_its_templates_beside_the_package(tmp_path: Path) -> None:
    elsewhere = paths_of_a_program_in(tmp_path)
    (tmp_path / "templates").mkdir()
    (tmp_path / "pyproject.toml").touch()
    assert elsewhere.shipped("templates") == tmp_path.resolve() / "templates"


def test_a_checkout_wins_over_a_copy_left_by_an_earlier_build(tmp_path: Path) -> None:
    elsewhere = paths_of_a_program_in(tmp_path)
    (tmp_path / "wizard" / "shipped" / "flows").mkdir(parents=True)
    (tmp_path / "flows").mkdir()
    (tmp_path / "pyproject.toml").touch()
    assert elsewhere.shipped("flows") == tmp_path.resolve() / "flows"


def test_a_folder_beside_an_installed_program_is_not_taken_for_its_own(tmp_path: Path) -> None:
    elsewhere = paths_of_a_program_in(tmp_path)
    (tmp_path / "wizard" / "shipped" / "templates").mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    assert elsewhere.shipped("templates") == tmp_path.resolve() / "wizard" / "shipped" / "templates"


def test_a_program_without_its_flows_says_what_is_missing_and_what_to_do(tmp_path: Path) -> None:
    elsewhere = paths_of_a_program_in(tmp_path)
    with pytest.raises(EscalateError, match=r"flows .* missing: expected them in .*; install"):
        elsewhere.shipped("flows")


def test_this_checkout_is_recognised() -> None:
    assert shipped("flows").name == "flows"


# ---- home


def test_escalate_home_names_the_folder_and_does_not_make_it(tmp_path: Path) -> None:
    chosen = tmp_path / "somewhere"
    assert home({"ESCALATE_HOME": str(chosen)}) == chosen
    assert not chosen.exists()


def test_a_relative_home_stays_where_it_is_when_the_program_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert home({"ESCALATE_HOME": "mine"}) == tmp_path / "mine"


@pytest.mark.parametrize("environ", [{}, {"ESCALATE_HOME": ""}])
def test_without_escalate_home_it_is_the_usual_place_of_the_system(environ: dict[str, str]) -> None:
    import platformdirs

    assert home(environ) == Path(platformdirs.user_data_dir("escalate", appauthor=False))


# ---- within


def test_a_name_inside_the_folder_is_resolved(tmp_path: Path) -> None:
    assert within(tmp_path, "letters/first.md") == tmp_path.resolve() / "letters" / "first.md"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/etc/passwd",
        "//server/share",
        "..",
        "../x",
        "a/../../x",
        "a/..",
        "C:x",
        "c:/x",
        "C:\\x",
        "\\x",
        "..\\x",
        "a\\..\\x",
        "file.txt:stream",
        "a\0b",
    ],
)
def test_a_name_that_leaves_the_folder_on_any_system_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r"expected a name|climbs|backslash|not the name"):
        within(tmp_path, name)


def test_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "out").symlink_to(tmp_path, target_is_directory=True)
    with pytest.raises(ValueError, match="link that leads out"):
        within(folder, "out/secret.txt")


def test_a_link_that_stays_inside_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "alias").symlink_to(tmp_path / "real", target_is_directory=True)
    assert within(tmp_path, "alias/x.md") == tmp_path.resolve() / "real" / "x.md"


@given(st.text(alphabet="ab./\\:~\0", max_size=12))
def test_no_name_leads_out(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.getbasetemp().resolve()
    try:
        path = within(folder, name)
    except ValueError:
        return
    assert path.is_relative_to(folder)


# ---- saving a file


def test_a_saved_file_holds_the_bytes_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "letter.md"
    write_new(path, b"Dear colleague\n")
    assert path.read_bytes() == b"Dear colleague\n"
    assert mode(path) == PRIVATE_FILE
    assert [each.name for each in tmp_path.iterdir()] == ["letter.md"]


def test_a_file_that_exists_is_never_overwritten_without_being_asked(tmp_path: Path) -> None:
    path = tmp_path / "letter.md"
    path.write_bytes(b"old")
    with pytest.raises(WrongInputError, match=r"letter\.md: exists already; choose another name"):
        write_new(path, b"new")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["letter.md"]


def test_a_file_is_replaced_when_that_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "letter.md"
    path.write_bytes(b"old")
    write_new(path, b"new", replace=True)
    assert path.read_bytes() == b"new"


def test_of_many_who_save_under_one_name_at_once_exactly_one_succeeds(tmp_path: Path) -> None:
    path = tmp_path / "letter.md"
    start = threading.Barrier(8)
    saved: list[bytes] = []

    def save(number: int) -> None:
        data = bytes([number]) * 1000
        start.wait()
        try:
            write_new(path, data)
        except WrongInputError:
            return
        saved.append(data)

    savers = [threading.Thread(target=save, args=(number,)) for number in range(8)]
    for saver in savers:
        saver.start()
    for saver in savers:
        saver.join()
    assert saved == [path.read_bytes()]


def test_a_disk_without_hard_links_is_saved_to_and_still_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", refuse(errno.EPERM))
    path = tmp_path / "letter.md"
    write_new(path, b"one")
    with pytest.raises(WrongInputError, match="exists already"):
        write_new(path, b"two")
    assert path.read_bytes() == b"one"
    assert [each.name for each in tmp_path.iterdir()] == ["letter.md"]


def test_a_missing_folder_is_wrong_input(tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match="its folder does not exist"):
        write_new(tmp_path / "nowhere" / "letter.md", b"x")


def test_a_file_in_place_of_the_folder_is_wrong_input(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WrongInputError, match="its folder does not exist"):
        write_new(tmp_path / "file" / "letter.md", b"x")


def test_a_folder_in_place_of_the_file_is_wrong_input(tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match="is a folder"):
        write_new(tmp_path, b"x", replace=True)


@pytest.mark.parametrize("name", ["x" * 300, "a\0b"])
def test_a_name_that_no_file_can_have_is_wrong_input(tmp_path: Path, name: str) -> None:
    with pytest.raises(WrongInputError, match="not a name that a file can have"):
        write_new(tmp_path / name, b"x")


@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace"])
@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.ENOSPC, "the disk is full"), (errno.EACCES, "no permission"), (errno.EROFS, "only be read")],
)
def test_a_refusal_of_the_disk_is_a_sentence_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, words: str
) -> None:
    path = tmp_path / "letter.md"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, call, refuse(code))
    with pytest.raises(NotNowError, match=rf"letter\.md could not be saved: .*{words}"):
        write_new(path, b"new", replace=True)
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["letter.md"]


def test_a_short_write_is_carried_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:3]))
    write_new(tmp_path / "letter.md", b"0123456789")
    assert (tmp_path / "letter.md").read_bytes() == b"0123456789"


def test_a_disk_that_does_not_confirm_is_not_reported_as_nothing_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "sync_folder", refuse(errno.EIO))
    with pytest.raises(UnconfirmedError, match="was saved, but the disk did not confirm"):
        write_new(tmp_path / "letter.md", b"x")
    assert (tmp_path / "letter.md").read_bytes() == b"x"


def test_a_message_shows_no_control_signs_of_a_name(tmp_path: Path) -> None:
    with pytest.raises(WrongInputError) as caught:
        write_new(tmp_path / "no\x1b[2J" / "x", b"x")
    assert "\x1b" not in str(caught.value)


# ---- folders, and files in use


def test_every_folder_that_is_made_is_private(tmp_path: Path) -> None:
    make_private(tmp_path / "a" / "b")
    assert mode(tmp_path / "a") == mode(tmp_path / "a" / "b") == PRIVATE_FOLDER


def test_a_file_in_use_on_windows_is_tried_again_until_it_is_free() -> None:
    now, tries = [0.0], [0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    def action() -> None:
        tries[0] += 1
        if now[0] < 1.5:
            raise in_use()

    patiently(action, clock=lambda: now[0], sleep=sleep)
    assert tries[0] > 2


def test_a_file_in_use_on_windows_is_given_up_after_two_seconds() -> None:
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    def action() -> None:
        raise in_use()

    with pytest.raises(PermissionError):
        patiently(action, clock=lambda: now[0], sleep=sleep)
    assert 2.0 <= now[0] < 2.1


def in_use() -> PermissionError:
    error = PermissionError(errno.EACCES, "in use")
    error.winerror = 32  # type: ignore[attr-defined]  # only Windows has it
    return error
