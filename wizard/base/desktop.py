"""The desktop around the program: a file opened in its own program, or sent to a printer. Nothing is copied on the way."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from wizard.base.errors import NotNowError, wrong_input
from wizard.base.paths import named
from wizard.base.text import unknown, visible

#: How long the printing system is waited for, and how long its list of printers, in seconds.
PRINT_PATIENCE: Final = 30.0
LIST_PATIENCE: Final = 10.0
WINDOWS: Final = "win32"
MAC: Final = "darwin"
_OPENERS: Final[Mapping[str, str]] = {MAC: "open"}
_USUAL_OPENER: Final = "xdg-open"
#: Everybody on the machine, and whoever looks after the printer, can read the title of a print job.
_TITLE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .-]{0,59}")
_PDF: Final = b"%PDF-"
#: So many letters of plain text stand on a line of A4 paper.
PAPER_WIDTH: Final = 80
#: How plain text is set: so small that they do, between margins of 54 points (19 mm). By itself CUPS leaves none.
_AS_TEXT: Final = tuple(
    part
    for option in ("cpi=12", "lpi=7", *(f"page-{side}=54" for side in ("left", "right", "top", "bottom")))
    for part in ("-o", option)
)
#: What another program need not know: how the register is opened, where it is, and whatever is named as a secret.
_OURS: Final = "ESCALATE_"
_SECRET: Final = ("PASSPHRASE", "PASSWORD", "PGPASS", "SECRET", "TOKEN")

Start = Callable[..., None]


def clean_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` as other programs get it: without the program's own settings, and without what is named as a secret."""
    return {name: value for name, value in environ.items() if not _kept_back(name)}


def _kept_back(name: str) -> bool:
    upper = name.upper()
    return upper.startswith(_OURS) or any(word in upper for word in _SECRET)


# Opening.


def open_in_desktop(
    path: Path, *, environ: Mapping[str, str] | None = None, platform: str = sys.platform
) -> None:
    """Opens a file in the program that the desktop has for it, and returns at once.

    What that program says is not heard. Raises WrongInputError where there is no such file, NotNowError where there
    is no desktop, or nothing to open it with.
    """
    # As a whole path it never begins with a hyphen, which would make an option of it.
    where = path.absolute()
    if not where.is_file():
        raise wrong_input("there is no such file", file=named(where))
    if platform == WINDOWS:
        _start_on_windows(where, "open")
        return
    around = os.environ if environ is None else environ
    name = _OPENERS.get(platform, _USUAL_OPENER)
    if platform != MAC and not (around.get("DISPLAY") or around.get("WAYLAND_DISPLAY")):
        # Without one it would look for a program to show the file in this very terminal.
        raise NotNowError(f"no desktop is running here; open {named(where)} yourself")
    program = _program(name, around)
    if program is None:
        raise NotNowError(
            f"'{name}' is not installed here, so nothing was opened; open {named(where)} yourself"
        )
    try:
        process = subprocess.Popen(  # noqa: S603 - a program that was looked up, and one whole path
            [program, str(where)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=where.anchor,
            env=clean_environment(around),
            start_new_session=True,
        )
    except OSError as error:
        raise NotNowError(f"'{name}' could not be started: {_reason(error)}") from error
    # Somebody has to take note of its end; nobody waits for that.
    threading.Thread(target=process.wait, daemon=True).start()


# Printing.


def printers(*, environ: Mapping[str, str] | None = None, platform: str = sys.platform) -> tuple[str, ...]:
    """The printers that can be chosen; none where the system does not tell, as on Windows."""
    around = os.environ if environ is None else environ
    program = None if platform == WINDOWS else _program("lpstat", around)
    if program is None:
        return ()
    try:
        status, said, _ = _run([program, "-e"], b"", around, platform, LIST_PATIENCE)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    names = (line.strip() for line in said.splitlines())
    return tuple(name for name in names if name) if status == 0 else ()


def print_file(
    data: bytes,
    *,
    title: str,
    printer: str = "",
    saved: Path | None = None,
    environ: Mapping[str, str] | None = None,
    platform: str = sys.platform,
    seconds: float = PRINT_PATIENCE,
) -> None:
    """Sends `data` (a PDF, or plain text in UTF-8) to the usual printer, or to the one that is named.

    `title` is what everybody can see of the job: a reference, or a kind of document. Windows prints files only, so there
    `saved` is the file that holds the data. Raises WrongInputError for a printer that there is not, NotNowError where it
    cannot be printed now, ValueError for a title that says too much.
    """
    if not _TITLE.fullmatch(title):
        raise ValueError("the title of a print job is a reference: letters, digits, hyphens and spaces")
    if platform == WINDOWS:
        _print_on_windows(saved, printer)
        return
    around = os.environ if environ is None else environ
    program = _program("lp", around)
    if program is None:
        raise NotNowError("nothing was printed: 'lp' is not installed here; it comes with CUPS")
    if not data:
        raise wrong_input("there is nothing to print: the file is empty")
    chosen = ["-d", _known(printer, around, platform)] if printer else []
    look = () if data.startswith(_PDF) else _AS_TEXT
    try:
        status, _, complaint = _run(
            [program, *chosen, *look, "-t", title, "-"], data, around, platform, seconds
        )
    except subprocess.TimeoutExpired:
        raise NotNowError(
            f"the printing system did not answer within {seconds:.0f} seconds. Look at the printer's queue before you "
            "print again"
        ) from None
    except OSError as error:
        raise NotNowError(f"nothing was printed: 'lp' could not be started: {_reason(error)}") from error
    if status != 0:
        raise NotNowError(_refusal(complaint, printer))


def _known(printer: str, around: Mapping[str, str], platform: str) -> str:
    """The printer, if nothing speaks against it. Where no list is to be had, the printing system decides."""
    if printer.startswith("-") or not printer.isprintable() or any(sign in printer for sign in " #"):
        raise wrong_input(f"'{visible(printer, 60)}' is not the name of a printer")
    names = printers(environ=around, platform=platform)
    if names and printer not in names:
        raise wrong_input(unknown(printer, "printer here", names))
    return printer


def _refusal(complaint: str, printer: str) -> str:
    """What `lp` said, as a sentence. It says the same of no printer and of a printing system that is not running."""
    said = complaint.casefold()
    if "no default destination" in said:
        return (
            "nothing was printed: no printer is set up as the usual one, or the printing system is not running. "
            "Name a printer, or set one up"
        )
    if "does not exist" in said:
        return f"nothing was printed: there is no printer '{visible(printer, 60)}'"
    if "not accepting" in said:
        return "nothing was printed: the printer takes no jobs at the moment"
    if "scheduler not responding" in said or "connection refused" in said or "unable to connect" in said:
        return "nothing was printed: the printing system is not running"
    if "unsupported" in said:
        return "nothing was printed: the printer cannot print this kind of file; make a PDF and print that"
    line = next((one for one in complaint.splitlines() if one.strip()), "it did not say why")
    return f"nothing was printed: the printing system refused it: {visible(line.strip(), 200)}"


def _run(
    command: Sequence[str], data: bytes, around: Mapping[str, str], platform: str, seconds: float
) -> tuple[int, str, str]:
    """Runs a program of the printing system to its end: its status, what it said, and what it complained of.

    Raises OSError, TimeoutExpired.
    """
    # In English, whatever the desktop speaks, so that what it complains of is understood; and text is UTF-8.
    language = "en_US.UTF-8" if platform == MAC else "C.UTF-8"
    with subprocess.Popen(  # noqa: S603 - a program that was looked up; no shell
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**clean_environment(around), "LC_ALL": language},
        start_new_session=True,
    ) as process:
        try:
            said, complaint = process.communicate(data, timeout=seconds)
        except BaseException:
            _end(process)
            raise
    return process.returncode, said.decode("utf-8", "replace"), complaint.decode("utf-8", "replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the program and whatever it has started, which would keep its streams open."""
    with suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


def _program(name: str, around: Mapping[str, str]) -> str | None:
    """The whole path of a program; None where there is none, or only in the folder that one happens to be in."""
    found = shutil.which(name, path=around.get("PATH", os.defpath))
    return found if found is not None and os.path.isabs(found) else None  # noqa: PTH117 - a text, as `which` gives it


def _reason(error: OSError) -> str:
    return visible(error.strerror or type(error).__name__)


# Windows.


def _print_on_windows(saved: Path | None, printer: str) -> None:
    if printer:
        raise wrong_input(
            "on Windows it is printed on the usual printer; choose that in the system's settings"
        )
    if saved is None:
        raise NotNowError("Windows prints files only: save it first, and print the file")
    _start_on_windows(saved.absolute(), "print")


def _start_on_windows(path: Path, verb: str) -> None:
    start: Start | None = getattr(os, "startfile", None)  # only Windows has it
    if start is None:
        raise NotNowError("this is not Windows, so nothing was opened")
    try:
        with _nothing_of_ours():
            start(str(path), verb)
    except OSError as error:
        done = "printed" if verb == "print" else "opened"
        raise NotNowError(
            f"{named(path)} was not {done}: Windows has no program for that, or it refused ({_reason(error)})"
        ) from error


@contextmanager
def _nothing_of_ours() -> Iterator[None]:
    """For as long as it takes: what Windows starts inherits the environment as it stands, and takes no other."""
    kept_back = {name: value for name, value in os.environ.items() if _kept_back(name)}
    try:
        for name in kept_back:
            del os.environ[name]
        yield
    finally:
        os.environ.update(kept_back)
