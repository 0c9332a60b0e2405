"""What the commands that open cases work in: the person's register, the policies that are known, and the clock."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.advice.worktime import as_london
from wizard.base.errors import wrong_input
from wizard.base.paths import LOCAL_CONTACTS, home, named
from wizard.base.settings import settings_in_use
from wizard.casework.session import Surroundings
from wizard.register.cases import Register
from wizard.register.events import Author

if TYPE_CHECKING:
    from wizard.advice.advise import House
    from wizard.casework.choices import KnownPolicies
    from wizard.policy.edition import FlowTexts
    from wizard.register.keys import Keys
    from wizard.register.vault import Vault


def surroundings(*, unlocks_itself: bool = True) -> Surroundings:
    """The register in the program's own folder, the policies known here, and the present moment in London.

    A real register asks for what opens it once it is needed; unless it `unlocks_itself`, it is locked until somebody
    unlocks it.
    """
    known = cache(_known)
    folder = home(os.environ)
    settings, _ = settings_in_use(folder)
    return Surroundings(
        register=Register(
            folder / "register", unlock=_unlock if unlocks_itself else None, environ=os.environ
        ),
        choices=lambda: known().choices,
        left_out=lambda: known().left_out,
        open_house=_open_house,
        open_texts=_open_texts,
        clock=lambda: as_london(datetime.now(UTC)),
        author=Author(role=settings.role, name=settings.name or ""),
        local_contacts=folder / LOCAL_CONTACTS,
        flow_folders=_flow_folders,
        office_templates=settings.templates_folder(folder),
    )


def with_register() -> Surroundings:
    """The same, where there is a register already. Raises WrongInputError where there is none."""
    around = surroundings()
    if around.register.state() == "none":
        raise wrong_input(
            "there is no register there yet; 'escalate register create' makes one, and so does the first case",
            file=named(around.register.folder),
        )
    return around


def tell_of_settings() -> None:
    """Says on standard error that the settings are not used, where their file has faults."""
    _, fault = settings_in_use(home(os.environ))
    if fault:
        sys.stderr.write(f"{fault}\n")


def _unlock(vault: Vault) -> Keys:
    from wizard.cli.unlocking import unlock  # only a real register needs it

    return unlock(vault)


# The first question needs no policy: what reads them is imported once they are asked for.


def _known() -> KnownPolicies:
    from wizard.casework.choices import known_policies
    from wizard.cli.flows import flow_sources

    return known_policies(flow_sources())


def _open_house(policy_id: str) -> House:
    from wizard.casework.house import open_house
    from wizard.cli.flows import flow_sources

    return open_house(policy_id, flow_sources(), local=home(os.environ) / LOCAL_CONTACTS)


def _open_texts(policy_id: str) -> FlowTexts:
    from wizard.casework.reading import open_texts
    from wizard.cli.flows import flow_sources

    return open_texts(policy_id, flow_sources())


def _flow_folders(policy_id: str) -> tuple[Path, ...]:
    from wizard.casework.reading import flow_folders_of
    from wizard.cli.flows import flow_sources

    return flow_folders_of(policy_id, flow_sources())
