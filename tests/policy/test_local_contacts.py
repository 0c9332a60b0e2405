"""The local layer: what lies over the shipped contacts, its file, and the table that it is exchanged as."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.base.errors import WrongInputError
from wizard.base.source import forbidden_in
from wizard.policy.contact_cells import tidy
from wizard.policy.contact_csv import HEADER, read_csv, write_csv
from wizard.policy.contact_import import Imported, Published, import_rows
from wizard.policy.contacts import Contact, Contacts, Verified
from wizard.policy.local_contacts import (
    LocalChangeError,
    LocalContact,
    LocalContacts,
    find,
    hidden,
    is_local,
    kept,
    merged,
    removed,
    verified,
)
from wizard.policy.local_contacts_file import local_text, read_local
from wizard.policy.read import read_flow

SMALL = read_flow(Path(__file__).parents[1] / "flows" / "small")
SHIPPED = SMALL.contacts
PUBLISHED = {"small": Published(SMALL.policy, SHIPPED)}
NOTHING = LocalContacts()
TODAY = date(2026, 11, 18)
CHECK = Verified(by="Duty Manager", on="2026-11-02")


def own(**more: Any) -> LocalContact:
    plain = {
        "id": "mine",
        "agency": "education",
        "role": "Line manager",
        "hours": "any",
        "phone": ["01999 100001"],
    }
    return msgspec.convert(plain | more, LocalContact)


def ids(contacts: Contacts) -> list[str]:
    return [one.id for one in (*contacts.entries, *contacts.fallback)]


# Merging.


def test_with_no_layer_the_contacts_are_as_they_ship() -> None:
    assert merged(SHIPPED, NOTHING, "small") == SHIPPED


def test_an_entry_replaces_the_shipped_one_in_its_place() -> None:
    entry = own(id="csc-lead", agency="childrens-social-care")
    found = merged(SHIPPED, kept(NOTHING, "small", SHIPPED, entry), "small")
    assert ids(found) == ids(SHIPPED)
    assert found.entries[0] == entry


def test_a_new_entry_comes_after_the_others_and_a_fallback_among_the_fallbacks() -> None:
    local = kept(kept(NOTHING, "small", SHIPPED, own()), "small", SHIPPED, own(id="f", agency="same-agency"))
    found = merged(SHIPPED, local, "small")
    assert (found.entries[-1].id, found.fallback[-1].id) == ("mine", "f")


def test_what_is_local_to_one_policy_says_nothing_of_another() -> None:
    assert merged(SHIPPED, kept(NOTHING, "other", SHIPPED, own()), "small") == SHIPPED


def test_a_check_of_a_shipped_entry_counts_for_the_number_that_was_checked() -> None:
    local = verified(NOTHING, "small", SHIPPED, "csc-lead", CHECK)
    found = find(merged(SHIPPED, local, "small"), "csc-lead")
    assert found is not None
    assert found.verified == CHECK
    assert is_local(local, "small", found)


def test_a_check_says_nothing_of_a_number_that_came_later() -> None:
    local = verified(NOTHING, "small", SHIPPED, "csc-lead", CHECK)
    first, *others = SHIPPED.entries
    newer = msgspec.structs.replace(
        SHIPPED, entries=(msgspec.structs.replace(first, phone=("01999 777777",)), *others)
    )
    assert merged(newer, local, "small") == newer


def test_a_local_entry_that_is_checked_says_so_itself() -> None:
    local = verified(kept(NOTHING, "small", SHIPPED, own()), "small", SHIPPED, "mine", CHECK)
    assert local.of("small").entries == (own(verified={"by": CHECK.by, "on": CHECK.on}),)


def test_a_role_without_a_number_cannot_be_checked() -> None:
    with pytest.raises(LocalChangeError, match="no number or address"):
        verified(NOTHING, "small", SHIPPED, "senior-manager", CHECK)


def test_a_shipped_entry_is_never_given_to_another_agency() -> None:
    with pytest.raises(LocalChangeError, match="choose another id"):
        kept(NOTHING, "small", SHIPPED, own(id="csc-lead", agency="police"))


def test_an_entry_set_back_to_what_ships_leaves_nothing_behind() -> None:
    changed = kept(NOTHING, "small", SHIPPED, own(id="csc-lead", agency="childrens-social-care"))
    as_shipped = msgspec.convert(msgspec.to_builtins(SHIPPED.entries[0]), LocalContact)
    assert kept(changed, "small", SHIPPED, as_shipped) == NOTHING


def test_what_is_removed_is_as_it_shipped_again() -> None:
    local = hidden(verified(NOTHING, "small", SHIPPED, "hospital", CHECK), "small", SHIPPED, "hospital")
    assert "hospital" not in ids(merged(SHIPPED, local, "small"))
    assert removed(local, "small", "hospital") == NOTHING


def test_only_what_ships_can_be_hidden() -> None:
    with pytest.raises(LocalChangeError, match="is removed instead"):
        hidden(kept(NOTHING, "small", SHIPPED, own()), "small", SHIPPED, "mine")


# Entries of any sort.

PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=12).filter(
    lambda text: not forbidden_in(text) and "\n" not in text and "\r" not in text and tidy(text) == text
)
LINES = st.one_of(PLAIN, st.sampled_from(["=SUM(A1)", "'=x", "''+1", "-", "@a", "a,b;c", '"quoted"', "x  y"]))
DAYS = st.dates(max_value=TODAY).map(lambda day: day.isoformat())
PHONES = st.sampled_from(["101", "01999 100100", "020 7946 0000", "116 123"])
IDS = st.sampled_from(["one", "two", "csc-lead", "hospital"])
AGENCIES = {"csc-lead": "childrens-social-care", "hospital": "health/hospital"}
MAYBE = st.none() | LINES


@st.composite
def entries(draw: st.DrawFn) -> LocalContact:
    contact_id = draw(IDS)
    condition = draw(MAYBE)
    when = draw(st.sampled_from([None, {"subject": ["adult"], "party": ["police", "health"]}]))
    plain: dict[str, Any] = {
        "id": contact_id,
        "agency": AGENCIES.get(contact_id, "police"),
        "role": draw(LINES),
        "hours": draw(st.sampled_from(["in", "out", "any"])),
        "phone": draw(st.lists(PHONES, min_size=1, max_size=3, unique=True)),
        "email": draw(st.lists(st.sampled_from(["a@b.org", "x.y@z.example"]), max_size=2, unique=True)),
        "open": draw(st.sampled_from([None, {"monday": "09:00-17:00", "sunday": "10:00-11:00"}])),
        "condition": condition,
        "when": when if condition is not None else None,
        "personal": draw(st.booleans()),
        "reading": draw(st.booleans()),
        "expires": draw(st.none() | DAYS),
        "as_at": draw(st.sampled_from([None, "2026", "2026-04", "2026-04-09"])),
        "verified": draw(st.none() | st.fixed_dictionaries({"by": LINES, "on": DAYS})),
        "deputy_of": draw(st.sampled_from([None, "hospital-mobile", "gone"])),
        "for": draw(st.sampled_from([None, "own-organisation"])),
        "source": draw(LINES),
    }
    plain |= {name: draw(MAYBE) for name in ("organisation", "name", "finder", "through", "note", "owner")}
    return msgspec.convert(plain, LocalContact)


@st.composite
def layers(draw: st.DrawFn) -> LocalContacts:
    local = NOTHING
    for entry in draw(st.lists(entries(), max_size=3)):
        local = kept(local, "small", SHIPPED, entry)
    if draw(st.booleans()):
        local = hidden(local, "small", SHIPPED, "csc-night")
    if draw(st.booleans()):
        local = verified(local, "small", SHIPPED, "hospital-mobile", CHECK)
    return local


@settings(max_examples=60, deadline=None)
@given(local=layers())
def test_no_shipped_contact_is_dropped_that_is_not_replaced_or_hidden(local: LocalContacts) -> None:
    found, mine = merged(SHIPPED, local, "small"), local.of("small")
    replaced = {one.id for one in mine.entries}
    for one in (*SHIPPED.entries, *SHIPPED.fallback):
        shown = find(found, one.id)
        if one.id not in replaced and one.id not in mine.hidden:
            assert shown is not None
            assert (shown.ways, shown.agency) == (one.ways, one.agency)
    assert len(ids(found)) == len(set(ids(found)))


# The file.


@settings(max_examples=60, deadline=None)
@given(local=layers())
def test_the_file_says_what_was_written(
    local: LocalContacts, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("local") / "contacts.yaml"
    path.write_bytes(local_text(local))
    assert read_local(path) == local


def test_where_there_is_no_file_there_is_no_layer(tmp_path: Path) -> None:
    assert read_local(tmp_path / "none" / "contacts.yaml") == NOTHING


def test_every_fault_of_the_file_has_its_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "contacts.yaml"
    path.write_text(
        "policies:\n"
        "  small:\n"
        "    entries:\n"
        "      - {id: a, agency: police, role: R, hours: in, phone: ['1999100100'], expires: 2026-02-30}\n"
        "      - {id: a, agency: police, role: R, hours: in}\n"
        "    verified:\n"
        "      csc-lead: {by: A, on: 2026-13-01, ways: ['101']}\n",
        encoding="utf-8",
    )
    with pytest.raises(WrongInputError) as caught:
        read_local(path)
    found = [(one.line, one.column, one.key) for one in caught.value.faults]
    assert found == [
        (4, 61, "policies.small.entries[0].phone[0]"),
        (4, 76, "policies.small.entries[0].expires"),
        (5, 10, "policies.small.entries[1].id"),
        (7, 25, "policies.small.verified.csc-lead.on"),
    ]


def test_a_folder_in_the_place_of_the_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match="is a folder"):
        read_local(tmp_path)


# The table.


def exported(local: LocalContacts) -> bytes:
    found = merged(SHIPPED, local, "small")
    return write_csv([("small", one) for one in (*found.entries, *found.fallback)], "\r\n").encode(
        "utf-8-sig"
    )


def taken(data: bytes, local: LocalContacts = NOTHING) -> Imported:
    return import_rows(read_csv(data, "t.csv"), PUBLISHED, local, "t.csv", TODAY)


def shown(local: LocalContacts) -> dict[str, dict[str, object]]:
    """Every contact that is shown, with all that is said of it."""
    found = merged(SHIPPED, local, "small")
    return {one.id: _said(one) for one in (*found.entries, *found.fallback)}


def _said(contact: Contact) -> dict[str, object]:
    names = [*Contact.__struct_fields__, "own_organisation"]
    return {name: getattr(contact, name) for name in names}


@settings(max_examples=60, deadline=None)
@given(local=layers())
def test_what_is_exported_and_imported_again_is_unchanged(local: LocalContacts) -> None:
    again = taken(exported(local), local)
    assert {one.what for one in again.rows} == {"unchanged"}
    assert shown(again.local) == shown(local)


@settings(max_examples=60, deadline=None)
@given(local=layers())
def test_what_is_exported_here_is_the_same_on_another_machine(local: LocalContacts) -> None:
    elsewhere = shown(taken(exported(local)).local)
    assert {name: elsewhere[name] for name in shown(local)} == shown(local)


@given(text=LINES)
def test_no_cell_can_be_run_as_a_formula(text: str) -> None:
    row = write_csv([("small", own(note=text))]).split("\n", 1)[1]
    assert not [cell for cell in row.split(",") if cell.lstrip('"')[:1] in tuple("=+-@")]


def table(*rows: str, header: str = "policy,id,agency,role,phone") -> bytes:
    return "\n".join([header, *rows]).encode()


def refused(data: bytes, **more: Any) -> list[str]:
    with pytest.raises(WrongInputError) as caught:
        import_rows(read_csv(data, "t.csv", **more), PUBLISHED, NOTHING, "t.csv", TODAY)
    return [str(one) for one in caught.value.faults]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_table_is_read_with_and_without_a_byte_order_mark(mark: bytes) -> None:
    (row,) = taken(mark + table("small,a,police,Inspector,101")).rows
    assert (row.what, row.id) == ("new", "a")


def test_a_changed_row_says_what_changed_and_no_old_check_vouches_for_a_new_number() -> None:
    local = verified(NOTHING, "small", SHIPPED, "csc-lead", CHECK)
    done = taken(table("small,csc-lead,childrens-social-care,Duty Manager,01999 100005"), local)
    found = {one.column: (one.before, one.after) for one in done.rows[0].differences}
    assert found == {
        "phone": ("01999 100100", "01999 100005"),
        "as_at": ("2026-09", ""),
        "verified_by": ("Duty Manager", ""),
        "verified_on": ("2026-11-02", ""),
        "source": ("§9", "Local contacts"),
    }


def test_a_column_that_is_left_out_leaves_what_there_is() -> None:
    done = taken(table("small,hospital,health/hospital,Matron", header="policy,id,agency,role"))
    found = find(merged(SHIPPED, done.local, "small"), "hospital")
    assert found is not None
    assert (found.role, found.name, found.email) == ("Matron", "Siân O'Brien", ("nurse@hospital.example",))


def test_a_row_that_is_not_there_takes_nothing_away() -> None:
    done = taken(table("small,a,police,Inspector,101"))
    assert ids(merged(SHIPPED, done.local, "small")) == [*ids(SHIPPED)[:4], "a", *ids(SHIPPED)[4:]]


def test_a_day_as_british_spreadsheets_write_it_is_understood() -> None:
    header = "policy,id,agency,role,phone,verified_by,verified_on"
    done = taken(table("small,a,police,Inspector,101,Ann,2/11/2026", header=header))
    assert done.local.of("small").entries[0].verified == Verified(by="Ann", on="2026-11-02")


def test_every_fault_of_a_table_is_told_with_its_line_and_column() -> None:
    found = refused(
        table(
            "small,a,polcie,Inspector,101",
            ",,,,",
            "small,b,police,,1865815122",
            "small,a,police,Inspector,101",
            "elsewhere,c,police,Inspector,101",
            'small,d,police,"In\nspector",1.86582E+09',
            "small,e,police,Inspector,",
            "small,csc-lead,police,Inspector,101",
        )
    )
    places = [":".join(one.split(":")[1:3]) + one.split(":")[3] for one in found]
    assert places == ["2:3 agency", "4:4 role", "5:2 id", "6:1 policy", "7:5 phone", "9:2 id", "10:3 agency"]


def test_a_number_that_lost_its_leading_zero_is_a_fault_that_says_so() -> None:
    (found,) = refused(table("small,b,police,Inspector,1865815122"))
    assert found.startswith("t.csv:2:5: phone: '1865815122' has lost its leading zero")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (table("small,a,police,R,101", header="policy,id,agency,role,telefone"), "is no column of contacts"),
        (table("small,a,police,R,101", header="policy,id,agency,role,role"), "is there twice"),
        (table("a,police,R,101", header="id,agency,role,phone"), "the column 'policy' is missing"),
        (table("small;a", header="policy;id;agency;role"), "not parted by commas"),
        (table("small,a,police,R,101,more"), "this row has 6 cells"),
        (table('small,a,police,"R,101'), "cannot be read as CSV"),
        (b"policy,id\xff", "is not UTF-8"),
        (b"", "is empty"),
        (b",,\n,,\n", "holds no header row"),
        (b"x" * 1_000_001, "is larger than"),
        (table(*["small,a,police,R,101"] * 5_001), "has 5,001 rows"),
    ],
)
def test_a_file_that_is_no_table_of_contacts_is_refused(data: bytes, says: str) -> None:
    assert says in "\n".join(refused(data))


def test_the_header_names_every_thing_that_can_be_said() -> None:
    apart = {"verified", "for_"}
    assert {*LocalContact.__struct_fields__} - apart <= {*HEADER}
