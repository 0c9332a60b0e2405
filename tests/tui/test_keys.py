"""The keys: every one has a name of its own, by which it can be given to another key."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

import wizard.tui


def own_bindings() -> Iterator[tuple[str, Binding]]:
    """Each binding of the application's own classes, with the class."""
    for found in pkgutil.iter_modules(wizard.tui.__path__):
        module = importlib.import_module(f"wizard.tui.{found.name}")
        for name, kind in vars(module).items():
            if isinstance(kind, type) and issubclass(kind, DOMNode) and kind.__module__ == module.__name__:
                yield from ((name, one) for one in vars(kind).get("BINDINGS", ()))


@pytest.mark.parametrize(("owner", "binding"), list(own_bindings()))
def test_a_key_has_a_name_by_which_it_can_be_changed(owner: str, binding: Binding) -> None:
    assert binding.id, f"{owner}: {binding.key}"


def test_no_two_keys_have_the_same_name() -> None:
    names = [binding.id for _, binding in own_bindings()]
    assert len(names) == len(set(names))
    assert len(names) > 40


def test_no_key_of_a_screen_does_two_things() -> None:
    twice: list[str] = []
    for owner in dict.fromkeys(owner for owner, _ in own_bindings()):
        keys = [key for name, one in own_bindings() if name == owner for key in one.key.split(",")]
        twice += [f"{owner}: {key}" for key in set(keys) if keys.count(key) > 1]
    assert not twice
