"""`escalate register`: the register as a whole. Each verb has a module, which is imported only for that verb."""

from __future__ import annotations

import argparse
from typing import Final

from wizard.cli.surroundings import tell_of_settings

#: Who can open the register: one module for all of it.
_KEYS: Final = frozenset({"keys", "passphrase", "add-person", "leaver", "rotate", "recovery", "keyring"})


def run(chosen: argparse.Namespace) -> int:
    """Runs the verb that was chosen."""
    tell_of_settings()
    if chosen.verb in _KEYS:
        from wizard.cli import register_keys

        return register_keys.run(chosen)
    if chosen.verb == "create":
        from wizard.cli import register_create

        return register_create.run(chosen)
    if chosen.verb == "verify":
        from wizard.cli import register_verify

        return register_verify.run(chosen)
    if chosen.verb == "checkpoint":
        from wizard.cli import register_checkpoint

        return register_checkpoint.run(chosen)
    if chosen.verb == "doctor":
        from wizard.cli import register_doctor

        return register_doctor.run(chosen)
    if chosen.verb == "backup":
        from wizard.cli import register_backup

        return register_backup.run(chosen)
    if chosen.verb == "restore":
        from wizard.cli import register_restore

        return register_restore.run(chosen)
    if chosen.verb == "migrate":
        from wizard.cli import register_migrate

        return register_migrate.run(chosen)
    if chosen.verb == "retention":
        from wizard.cli import register_retention

        return register_retention.run(chosen)
    from wizard.cli import register_access

    return register_access.run(chosen)
