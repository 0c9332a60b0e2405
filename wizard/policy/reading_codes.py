"""The codes of the faults that the readers find: they read other inputs too, and know no codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

import msgspec

from wizard.base.decode import decode
from wizard.base.errors import Fault, WrongInputError
from wizard.base.nodes import Node

T = TypeVar("T")

#: By how the readers' sentences go; the first row that fits counts.
_OF_FILES: Final = (
    ("F101", r"no such file|^is a folder;|^may not be read"),
    ("F101", r"^cannot be read[:;]|expected (the file itself|a plain file)"),
    ("F101", r"^is larger than|UTF-8|^is empty$"),
    ("F101", r"does not belong in a text file|^holds nothing but comments"),
    ("F102", r""),
)
_OF_VALUES: Final = (
    ("F103", r"^the key '.*' is missing;"),
    ("F104", r"^unknown key "),
    ("F105", r"^'.*' is not ('|one of )|^expected one of .*, found "),
    ("F107", r"does not have the expected form"),
    ("F108", r"^is empty;|is too short;|^is too long|^expected (at least |at most )?\d+ entr(y|ies)"),
    ("F106", r"^expected .*, found |^has no value;|^Expected `"),
    ("F109", r""),
)


def code_of_file_fault(what: str) -> str:
    """The code of a fault of a file that cannot be read as YAML at all, by its sentence."""
    return _first(_OF_FILES, what)


def code_of_value_fault(what: str) -> str:
    """The code of a fault of what a file says, by its sentence."""
    return _first(_OF_VALUES, what)


def coded(faults: Iterable[Fault], code_of: Callable[[str], str]) -> list[Fault]:
    """The faults, each with a code; those that have one keep it."""
    return [one if one.code else msgspec.structs.replace(one, code=code_of(one.what)) for one in faults]


@contextmanager
def coding(code_of: Callable[[str], str]) -> Iterator[None]:
    """Gives a code to the faults that are raised within."""
    try:
        yield
    except WrongInputError as wrong:
        raise WrongInputError(coded(wrong.faults, code_of)) from None


def decode_flow(node: Node, kind: type[T], name: str) -> T:
    """What a file of a flow says, as `decode` gives it. Raises WrongInputError with every fault, each with its code."""
    with coding(code_of_value_fault):
        return decode(node, kind, name)


def _first(rows: Iterable[tuple[str, str]], what: str) -> str:
    return next(code for code, pattern in rows if re.search(pattern, what))
