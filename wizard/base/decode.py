"""From a tree with places to the structs of a model, with every fault at once."""

from __future__ import annotations

import re
from typing import Final, TypeVar

import msgspec

from wizard.base.errors import Fault, WrongInputError
from wizard.base.nodes import Node, Path, fault, place, plain
from wizard.base.text import visible

__all__ = ["decode", "fault", "place", "plain"]

T = TypeVar("T")

# msgspec ends a message with the path of what it found: - at `$.stages[0].limit`
_MESSAGE: Final = re.compile(r"(?P<what>.*?)(?: - at `(?:key in )?`?\$(?P<path>.*?)`+)?", re.DOTALL)
_STEP: Final = re.compile(r"\.([^.\[\]`]+)|\[(\d+)\]")


def decode(node: Node, kind: type[T], name: str) -> T:
    """What `node`, which was read from `name`, says, as a `kind`.

    `kind` is a struct, or whatever else `msgspec.convert` makes of text, bool, None, list and dict; its
    `__post_init__` may raise `ValueError` with a sentence. Raises `WrongInputError` with every fault found.
    """
    try:
        return msgspec.convert(plain(node), kind, strict=True)
    except msgspec.ValidationError:
        from wizard.base.fault_walk import find_faults  # only a wrong file needs it

        faults = find_faults(node, kind, name)
        if faults:
            raise WrongInputError(faults) from None
        return _with_numbers(node, kind, name)


def _with_numbers(node: Node, kind: type[T], name: str) -> T:
    """The same with numbers: what is read knows none, so that a text is one wherever a model wants one.

    Only where all else fits. The lax way would take other texts for other things too, such as "1" for true.
    """
    try:
        return msgspec.convert(plain(node), kind, strict=False)
    except msgspec.ValidationError as error:
        raise WrongInputError([from_message(node, name, str(error))]) from None


def from_message(node: Node, name: str, message: str, path: Path = ()) -> Fault:
    """The fault that `message`, raised by msgspec for what lies at `path` in `node`, tells of."""
    found = _MESSAGE.fullmatch(message)
    what, within = (found["what"], found["path"] or "") if found else (message, "")
    steps: list[str | int] = list(path)
    position = 0
    while step := _STEP.match(within, position):
        steps.append(step[1] if step[1] is not None else int(step[2]))
        position = step.end()
    return fault(node, name, tuple(steps), visible(what, 600))
