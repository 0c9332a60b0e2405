"""What a local layer must keep to beside its policy, and the numbers and days that may be typed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wizard.base.errors import WrongInputError
from wizard.policy.contact_cells import Cell
from wizard.policy.contact_csv import read_csv
from wizard.policy.contact_import import Imported, Published, change_entry, import_rows
from wizard.policy.contacts import Verified
from wizard.policy.local_contacts import LocalContact, LocalContacts, as_changed, find, kept, verified
from wizard.policy.local_rules import in_layer
from wizard.policy.phone_numbers import wrong_number
from wizard.policy.read import read_flow

SMALL = read_flow(Path(__file__).parents[1] / "flows" / "small")
PUBLISHED = Published(SMALL.policy, SMALL.contacts)
TODAY = date(2026, 11, 18)
NOTHING = LocalContacts()
MINE = {"id": "a", "agency": "police", "role": "R", "hours": "any", "phone": ["101"]}


def layer(**more: Any) -> LocalContacts:
    return msgspec.convert({"policies": {"small": more}}, LocalContacts)


def broken(local: LocalContacts) -> list[tuple[str, str]]:
    found = in_layer(local, SMALL.policy, SMALL.contacts)
    return [(".".join(map(str, one.flaw.place[2:])), one.flaw.what) for one in found]


@pytest.mark.parametrize(
    ("entries", "place", "says"),
    [
        ([{**MINE, "id": "csc-lead"}], "entries.0.agency", "choose another id"),
        ([{**MINE, "agency": "polcie"}], "entries.0.agency", "did you mean 'police'?"),
        ([{**MINE, "phone": []}], "entries.0.id", "can be reached by no means"),
        ([{**MINE, "deputy_of": "a"}], "entries.0.deputy_of", "deputises for itself"),
    ],
)
def test_an_entry_that_could_not_be_set_is_a_fault_of_the_layer(
    entries: list[Any], place: str, says: str
) -> None:
    ((at, what),) = broken(layer(entries=entries))
    assert (at, says in what) == (place, True)


def test_two_entries_that_deputise_for_each_other_are_both_told() -> None:
    two = [{**MINE, "deputy_of": "b"}, {**MINE, "id": "b", "deputy_of": "a"}]
    assert [at for at, _ in broken(layer(entries=two))] == ["entries.0.deputy_of", "entries.1.deputy_of"]


def test_what_is_hidden_or_checked_must_be_of_the_policy() -> None:
    check = {"by": "Ann", "on": "2026-11-02", "ways": ["101"]}
    found = broken(layer(hidden=["hospitl"], verified={"nobody": check}))
    assert [at for at, _ in found] == ["verified.nobody", "hidden.0"]
    assert "did you mean 'hospital'?" in found[1][1]


def test_a_layer_that_keeps_to_the_rules_has_no_fault() -> None:
    local = verified(NOTHING, "small", SMALL.contacts, "csc-lead", Verified(by="Ann", on="2026-11-02"))
    deputy = msgspec.convert({**MINE, "deputy_of": "csc-lead"}, LocalContact)
    assert broken(kept(local, "small", SMALL.contacts, deputy)) == []


# What is typed.


def cells(**said: str) -> dict[str, Cell]:
    return {name: Cell(text, 0, 0) for name, text in said.items()}


def refused(local: LocalContacts = NOTHING, **said: str) -> list[tuple[str, str]]:
    with pytest.raises(WrongInputError) as caught:
        change_entry(PUBLISHED, local, cells(**said), "", TODAY)
    return [(one.key, one.what) for one in caught.value.faults]


def test_a_circle_of_deputies_is_refused_where_it_is_set() -> None:
    local = layer(entries=[{**MINE, "deputy_of": "b"}])
    found = refused(local, id="b", agency="police", role="R", phone="101", deputy_of="a")
    assert ("deputy_of", "'b' deputises for itself; expected another entry") in found


@pytest.mark.parametrize(
    ("column", "day"), [("as_at", "2027"), ("as_at", "2026-12"), ("verified_on", "2026-11-19")]
)
def test_a_day_that_is_yet_to_come_is_refused(column: str, day: str) -> None:
    said = {"id": "a", "agency": "police", "role": "R", "phone": "101", "verified_by": "Ann"}
    if column == "as_at":
        del said["verified_by"]
    ((key, what),) = refused(**said, **{column: day})
    assert (key, "has not come yet" in what) == (column, True)


@pytest.mark.parametrize(
    "number",
    ["999", "101", "111", "116 123", "116000", "18000", "01865 815122", "0800 833408", "0800 1111"],
)
def test_a_number_that_can_be_called_is_taken(number: str) -> None:
    assert wrong_number(number) is None


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("44 1865 815122", "expected it with 0 in the place of 44: '01865815122'"),
        ("+44 (0)1865 815122", "expected it with 0 in the place of 44: '01865815122'"),
        ("1865815122", "lost its leading zero"),
        ("865815122", "lost its leading zero"),
        ("8158151", "lost its leading zero"),
        ("12", "is no number to call"),
        ("815122", "is no number to call"),
        ("01865 8151", "is no number to call"),
        ("01865 815122 12", "is no number to call"),
    ],
)
def test_a_number_that_cannot_be_called_is_told_with_what_was_expected(number: str, says: str) -> None:
    assert says in str(wrong_number(number))
    said = refused(id="a", agency="police", role="R", phone=number)
    assert [(key, says in what) for key, what in said] == [("phone", True)]


def test_a_number_that_the_policy_published_is_not_asked_for_its_digits() -> None:
    first, *others = SMALL.contacts.entries
    odd = msgspec.structs.replace(first, phone=("01999 12",))
    published = Published(SMALL.policy, msgspec.structs.replace(SMALL.contacts, entries=(odd, *others)))
    changed, _ = change_entry(
        published, NOTHING, cells(id=odd.id, phone="01999 12", note="Ring twice"), "", TODAY
    )
    assert [one.column for one in changed.differences] == ["note"]


def test_the_same_number_twice_is_kept_once() -> None:
    said = cells(id="a", agency="police", role="R", phone="01632 960123; 101;01632960123")
    _, local = change_entry(PUBLISHED, NOTHING, said, "", TODAY)
    assert local.of("small").entries[0].phone == ("01632 960123", "101")


@pytest.mark.parametrize(
    "more", [{"role": "Other"}, {"name": "Ann"}, {"organisation": "Other"}, {"hours": "out"}]
)
def test_no_source_and_no_check_vouches_for_another_person_or_other_hours(more: dict[str, str]) -> None:
    before = find(SMALL.contacts, "csc-lead")
    assert before is not None
    checked = msgspec.structs.replace(before, verified=Verified(by="Ann", on="2026-11-02"))
    after = as_changed(checked, msgspec.convert(msgspec.to_builtins(checked) | more, LocalContact))
    assert (after.verified, after.as_at, after.source, after.reading) == (None, None, "Local contacts", False)


def test_a_note_leaves_the_source_and_the_check_as_they_are() -> None:
    before = find(SMALL.contacts, "csc-lead")
    assert before is not None
    after = as_changed(before, msgspec.convert(msgspec.to_builtins(before) | {"note": "N"}, LocalContact))
    assert (after.as_at, after.source) == (before.as_at, before.source)


# Tables as spreadsheets save them.


def taken(text: str) -> Imported:
    rows = read_csv(text.encode(), "t.csv")
    return import_rows(rows, {"small": PUBLISHED}, NOTHING, "t.csv", TODAY)


def test_spaces_around_a_cell_and_capitals_in_the_header_change_nothing() -> None:
    done = taken(
        "Policy, ID,Agency,ROLE,Phone\nsmall, a ,police ,\u00a0Duty\u00a0Inspector,01865\u00a0815122\n"
    )
    (entry,) = done.local.of("small").entries
    assert (entry.id, entry.role, entry.phone) == ("a", "Duty Inspector", ("01865 815122",))


def test_a_first_line_that_says_what_parts_the_columns_is_passed_over() -> None:
    done = taken("sep=,\r\npolicy,id,agency,role,phone\r\nsmall,a,police,R,101\r\n")
    assert [one.id for one in done.rows] == ["a"]


def test_a_cell_that_is_too_large_is_told_plainly() -> None:
    with pytest.raises(WrongInputError, match="a cell in this row has more than 131,072 characters"):
        taken(f"policy,id,agency,role,phone\nsmall,a,police,{'x' * 140_000},101\n")


def test_deputies_in_a_circle_are_told_in_their_rows() -> None:
    with pytest.raises(WrongInputError) as caught:
        taken("policy,id,agency,role,phone,deputy_of\nsmall,a,police,R,101,b\nsmall,b,police,R,101,a\n")
    assert [(one.line, one.column, one.key) for one in caught.value.faults] == [
        (2, 6, "deputy_of"),
        (3, 6, "deputy_of"),
    ]


def test_a_deputy_may_stand_in_a_row_before_whom_it_deputises_for() -> None:
    done = taken("policy,id,agency,role,phone,deputy_of\nsmall,a,police,R,101,b\nsmall,b,police,R,101,\n")
    assert [one.what for one in done.rows] == ["new", "new"]
