"""Secrets kept by the system for whoever is logged in, where that has been chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from wizard.base.errors import EscalateError, NotNowError, wrong_input

if TYPE_CHECKING:
    from types import ModuleType

_SERVICE: Final = "escalation-wizard"


class SecretStore(Protocol):
    """Keeps texts by name. Every method raises `EscalateError` where the store cannot be used."""

    def get(self, name: str) -> str | None:
        """What is kept under a name, if anything is."""

    def set(self, name: str, secret: str) -> None:
        """Keeps a text in place of what was there."""

    def delete(self, name: str) -> None:
        """Takes a text away; it need not be there."""


class SystemKeyring:
    """The keyring of this computer's user: Windows' credentials, the keychain of macOS, the Secret Service."""

    def get(self, name: str) -> str | None:
        """Raises `WrongInputError` where it is not installed, `NotNowError` where it does not answer."""
        keyring = _keyring()
        try:
            secret: object = keyring.get_password(_SERVICE, name)
        except Exception as error:  # noqa: BLE001 - the backends raise what their systems raise
            raise _silent(error) from None
        return secret if isinstance(secret, str) else None

    def set(self, name: str, secret: str) -> None:
        """Raises as `get` does."""
        keyring = _keyring()
        try:
            keyring.set_password(_SERVICE, name, secret)
        except Exception as error:  # noqa: BLE001 - as above
            raise _silent(error) from None

    def delete(self, name: str) -> None:
        """Raises as `get` does."""
        keyring = _keyring()
        if self.get(name) is None:
            return
        try:
            keyring.delete_password(_SERVICE, name)
        except Exception as error:  # noqa: BLE001 - as above
            raise _silent(error) from None


def _keyring() -> ModuleType:
    import importlib

    try:
        return importlib.import_module("keyring")
    except ImportError:
        raise wrong_input(
            "the keyring of this computer cannot be used, as that part of the program is not installed; "
            "install escalation-wizard[keyring], or use the passphrase"
        ) from None


def _silent(error: Exception) -> EscalateError:
    # What the backend says is left out: some name the secret that they were given.
    if type(error).__name__ in ("NoKeyringError", "InitError"):
        return NotNowError(
            "this computer has no keyring that can be used here. Nothing has been changed; use the passphrase"
        )
    return NotNowError(
        f"the keyring of this computer did not answer ({type(error).__name__}): it may be locked. "
        "Nothing has been changed; unlock it and try again, or use the passphrase"
    )
