"""Printing for real: on a printer that makes PDF files, run by a printing system of the test's own.

It needs CUPS, its PDF printer and root; none of the machine's own printers is touched. Where something is missing the
tests are left out, and fail under CI, where it has to be there. From the root of the repository:

    python -m pytest -m printer tests/look/test_printing.py
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Final

import msgspec
import pypdf
import pytest

from wizard.base.desktop import print_file, printers
from wizard.base.errors import NotNowError, WrongInputError
from wizard.casework.choices import policy_choices
from wizard.casework.documents import save
from wizard.casework.house import open_house
from wizard.casework.sending import print_document
from wizard.casework.session import Session, Surroundings
from wizard.cli import lead
from wizard.register.cases import Author, Register

pytestmark = pytest.mark.printer

ROOT: Final = Path(__file__).parents[2]
PPD: Final = Path("/usr/share/ppd/cups-pdf/CUPS-PDF_opt.ppd")
BACKEND: Final = Path("/usr/lib/cups/backend/cups-pdf")
#: The one file in which the PDF printer says where its files go; it is read from nowhere else.
SETTINGS: Final = Path("/etc/cups/cups-pdf.conf")
NAME: Final = "Invented"
PATIENCE: Final = 60.0
_TICK: Final = threading.Event()

FILES_CONF: Final = """\
ServerRoot {0}/root
StateDir {0}/state
CacheDir {0}/cache
TempDir {0}/tmp
RequestRoot {0}/spool
AccessLog {0}/access_log
ErrorLog {0}/error_log
PageLog {0}/page_log
SystemGroup root
"""
DAEMON_CONF: Final = """\
Listen {0}/sock
Browsing No
WebInterface No
IdleExitTimeout 0
DefaultAuthType None
PreserveJobFiles Yes
DirtyCleanInterval 0
<Location />
Order allow,deny
Allow all
</Location>
<Location /admin>
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order deny,allow
</Limit>
</Policy>
"""


class Printer(msgspec.Struct, frozen=True, kw_only=True):
    """A printer that makes PDF files: its printing system's folder, where the files go, and how it is reached."""

    folder: Path
    output: Path
    environ: Mapping[str, str]

    def printed(self) -> list[Path]:
        """What has been printed, once nothing waits any more."""
        self._wait(lambda: not self._ask("lpstat", "-W", "not-completed", "-o"))
        return sorted(self.output.glob("*.pdf")) if self.output.is_dir() else []

    def jobs(self) -> list[bytes]:
        """What the printing system has written down of each job, beside its pages."""
        return [one.read_bytes() for one in sorted((self.folder / "spool").glob("c*"))]

    def _ask(self, *command: str) -> str:
        return subprocess.run(command, env=self.environ, capture_output=True, text=True, check=True).stdout

    def _wait(self, until: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not until():
            assert time.monotonic() < end, (self.folder / "error_log").read_text("utf-8", "replace")[-3000:]
            _TICK.wait(0.1)


def missing() -> str:
    """What is not here and has to be; empty where all is."""
    if os.name != "posix" or os.geteuid() != 0:
        return "root"
    lacks = [one for one in ("cupsd", "lp", "lpstat", "lpadmin", "gs", "pdftocairo") if not shutil.which(one)]
    lacks += [str(one) for one in (PPD, BACKEND, SETTINGS) if not one.exists()]
    return ", ".join(lacks)


def output_folder() -> Path:
    """Where the PDF printer puts what root prints."""
    found = re.search(r"^Out\s+(\S+)", SETTINGS.read_text("utf-8"), re.MULTILINE)
    who = pwd.getpwuid(0)
    text = found[1] if found else "/var/spool/cups-pdf/${USER}"
    return Path(text.replace("${HOME}", who.pw_dir).replace("${USER}", who.pw_name))


@pytest.fixture(scope="module")
def running() -> Iterator[Printer]:
    """A printing system of its own with one printer."""
    lacks = missing()
    if lacks:
        why = f"PRINTING WAS NOT TRIED: this needs {lacks} (Debian: cups, printer-driver-cups-pdf, poppler-utils)"
        if os.environ.get("CI", "").casefold() == "true":
            pytest.fail(why)
        pytest.skip(why)
    # Not in pytest's own folder: the printing system's users may not look into that.
    folder = Path(tempfile.mkdtemp(prefix="printer-", dir="/tmp"))
    folder.chmod(0o755)
    for name in ("root/ppd", "state/certs", "cache", "tmp", "spool"):
        (folder / name).mkdir(parents=True)
    (folder / "tmp").chmod(0o1777)
    (folder / "files.conf").write_text(FILES_CONF.format(folder), encoding="utf-8")
    (folder / "cupsd.conf").write_text(DAEMON_CONF.format(folder), encoding="utf-8")
    environ = {**os.environ, "CUPS_SERVER": str(folder / "sock")}
    output = output_folder()
    there = output.is_dir()
    before = set(output.glob("*")) if there else set()
    command = ["cupsd", "-f", "-c", str(folder / "cupsd.conf"), "-s", str(folder / "files.conf")]
    printer = Printer(folder=folder, output=output, environ=environ)
    with (folder / "said").open("wb") as said:
        daemon = subprocess.Popen(command, stdout=said, stderr=said)
        try:
            printer._wait((folder / "sock").exists)
            add = ["lpadmin", "-p", NAME, "-E", "-v", "cups-pdf:/", "-P", str(PPD)]
            # Of the ways to PostScript, which this printer takes, one leaves letters what they are and not mere shapes.
            add += ["-o", "pdftops-renderer-default=pdftocairo"]
            subprocess.run(add, env=environ, check=True, capture_output=True)
            subprocess.run(["lpadmin", "-d", NAME], env=environ, check=True, capture_output=True)
            yield printer
        finally:
            daemon.terminate()
            daemon.wait(20)
            for one in (set(output.glob("*")) if output.is_dir() else set()) - before:
                one.unlink()
            if not there and output.is_dir():
                output.rmdir()
            shutil.rmtree(folder)


@pytest.fixture
def printer(running: Printer, monkeypatch: pytest.MonkeyPatch) -> Printer:
    """The same, found by all that is started."""
    monkeypatch.setenv("CUPS_SERVER", running.environ["CUPS_SERVER"])
    return running


def new_page(printer: Printer, before: list[Path]) -> tuple[Path, str]:
    """The one file that was printed since, and its words."""
    (path,) = set(printer.printed()) - set(before)
    return path, " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def words(text: str) -> str:
    """The text without the spaces, which a printer may set anywhere."""
    return "".join(text.split())


def _invented() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "invented_case", ROOT / "tests" / "scripts" / "invented_case.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """The invented case of the scripts, answered to its end."""
    case = _invented()
    around = Surroundings(
        register=Register(tmp_path / "register"),
        choices=cache(policy_choices),
        open_house=open_house,
        clock=lambda: case.NOW,
        author=Author(role="teacher", name=""),
    )
    made = Session(around)
    while (question := made.shown().question) is not None:
        made.answer(case.ANSWERS[question.id])
    return made


def test_the_printer_is_listed(printer: Printer) -> None:
    assert printers() == (NAME,)


def test_a_text_comes_out_of_the_printer_word_for_word(printer: Printer) -> None:
    before = printer.printed()
    print_file("Zoë's £5 – “quoted”\n".encode() * 3, title="2026-11-18-7f3a12", printer=NAME)
    path, text = new_page(printer, before)
    assert words(text).count(words("Zoë's £5 – “quoted”")) == 3
    assert "2026-11-18-7f3a12" in path.name


@pytest.mark.parametrize("ending", ["txt", "pdf"])
def test_a_document_comes_out_of_the_printer_and_the_job_says_only_its_reference(
    ending: str, printer: Printer, session: Session, tmp_path: Path
) -> None:
    session.write("decision", "The referral of 9 November was closed.")
    letter = save(session, "challenge-letter", tmp_path / f"Letter about Jane Smith.{ending}")
    before = printer.printed()
    print_document(session, letter)
    path, text = new_page(printer, before)
    for said in ("Formal challenge letter", "The referral of 9 November was closed."):
        assert words(said) in words(text)
    told = printer.jobs()[-1]
    assert str(session.case_id).encode() in told
    assert not re.search(rb"jane|smith|letter|referral|tmp", told, re.IGNORECASE)
    assert "Jane" not in path.name


def test_the_lead_card_comes_out_of_the_printer_without_any_register(
    printer: Printer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ESCALATE_HOME", str(tmp_path / "home"))
    before = printer.printed()
    code = lead.run(
        policy_id="oxfordshire",
        agency="childrens-social-care",
        stage=None,
        at="2026-11-18T10:30",
        as_json=False,
        print_="",
    )
    path, text = new_page(printer, before)
    assert code == 0
    shown = capsys.readouterr().out
    assert "01865 815122" in shown
    assert words(text) == words(shown)
    assert "Lead" in path.name
    assert not (tmp_path / "home").exists()


def test_a_printer_that_there_is_not_takes_nothing(printer: Printer) -> None:
    before = printer.printed()
    with pytest.raises(WrongInputError, match=f"did you mean '{NAME}'"):
        print_file(b"data", title="7f3a12", printer="Invnted")
    assert printer.printed() == before


def test_a_printer_that_takes_no_jobs_is_told_of(printer: Printer) -> None:
    subprocess.run(["cupsreject", NAME], env=printer.environ, check=True)
    try:
        with pytest.raises(NotNowError, match="takes no jobs at the moment"):
            print_file(b"data", title="7f3a12")
    finally:
        subprocess.run(["cupsaccept", NAME], env=printer.environ, check=True)


def test_a_printing_system_that_does_not_run_is_told_of(
    printer: Printer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUPS_SERVER", str(tmp_path / "no-such-socket"))
    assert printers() == ()
    with pytest.raises(NotNowError, match="the printing system is not running"):
        print_file(b"data", title="7f3a12")
