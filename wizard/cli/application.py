"""`escalate` with no command: the terminal application, or plain lines where no terminal can show it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from wizard.base.paths import home
from wizard.base.settings import Settings, settings_in_use
from wizard.casework.entering import Entrance
from wizard.cli.surroundings import surroundings

if TYPE_CHECKING:
    from wizard.register.system_keyring import SecretStore


def run() -> int:
    """Opens the application; in plain lines where that is asked for, or where no terminal can show it."""
    # Standard error too: that is what Textual draws on. A stream that was closed is None.
    on_terminal = all(
        stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)
    )
    if in_plain_lines(os.environ, on_terminal=on_terminal):
        from wizard.cli import ask

        return ask.run()
    from wizard.tui import app  # only now: Textual costs more than any command

    return app.run(surroundings(unlocks_itself=False), home(os.environ), entrance(os.environ))


def entrance(environ: Mapping[str, str]) -> Entrance:
    """What coming to the register needs from outside."""

    @cache
    def settings() -> Settings:
        return settings_in_use(home(environ))[0]

    return Entrance(settings=settings, environ=environ, store=_store)


def _store() -> SecretStore | None:
    from wizard.casework.unlocking import keyring_here
    from wizard.register.system_keyring import SystemKeyring

    return SystemKeyring() if keyring_here() else None


def in_plain_lines(environ: Mapping[str, str], *, on_terminal: bool) -> bool:
    """Whether the conversation is held in plain lines. `ACCESSIBLE` asks for that, unless it is empty or 0."""
    asked_for = environ.get("ACCESSIBLE", "") not in ("", "0")
    return asked_for or not on_terminal or environ.get("TERM") == "dumb"
