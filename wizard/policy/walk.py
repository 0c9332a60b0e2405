"""Every part of a kind that a flow holds, with its place: whatever holds it, so that a new part cannot be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import msgspec

from wizard.policy.flaws import Place

T = TypeVar("T")


def parts(value: object, kind: type[T], place: Place = ()) -> Iterator[tuple[Place, T]]:
    """Each part of that kind, in the order of the file. `place` is where `value` itself stands."""
    if isinstance(value, kind):
        yield place, value
    if isinstance(value, msgspec.Struct):
        names = zip(value.__struct_encode_fields__, value.__struct_fields__, strict=True)
        for key, name in names:
            held = getattr(value, name)
            if isinstance(held, msgspec.Struct | tuple | dict):
                yield from parts(held, kind, (*place, key))
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            if isinstance(one, msgspec.Struct):
                yield from parts(one, kind, (*place, number))
    elif isinstance(value, dict):
        for key, one in value.items():
            if isinstance(one, msgspec.Struct):
                yield from parts(one, kind, (*place, key))
