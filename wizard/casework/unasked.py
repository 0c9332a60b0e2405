"""What opens a real register without a question: the computer's keyring, or a file that was named for it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wizard.base.errors import NotNowError, WrongInputError
from wizard.base.paths import named
from wizard.casework.entering import PASSPHRASE_FILE
from wizard.register.opening import FromKeyring, Passphrase, Recovery, WrongSecretError
from wizard.register.passphrase import read_passphrase_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wizard.register.keys import Keys
    from wizard.register.system_keyring import SecretStore
    from wizard.register.vault import Vault

#: What is meant as a recovery key, right or wrong: seven groups or more of about four signs, or all in one.
IN_GROUPS: Final = re.compile(
    r"\s*[0-9A-Za-z]{2,6}(?:[\s\u2010-\u2015\u2212-]+[0-9A-Za-z]{2,6}){6,9}\s*|\s*[0-9A-Za-z]{34,38}\s*"
)


def opened_unasked(vault: Vault, environ: Mapping[str, str], store: SecretStore | None) -> Keys | None:
    """The keys: by the keyring where it opens the register, else by the file that `environ` names; None without one.

    Raises `NotNowError` where what is in the file does not open the register, `WrongInputError` for a file that
    cannot be used, and as `Vault.unlock` does.
    """
    keys = _from_keyring(vault, store)
    if keys is not None:
        return keys
    file = environ.get(PASSPHRASE_FILE, "")
    return _from_file(vault, Path(file)) if file else None


def open_with_text(vault: Vault, text: str) -> Keys:
    """The keys, by a text that is a passphrase or a recovery key.

    Raises `WrongSecretError` where it opens nothing, `WrongInputError` where it is a recovery key with a slip in it,
    and as `Vault.unlock` does.
    """
    slip: WrongInputError | None = None
    if IN_GROUPS.fullmatch(text):
        try:
            return vault.unlock(Recovery(text))
        except WrongInputError as error:
            slip = error
        except WrongSecretError:
            pass  # a passphrase may look like one too
    try:
        return vault.unlock(Passphrase(text))
    except WrongSecretError:
        if slip is not None:
            raise slip from None
        raise


def _from_keyring(vault: Vault, store: SecretStore | None) -> Keys | None:
    """The keys, where the keyring opens the register; it is one way of several, and its silence stops nobody."""
    marker = vault.marker()
    if store is None or marker is None or not any(slot.kind == "keyring" for slot in marker.slots):
        return None
    try:
        return vault.unlock(FromKeyring(store))
    except (NotNowError, WrongInputError):
        return None


def _from_file(vault: Vault, path: Path) -> Keys:
    text = read_passphrase_file(path)
    try:
        return open_with_text(vault, text)
    except WrongSecretError:
        raise NotNowError(
            f"{named(path)}: what is in this file does not open the register. Expected its passphrase, or its "
            f"recovery key. Nothing has been changed; name the right file in {PASSPHRASE_FILE}"
        ) from None
