"""The command line: which command, and one place where errors become sentences and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from wizard.base.errors import EXIT_DONE, EXIT_NO, EXIT_NOT_NOW, EscalateError

#: Exit code of a process that the person stopped with Ctrl+C, by the shells' convention.
EXIT_STOPPED = 130


def run(arguments: Sequence[str]) -> int:
    """Runs one command. No traceback ever reaches the person: what went wrong is a sentence and a code."""
    _utf8_output()
    try:
        return _run(arguments)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else EXIT_DONE
    except EscalateError as error:
        for one in error.lines():
            sys.stderr.write(f"{one}\n")
        return error.exit_code
    except BrokenPipeError:
        # Whoever read the output has gone. Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_DONE
    except KeyboardInterrupt:
        return EXIT_STOPPED
    except Exception as error:  # noqa: BLE001 - the last line of defence: logged without case content
        return _unforeseen(error)


def _run(arguments: Sequence[str]) -> int:
    from wizard.cli.arguments import parse

    chosen = parse(arguments)
    # The command's own module is imported only now: most commands need few of the rooms.
    if chosen.command == "advise":
        from wizard.cli import advise

        return advise.run(chosen.file, as_json=chosen.json)
    if chosen.command == "lead":
        from wizard.cli import lead

        return lead.run(
            policy_id=chosen.policy,
            agency=chosen.agency,
            stage=chosen.stage,
            at=chosen.at,
            as_json=chosen.json,
        )
    if chosen.command == "policies":
        from wizard.cli import policies

        return policies.run(as_json=chosen.json)
    if chosen.command == "policy":
        from wizard.cli import policies

        return policies.show(chosen.policy, as_json=chosen.json)
    if chosen.command == "check":
        from wizard.cli import check

        return check.run(chosen.paths, coverage=chosen.coverage, prove=chosen.prove)
    from wizard.cli import application

    return application.run()


def _utf8_output() -> None:
    """Names and dashes must come out on any console; what it cannot show is replaced, never a crash."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def _unforeseen(error: Exception) -> int:
    from wizard.base.log import log_failure
    from wizard.base.paths import home

    log = log_failure(home(os.environ), error)
    where = f" The details, without anything of a case, are in {log}." if log else ""
    if isinstance(error, OSError):
        sys.stderr.write(f"escalate: the system did not let it be done; try again.{where}\n")
        return EXIT_NOT_NOW
    sys.stderr.write(f"escalate: something went wrong in the program itself.{where}\n")
    return EXIT_NO
