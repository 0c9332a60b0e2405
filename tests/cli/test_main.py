from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import wizard
from wizard.base.errors import Fault, NotNowError, WrongInputError

Run = Callable[..., Any]
CASE = "policy: torbay\nrisk: welfare\nfrom: {agency: education}\nto: [police]\n"
ROOT = Path(wizard.__file__).parent.parent


# Help.


@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("-h",), *((one, "--help") for one in ("advise", "lead", "policies", "policy", "check"))],
)
def test_help_goes_to_standard_output(escalate: Run, arguments: tuple[str, ...]) -> None:
    answered = escalate(*arguments)
    assert (answered.code, answered.err) == (0, "")
    assert answered.out.startswith("usage: escalate")


def test_help_names_every_command_and_says_what_to_do_in_danger(escalate: Run) -> None:
    out = " ".join(escalate("--help").out.split())
    for words in ("advise", "lead", "policies", "policy", "check", "call 999"):
        assert words in out


def test_the_version_is_told(escalate: Run) -> None:
    assert escalate("--version") == (0, f"escalate {wizard.__version__}\n", "")


# What is no command.


@pytest.mark.parametrize(
    "arguments",
    [
        ("advize",),
        ("advise",),
        ("advise", "a", "b"),
        ("advise", "--jsn", "-"),
        ("lead",),
        ("policy",),
        ("policy", "shw", "torbay"),
        ("check", "--prov"),
        ("--nonsense",),
        ("advise", "\x1b[31m", "\u202e", "x"),
    ],
)
def test_what_is_no_command_is_one_line_that_says_where_help_is(
    refused: Callable[..., list[str]], arguments: tuple[str, ...]
) -> None:
    (line,) = refused(*arguments)
    assert line.startswith("escalate")
    assert "--help'" in line
    assert "\x1b" not in line
    assert "\u202e" not in line


def test_without_a_terminal_the_application_is_not_opened_and_the_way_round_is_told(
    escalate: Run, home: Path
) -> None:
    answered = escalate()
    assert answered.code in (0, 2)
    assert "Traceback" not in answered.err


# What goes wrong inside.

SECRET = "Zebedee Child of 1 Some Street"


def test_a_failure_of_the_program_is_one_sentence_without_anything_of_the_case(
    escalate: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr("wizard.cli.advise.advise", fail)
    answered = escalate("advise", "-", stdin=CASE)
    assert (answered.code, answered.out) == (1, "")
    (line,) = answered.err.splitlines()
    assert line.startswith("escalate: something went wrong in the program itself.")
    kept = "".join(path.read_text() for path in home.rglob("*") if path.is_file())
    assert "RuntimeError" in kept
    for text in (answered.err, kept):
        assert not any(word in text for word in SECRET.split() if len(word) > 4)


def test_a_refusal_of_the_system_says_to_try_again(escalate: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EIO, SECRET)

    monkeypatch.setattr("wizard.cli.advise.advise", fail)
    answered = escalate("advise", "-", stdin=CASE)
    assert (answered.code, answered.out) == (3, "")
    assert "try again" in answered.err
    assert SECRET not in answered.err


def test_what_cannot_be_done_now_ends_with_three(escalate: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise NotNowError("The disk is full. Nothing has been changed; try again.")

    monkeypatch.setattr("wizard.cli.advise.advise", fail)
    answered = escalate("advise", "-", stdin=CASE)
    assert (answered.code, answered.err) == (3, "The disk is full. Nothing has been changed; try again.\n")


def test_someone_who_stops_it_gets_no_traceback(escalate: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("wizard.cli.advise.advise", stop)
    assert escalate("advise", "-", stdin=CASE) == (130, "", "")


def test_of_many_faults_twenty_lines_are_told_and_the_rest_are_counted(
    escalate: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise WrongInputError(
            Fault(file="f", line=one, column=1, key="k", what="is wrong") for one in range(1, 31)
        )

    monkeypatch.setattr("wizard.cli.advise.advise", fail)
    lines = escalate("advise", "-", stdin=CASE).err.splitlines()
    assert (len(lines), lines[0], lines[-1]) == (
        20,
        "f:1:1: k: is wrong",
        "... and 11 more faults in the same input",
    )


# A process of its own.


def process(*arguments: str, home: Path, **more: Any) -> subprocess.CompletedProcess[bytes]:
    # Not unbuffered: what is left to be written at the end is what is looked at here.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
    environment |= {"ESCALATE_HOME": str(home), "PYTHONPATH": str(ROOT)}
    more.setdefault("stdout", subprocess.PIPE)
    return subprocess.run(
        [sys.executable, "-m", "wizard", *arguments],
        stderr=subprocess.PIPE,
        env=environment,
        timeout=60,
        check=False,
        **more,
    )


def test_as_a_process_it_answers_and_takes_its_input_from_a_pipe(home: Path) -> None:
    done = process("advise", "-", "--json", home=home, input=CASE.encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"{")


def test_as_a_process_wrong_input_ends_with_two_and_says_nothing_on_standard_output(home: Path) -> None:
    done = process("advise", "-", home=home, input=CASE.replace("police", "polise").encode())
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"did you mean 'police'?" in done.stderr
    assert not home.exists()


@pytest.mark.parametrize("arguments", [("policies",), ("policy", "show", "oxfordshire"), ("--help",)])
def test_a_reader_who_goes_away_is_no_fault(home: Path, arguments: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = process(*arguments, home=home, stdout=writing)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_what_a_check_came_to_holds_also_where_its_reader_has_gone(home: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "policy.yaml").write_text("nothing: of ours\n", encoding="utf-8")
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = process("check", str(broken), home=home, stdout=writing)
    finally:
        os.close(writing)
    assert done.returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
@pytest.mark.parametrize("arguments", [("policies",), ("policy", "show", "oxfordshire")])
def test_an_answer_that_could_not_be_written_is_not_called_done(
    home: Path, arguments: tuple[str, ...]
) -> None:
    with Path("/dev/full").open("wb") as full:
        done = process(*arguments, home=home, stdout=full)
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1
    assert b"Traceback" not in done.stderr


def test_names_come_out_whole_where_the_terminal_says_that_it_knows_no_letters(home: Path) -> None:
    environment = {
        "LC_ALL": "C",
        "PYTHONIOENCODING": "ascii",
        "PYTHONPATH": str(ROOT),
        "ESCALATE_HOME": str(home),
    }
    if "SYSTEMROOT" in os.environ:
        environment["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "wizard",
            "lead",
            "--policy",
            "oxfordshire",
            "--agency",
            "childrens-social-care",
            "--at",
            "2026-11-18T10:30",
        ],
        capture_output=True,
        env=environment,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Deputy Director – Safeguarding" in done.stdout.decode("utf-8")


def test_a_slip_in_a_command_gives_the_nearest_one(escalate: Run) -> None:
    told = escalate("polices")
    assert told.code == 2
    assert told.err == "escalate: 'polices' is no command; did you mean 'policies'? See 'escalate --help'.\n"
