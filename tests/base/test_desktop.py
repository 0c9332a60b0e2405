"""Opening and printing, with small programs of the test's own in the place of the system's."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from wizard.base import desktop
from wizard.base.desktop import clean_environment, open_in_desktop, print_file, printers
from wizard.base.errors import NotNowError, WrongInputError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are scripts of a Unix shell")

REFERENCE = "2026-11-18-7f3a12"
TELL = 'printf "%s\\n" "$@" >"$TOLD/arguments"; env >"$TOLD/environment"'

StandIn = Callable[[str, str], None]


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """Where the stand-ins write down what they were told."""
    folder = tmp_path / "told"
    folder.mkdir()
    return folder


@pytest.fixture
def environ(tmp_path: Path, told: Path) -> dict[str, str]:
    """What the program was started with: only the stand-ins are on the path, and there are secrets about."""
    (tmp_path / "bin").mkdir(exist_ok=True)
    return {
        "PATH": str(tmp_path / "bin"),
        "TOLD": str(told),
        "DISPLAY": ":0",
        "ESCALATE_PASSPHRASE_FILE": "/secret/passphrase",
        "ESCALATE_HOME": "/secret/home",
        "ANY_PASSWORD": "hidden-word",
    }


@pytest.fixture
def stand_in(tmp_path: Path) -> StandIn:
    """Puts a program of that name on the path."""

    def make(name: str, script: str) -> None:
        path = tmp_path / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    return make


@pytest.fixture
def printer(stand_in: StandIn) -> None:
    """A printing system with two printers."""
    stand_in("lpstat", 'echo "$@" >"$TOLD/listed"; echo Office; echo Ward_7')
    stand_in("lp", f'{TELL}; cat >"$TOLD/data"; echo "request id is Office-1 (0 file(s))"')


# Printing.


@pytest.mark.usefixtures("printer")
def test_the_data_goes_to_the_printer_by_standard_input_byte_by_byte(
    environ: dict[str, str], told: Path
) -> None:
    data = bytes(range(256)) * 5000
    print_file(data, title=REFERENCE, environ=environ)
    assert (told / "data").read_bytes() == data


@pytest.mark.usefixtures("printer")
def test_all_that_anybody_sees_of_a_print_job_is_the_reference(environ: dict[str, str], told: Path) -> None:
    print_file(b"%PDF-1.7 About Jane Smith", title=REFERENCE, environ=environ)
    assert (told / "arguments").read_text().splitlines() == ["-t", REFERENCE, "-"]


@pytest.mark.usefixtures("printer")
def test_plain_text_is_given_margins_and_says_no_more_than_that(environ: dict[str, str], told: Path) -> None:
    print_file(b"About Jane Smith", title=REFERENCE, environ=environ)
    *options, title, name, end = (told / "arguments").read_text().splitlines()
    assert [title, name, end] == ["-t", REFERENCE, "-"]
    assert options[::2] == ["-o"] * (len(options) // 2)
    assert {"page-left=54", "page-top=54"} <= set(options[1::2])
    assert not any("Jane" in one for one in options)


@pytest.mark.usefixtures("printer")
def test_the_printer_that_is_named_is_used(environ: dict[str, str], told: Path) -> None:
    print_file(b"%PDF-1.7", title=REFERENCE, printer="Ward_7", environ=environ)
    assert (told / "arguments").read_text().splitlines() == ["-d", "Ward_7", "-t", REFERENCE, "-"]


@pytest.mark.usefixtures("printer")
def test_no_copy_of_what_is_printed_is_made(
    environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(folder))
    opened: list[str] = []
    real = os.open
    monkeypatch.setattr(
        os, "open", lambda path, *rest, **more: opened.append(path) or real(path, *rest, **more)
    )
    print_file(b"data", title=REFERENCE, environ=environ)
    assert list(folder.iterdir()) == []
    assert set(opened) <= {os.devnull}


@pytest.mark.usefixtures("printer")
def test_the_printing_system_is_told_nothing_of_how_the_register_is_opened(
    environ: dict[str, str], told: Path
) -> None:
    print_file(b"data", title=REFERENCE, environ=environ)
    around = (told / "environment").read_text()
    assert "TOLD=" in around
    assert not any(word in around for word in ("ESCALATE", "/secret/", "hidden-word"))


def test_the_environment_for_others_keeps_what_is_no_secret() -> None:
    kept = {"PATH": "/bin", "HOME": "/home/me", "DISPLAY": ":0", "CUPS_SERVER": "printer.example.org"}
    secret = {"escalate_home": "a", "ESCALATE_X": "b", "PGPASSFILE": "c", "API_TOKEN": "d", "My_Secret": "e"}
    assert clean_environment({**kept, **secret}) == kept


@pytest.mark.parametrize(
    "title", ["", "-x", "Jane Smith's case", "a\nb", "a" * 61, "../x", "Zoë", "2026-11-18-7f3a12; rm"]
)
@pytest.mark.usefixtures("printer")
def test_a_title_that_is_more_than_a_reference_is_refused(
    title: str, environ: dict[str, str], told: Path
) -> None:
    with pytest.raises(ValueError, match="is a reference"):
        print_file(b"data", title=title, environ=environ)
    assert list(told.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Wrad_7", "did you mean 'Ward_7'?"),
        ("-h", "is not the name of a printer"),
        ("a b", "is not the name of a printer"),
        ("a\nb", "is not the name of a printer"),
    ],
)
@pytest.mark.usefixtures("printer")
def test_a_printer_that_there_is_not_is_refused_before_anything_is_sent(
    name: str, says: str, environ: dict[str, str], told: Path
) -> None:
    with pytest.raises(WrongInputError, match=says.replace("?", r"\?")):
        print_file(b"data", title=REFERENCE, printer=name, environ=environ)
    assert not (told / "data").exists()


@pytest.mark.usefixtures("printer")
def test_an_empty_file_is_not_printed(environ: dict[str, str], told: Path) -> None:
    with pytest.raises(WrongInputError, match="nothing to print"):
        print_file(b"", title=REFERENCE, environ=environ)
    assert list(told.iterdir()) == []


def test_where_nothing_can_print_it_is_said_what_is_missing(environ: dict[str, str]) -> None:
    with pytest.raises(NotNowError, match="'lp' is not installed here"):
        print_file(b"data", title=REFERENCE, environ=environ)


@pytest.mark.parametrize(
    ("complaint", "says"),
    [
        ("lp: Error - No default destination.", "no printer is set up as the usual one"),
        ("lp: Error - The printer or class does not exist.", "there is no printer ''"),
        ('lp: Destination "Office" is not accepting jobs.', "takes no jobs at the moment"),
        ("lp: Error - scheduler not responding.", "is not running"),
        ('lp: Unsupported document-format "application/zip".', "make a PDF"),
        ("lp: Too hot \033[31m", r"refused it: lp: Too hot \\x1b\[31m"),
        ("", "it did not say why"),
    ],
)
def test_what_the_printing_system_refuses_is_told_in_a_sentence(
    complaint: str, says: str, environ: dict[str, str], stand_in: StandIn
) -> None:
    stand_in("lp", f"cat >/dev/null; echo '{complaint}' >&2; exit 1")
    with pytest.raises(NotNowError, match=says) as caught:
        print_file(b"data", title=REFERENCE, environ=environ)
    assert "nothing was printed" in str(caught.value)


def test_a_printing_system_that_reads_nothing_and_refuses_is_told_of_too(
    environ: dict[str, str], stand_in: StandIn
) -> None:
    stand_in("lp", "exec <&-; echo 'lp: Error - No default destination.' >&2; exit 1")
    with pytest.raises(NotNowError, match="no printer is set up"):
        print_file(b"x" * 5_000_000, title=REFERENCE, environ=environ)


def test_a_printing_system_that_hangs_is_left_after_its_time_with_all_that_it_started(
    environ: dict[str, str], stand_in: StandIn, told: Path
) -> None:
    os.mkfifo(told / "held")
    pipe = os.open(told / "held", os.O_RDONLY | os.O_NONBLOCK)
    stand_in("lp", 'exec 9>"$TOLD/held"; sleep 600 & exec sleep 600')
    try:
        with pytest.raises(NotNowError, match="Look at the printer's queue before you print again"):
            print_file(b"data", title=REFERENCE, environ=environ, seconds=1.5)
        # Nobody holds the other end any more.
        assert select.select([pipe], [], [], 10)[0] == [pipe]
        assert os.read(pipe, 1) == b""
    finally:
        os.close(pipe)


def test_a_program_that_cannot_be_started_is_told_of(environ: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "bin" / "lp"
    path.write_text("#!/no/such/shell\n", encoding="utf-8")
    path.chmod(0o755)
    with pytest.raises(NotNowError, match="'lp' could not be started"):
        print_file(b"data", title=REFERENCE, environ=environ)


def test_a_program_in_the_working_folder_is_not_taken_for_the_systems(
    environ: dict[str, str], stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in("lp", "exit 0")
    monkeypatch.chdir(tmp_path / "bin")
    with pytest.raises(NotNowError, match="'lp' is not installed here"):
        print_file(b"data", title=REFERENCE, environ=environ | {"PATH": "."})


@pytest.mark.usefixtures("printer")
def test_the_printers_are_listed(environ: dict[str, str], told: Path) -> None:
    assert printers(environ=environ) == ("Office", "Ward_7")
    assert (told / "listed").read_text() == "-e\n"


def test_where_there_is_no_list_of_printers_the_printing_system_decides(
    environ: dict[str, str], stand_in: StandIn, told: Path
) -> None:
    stand_in("lp", TELL)
    assert printers(environ=environ) == ()
    print_file(b"data", title=REFERENCE, printer="Any", environ=environ)
    assert (told / "arguments").read_text().startswith("-d\nAny\n")


@pytest.mark.parametrize("script", ["exit 1", "echo Half; exit 1", "kill -9 $$"])
def test_a_list_of_printers_that_fails_is_no_list(
    script: str, environ: dict[str, str], stand_in: StandIn
) -> None:
    stand_in("lpstat", script)
    assert printers(environ=environ) == ()


# Opening.


@pytest.fixture
def opener(stand_in: StandIn, told: Path) -> Callable[[str], None]:
    """A program that opens files; gives what it was told once it has been told all."""
    os.mkfifo(told / "done")

    def make(name: str) -> None:
        script = f'{TELL}; pwd >"$TOLD/place"; ps -o pid= -o sid= -p $$ >"$TOLD/session"; echo noise; echo more >&2'
        stand_in(name, f'{script}; echo done >"$TOLD/done"')

    return make


def heard(path: Path) -> str:
    """What a stand-in says through a named pipe; waits until it has begun to, or fails."""
    pipe = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        ready, _, _ = select.select([pipe], [], [], 30)
        assert ready, f"nothing was said through {path.name}"
        return os.read(pipe, 100).decode()
    finally:
        os.close(pipe)


def wait_for(told: Path) -> None:
    """Until the stand-in has told everything."""
    assert heard(told / "done") == "done\n"


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "-letter; touch x $(y) 'z'.pdf"
    path.write_bytes(b"%PDF")
    return path


@pytest.mark.parametrize(
    ("platform", "name"), [("linux", "xdg-open"), ("darwin", "open"), ("freebsd14", "xdg-open")]
)
def test_a_file_is_opened_by_its_whole_path_and_through_no_shell(
    platform: str,
    name: str,
    environ: dict[str, str],
    opener: Callable[[str], None],
    told: Path,
    letter: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opener(name)
    monkeypatch.chdir(letter.parent)
    open_in_desktop(Path(letter.name), environ=environ, platform=platform)
    wait_for(told)
    assert (told / "arguments").read_text().splitlines() == [str(letter)]


def test_what_opens_a_file_is_told_no_secret_and_is_not_tied_to_this_program(
    environ: dict[str, str], opener: Callable[[str], None], told: Path, letter: Path
) -> None:
    opener("xdg-open")
    open_in_desktop(letter, environ=environ, platform="linux")
    wait_for(told)
    assert not any(word in (told / "environment").read_text() for word in ("ESCALATE", "hidden-word"))
    assert (told / "place").read_text() == "/\n"
    process, session = (told / "session").read_text().split()
    assert process == session


def test_nothing_that_the_opened_program_says_comes_to_the_terminal(
    environ: dict[str, str],
    opener: Callable[[str], None],
    told: Path,
    letter: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    opener("xdg-open")
    open_in_desktop(letter, environ=environ, platform="linux")
    wait_for(told)
    assert capfd.readouterr() == ("", "")


def test_opening_does_not_wait_for_the_program_to_end(
    environ: dict[str, str], stand_in: StandIn, told: Path, letter: Path
) -> None:
    for name in ("begun", "go", "ended"):
        os.mkfifo(told / name)
    stand_in("xdg-open", 'echo begun >"$TOLD/begun"; cat "$TOLD/go" >/dev/null; echo ended >"$TOLD/ended"')
    open_in_desktop(letter, environ=environ, platform="linux")
    # It runs, and only ends once it is told to by whoever has gone on.
    assert heard(told / "begun") == "begun\n"
    (told / "go").write_text("go")
    assert heard(told / "ended") == "ended\n"


def test_where_nothing_opens_files_it_is_said_which_program_is_missing(
    environ: dict[str, str], letter: Path
) -> None:
    with pytest.raises(NotNowError, match="'xdg-open' is not installed here"):
        open_in_desktop(letter, environ=environ, platform="linux")


def test_where_no_desktop_runs_nothing_is_opened_in_the_terminal(
    environ: dict[str, str], stand_in: StandIn, letter: Path, told: Path
) -> None:
    stand_in("xdg-open", TELL)
    del environ["DISPLAY"]
    with pytest.raises(NotNowError, match="no desktop is running here"):
        open_in_desktop(letter, environ=environ, platform="linux")
    assert list(told.iterdir()) == []


def test_what_is_no_file_is_not_opened(environ: dict[str, str], tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.pdf"):
        with pytest.raises(WrongInputError, match="there is no such file"):
            open_in_desktop(path, environ=environ, platform="linux")


# Windows.


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str, bool]]]:
    """Windows' own way to start something: the path, the verb, and whether it could see a secret of ours."""
    calls: list[tuple[str, str, bool]] = []
    monkeypatch.setenv("ESCALATE_PASSPHRASE_FILE", "/secret/passphrase")
    monkeypatch.setattr(
        os,
        "startfile",
        lambda path, verb: calls.append((path, verb, "ESCALATE_PASSPHRASE_FILE" in os.environ)),
        raising=False,
    )
    yield calls
    assert os.environ["ESCALATE_PASSPHRASE_FILE"] == "/secret/passphrase"


def test_on_windows_a_file_is_opened_by_the_system(started: list[object], letter: Path) -> None:
    open_in_desktop(letter, platform=desktop.WINDOWS)
    assert started == [(str(letter), "open", False)]


def test_on_windows_the_saved_file_is_printed(started: list[object], letter: Path) -> None:
    print_file(b"%PDF", title=REFERENCE, saved=letter, platform=desktop.WINDOWS)
    assert started == [(str(letter), "print", False)]


def test_on_windows_what_is_not_saved_is_not_printed(started: list[object], letter: Path) -> None:
    with pytest.raises(NotNowError, match="save it first"):
        print_file(b"%PDF", title=REFERENCE, platform=desktop.WINDOWS)
    with pytest.raises(WrongInputError, match="on the usual printer"):
        print_file(b"%PDF", title=REFERENCE, saved=letter, printer="Office", platform=desktop.WINDOWS)
    assert (started, printers(platform=desktop.WINDOWS)) == ([], ())


@pytest.mark.usefixtures("started")
def test_what_windows_refuses_is_told_in_a_sentence(letter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: str) -> None:
        raise OSError(22, "No application is associated")

    monkeypatch.setattr(os, "startfile", refuse)
    with pytest.raises(
        NotNowError, match=r"was not printed: Windows has no program for that, .*No application"
    ):
        print_file(b"%PDF", title=REFERENCE, saved=letter, platform=desktop.WINDOWS)
