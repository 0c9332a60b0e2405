"""The table in docs: it has every row, its keys are a flow's, and each row names a test that shows it at work."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec import inspect

from wizard.policy.contacts import Contacts
from wizard.policy.model import Policy

HERE = Path(__file__).parent
TABLE = HERE.parents[1] / "docs" / "what-a-flow-can-say.md"


class Row(msgspec.Struct, frozen=True):
    """A line of the table."""

    id: str
    name: str
    keys: tuple[str, ...]
    how: str
    test: str


def _expected() -> dict[str, str]:
    lines = (HERE / "rows.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines if line and not line.startswith("#"))


def _rows() -> Iterator[Row]:
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| ") and len(cells) == 5 and cells[0] not in ("row", "---"):
            keys = tuple(key.strip().strip("`") for key in cells[2].split(","))
            yield Row(cells[0], cells[1], keys, cells[3], cells[4].strip("`"))


def _marked() -> dict[str, set[str]]:
    """The rows that each test carries, by "file::name"."""
    found: dict[str, set[str]] = {}
    for path in sorted(HERE.glob("test_*.py")):
        for part in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(part, ast.FunctionDef) and part.name.startswith("test_"):
                found[f"{path.name}::{part.name}"] = {
                    str(ast.literal_eval(one.args[0]))
                    for one in part.decorator_list
                    if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "row"
                }
    return found


ROWS = tuple(_rows())
MARKED = _marked()


def test_the_table_has_each_row_once_under_its_name() -> None:
    assert [(row.id, row.name) for row in ROWS] == list(_expected().items())
    assert len(ROWS) == 89


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_says_how_and_names_a_test_that_carries_it(row: Row) -> None:
    assert row.how
    assert row.id in MARKED.get(row.test, set()), f"no such test, or not of this row: {row.test}"


def test_a_test_carries_only_rows_that_there_are() -> None:
    assert set().union(*MARKED.values()) == set(_expected())


def test_every_key_that_the_table_names_is_one_of_a_flow() -> None:
    known = _keys()
    named = {key for row in ROWS for key in row.keys}
    assert {key for key in named if key not in known} == set()


def _keys() -> set[str]:
    """Each key of a flow's two files, and "part.key" for those within a part."""
    found: set[str] = set()
    waiting: list[tuple[str, inspect.Type]] = [
        ("", inspect.type_info(Policy)),
        ("", inspect.type_info(Contacts)),
    ]
    seen: set[tuple[str, object]] = set()
    while waiting:
        part, kind = waiting.pop()
        for struct in _structs(kind):
            if (part, struct.cls) in seen:
                continue
            seen.add((part, struct.cls))
            for field in struct.fields:
                found.add(f"{part}.{field.encode_name}" if part else field.encode_name)
                waiting.append((field.encode_name, field.type))
    return found


def _structs(kind: inspect.Type) -> Iterator[inspect.StructType]:
    match kind:
        case inspect.StructType():
            yield kind
        case inspect.UnionType():
            for one in kind.types:
                yield from _structs(one)
        case inspect.VarTupleType() | inspect.ListType():
            yield from _structs(kind.item_type)
        case inspect.DictType():
            yield from _structs(kind.value_type)
        case inspect.Metadata():
            yield from _structs(kind.type)
