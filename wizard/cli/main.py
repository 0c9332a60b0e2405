"""The command line: which command, and one place where errors become sentences and exit codes."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from wizard.base.errors import EXIT_DONE, EXIT_NO, EXIT_NOT_NOW, EscalateError

#: Exit code of a process that the person stopped with Ctrl+C, by the shells' convention.
EXIT_STOPPED = 130


def run(arguments: Sequence[str]) -> int:
    """Runs one command. No traceback ever reaches the person: what went wrong is a sentence and a code."""
    _utf8_output()
    try:
        return _run_to_the_end(arguments)
    except EscalateError as error:
        for one in error.lines():
            sys.stderr.write(f"{one}\n")
        return error.exit_code
    except BrokenPipeError:
        _abandon_output()
        return EXIT_DONE
    except KeyboardInterrupt:
        return EXIT_STOPPED
    except Exception as error:  # noqa: BLE001 - the last line of defence: logged without case content
        return _unforeseen(error)


def _run_to_the_end(arguments: Sequence[str]) -> int:
    """Runs the command, and hands on what it printed: at exit nobody could be told that it did not arrive."""
    try:
        code = _run(arguments)
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else EXIT_DONE
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _abandon_output()  # whoever read it has gone; what it came to holds all the same
    return code


def _run(arguments: Sequence[str]) -> int:
    if not arguments:
        return _application()
    from wizard.cli.arguments import parse

    chosen = parse(arguments)
    # The command's own module is imported only now: most commands need few of the rooms.
    if chosen.command == "ask":
        from wizard.cli import ask

        return ask.run()
    if chosen.command == "advise":
        from wizard.cli import advise

        return advise.run(chosen.file, as_json=chosen.json, with_what_if=chosen.what_if)
    if chosen.command == "lead":
        from wizard.cli import lead

        return lead.run(
            policy_id=chosen.policy,
            agency=chosen.agency,
            stage=chosen.stage,
            at=chosen.at,
            as_json=chosen.json,
            print_=chosen.print_,
        )
    if chosen.command == "policies":
        from wizard.cli import policies

        return policies.run(as_json=chosen.json)
    if chosen.command == "policy" and chosen.verb == "compare":
        from wizard.cli import policy_compare

        return policy_compare.run(
            chosen.a, chosen.b, situation=chosen.situation, case_id=chosen.case, as_json=chosen.json
        )
    if chosen.command == "policy" and chosen.verb == "diagram":
        from wizard.cli import policy_diagram

        return policy_diagram.run(chosen.policy, chosen.format, chosen.case)
    if chosen.command == "policy" and chosen.verb == "explain":
        from wizard.cli import policy_explain

        return policy_explain.run(chosen.policy, as_json=chosen.json)
    if chosen.command == "policy" and chosen.verb in ("new", "schema"):
        from wizard.cli import policy_new

        if chosen.verb == "new":
            return policy_new.run(chosen.name, chosen.folder)
        return policy_new.print_schema(chosen.file)
    if chosen.command == "policy":
        from wizard.cli import policies

        return policies.show(chosen.policy, as_json=chosen.json)
    if chosen.command == "contacts":
        from wizard.cli import contacts
        from wizard.cli.surroundings import tell_of_settings

        tell_of_settings()
        return contacts.run(chosen)
    if chosen.command == "check":
        from wizard.cli import check

        if chosen.explain is not None:
            return check.explain(chosen.explain)
        return check.run(chosen.paths, coverage=chosen.coverage, prove=chosen.prove)
    if chosen.command == "case":
        from wizard.cli import case

        return case.run(chosen)
    if chosen.command == "register":
        from wizard.cli import register

        return register.run(chosen)
    if chosen.command == "document":
        from wizard.cli import document

        return document.run(chosen)
    return _application()


def _application() -> int:
    from wizard.cli import application

    return application.run()


def _utf8_output() -> None:
    """Names and dashes must come out on any console; what it cannot show is replaced, never a crash."""
    # Python has none where whoever started the command closed it.
    sys.stdout = sys.stdout or io.StringIO()
    sys.stderr = sys.stderr or io.StringIO()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def _abandon_output() -> None:
    """Whoever read the output has gone, or has no room for it. Python would complain again at exit."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unforeseen(error: Exception) -> int:
    from wizard.base.log import log_failure
    from wizard.base.paths import home

    log = log_failure(home(os.environ), error)
    where = f" The details, without anything of a case, are in {log}." if log else ""
    if isinstance(error, OSError):
        try:
            sys.stdout.flush()
        except OSError:
            _abandon_output()
        sys.stderr.write(f"escalate: the system did not let it be done; try again.{where}\n")
        return EXIT_NOT_NOW
    sys.stderr.write(f"escalate: something went wrong in the program itself.{where}\n")
    return EXIT_NO
