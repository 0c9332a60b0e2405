"""The local contacts as a file: found, read, changed alone, and never in the way of the published ones."""

from __future__ import annotations

import os
import stat
import threading
from datetime import date
from pathlib import Path

import msgspec
import pytest

from wizard.base.errors import NotNowError, WrongInputError
from wizard.casework import contacts
from wizard.casework.checking import check_flow
from wizard.casework.contacts import (
    change_local,
    entries_of,
    local_file,
    mark_checked,
    shown_contacts,
    stale_of,
)
from wizard.casework.house import open_house
from wizard.casework.noting import digest_of
from wizard.policy.contacts import Verified
from wizard.policy.local_contacts import LocalContact, LocalContacts, find, kept, verified
from wizard.policy.local_contacts_file import read_local
from wizard.policy.read import read_flow
from wizard.register.lock import CaseLock

FLOWS = Path(__file__).parents[1] / "flows"
SMALL = read_flow(FLOWS / "small")
CHECK = Verified(by="Duty Manager", on="2026-11-02")
TODAY = date(2026, 11, 18)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "contacts.yaml"


def checks(local: LocalContacts) -> LocalContacts:
    return verified(local, "small", SMALL.contacts, "csc-lead", CHECK)


def test_the_file_lies_in_the_programs_folder_and_outside_the_register(tmp_path: Path) -> None:
    assert local_file({"ESCALATE_HOME": str(tmp_path)}) == tmp_path / "contacts.yaml"


def test_a_change_is_kept(path: Path) -> None:
    after = change_local(path, checks)
    assert read_local(path) == after == checks(LocalContacts())


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_the_file_is_for_its_owner_alone(path: Path) -> None:
    change_local(path, checks)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_change_that_changes_nothing_makes_no_file(path: Path) -> None:
    change_local(path, lambda local: local)
    assert not path.parent.exists()


def test_a_change_that_cannot_be_leaves_nothing_behind(path: Path) -> None:
    with pytest.raises(WrongInputError, match="there is no contact 'nobody'"):
        mark_checked(path, SMALL.policy, SMALL.contacts, ["csc-lead", "nobody"], CHECK)
    assert not path.parent.exists()


def test_a_file_with_faults_is_never_written_over(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("policies: [", encoding="utf-8")
    with pytest.raises(WrongInputError):
        change_local(path, checks)
    assert path.read_text(encoding="utf-8") == "policies: ["


def test_two_changes_at_once_are_both_kept(path: Path) -> None:
    numbers = range(8)

    def add(number: int) -> None:
        entry = LocalContact(id=f"n-{number}", agency="police", role="R", hours="any", phone=("101",))
        change_local(path, lambda local: kept(local, "small", SMALL.contacts, entry))

    threads = [threading.Thread(target=add, args=(number,)) for number in numbers]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert {one.id for one in read_local(path).of("small").entries} == {f"n-{one}" for one in numbers}


def test_whoever_changes_it_is_not_waited_for_without_end(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contacts, "PATIENCE", 0.0)
    path.parent.mkdir()
    with (
        CaseLock(path.with_name(".contacts.yaml.lock"), 0.0),
        pytest.raises(NotNowError, match="is being changed by"),
    ):
        change_local(path, checks)
    assert not path.exists()


def test_a_full_disk_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change_local(path, checks)
    before = path.read_bytes()

    def full(descriptor: int, data: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(NotNowError):
        change_local(path, lambda local: LocalContacts())
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir() if one.suffix == ".tmp"] == []


# What is shown.


def test_a_house_has_the_local_contacts_over_the_published_ones(path: Path) -> None:
    change_local(path, checks)
    found = find(open_house("small", FLOWS, local=path).contacts, "csc-lead")
    assert found is not None
    assert found.verified == CHECK


def test_a_house_opened_without_a_file_has_the_published_ones_alone(path: Path) -> None:
    change_local(path, checks)
    assert open_house("small", FLOWS).contacts == SMALL.contacts


def test_a_file_with_faults_leaves_the_published_contacts_and_is_told(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("policies: {small: {entries: [{id: a}], hiden: []}}", encoding="utf-8")
    house = open_house("small", FLOWS, local=path)
    assert house.contacts == SMALL.contacts
    assert house.local_trouble is not None
    assert "could not be used" in house.local_trouble
    assert "did you mean 'hidden'?" in house.local_trouble or "(and 3 more)" in house.local_trouble


def test_what_is_checked_locally_is_no_new_text_of_the_policy(path: Path) -> None:
    change_local(path, checks)
    assert digest_of(open_house("small", FLOWS, local=path)) == digest_of(open_house("small", FLOWS))


def test_the_checks_of_a_flow_do_not_look_at_the_local_contacts(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESCALATE_HOME", str(path.parent))
    path.parent.mkdir()
    path.write_text("policies: [", encoding="utf-8")
    assert check_flow(FLOWS / "small", coverage=False).faults == ()


def test_the_list_says_of_each_contact_whether_it_is_local_and_stale(path: Path) -> None:
    change_local(path, checks)
    shown = shown_contacts(SMALL.policy, SMALL.contacts, path)
    listed = {one.entry.id: one.entry for one in entries_of(SMALL.policy, shown, TODAY)}
    assert {name for name, one in listed.items() if one.local} == {"csc-lead"}
    assert {name for name, one in listed.items() if one.stale} == {
        "hospital",
        "hospital-mobile",
        "senior-manager",
    }
    assert {name for name, one in listed.items() if one.fallback} == {"senior-manager", "partnership"}


def test_a_role_without_a_number_is_nothing_to_be_checked(path: Path) -> None:
    shown = shown_contacts(SMALL.policy, SMALL.contacts, path)
    found = stale_of(entries_of(SMALL.policy, shown, TODAY))
    assert [one.entry.id for one in found] == ["hospital", "hospital-mobile"]
    assert all("Not checked since" in " ".join(one.text.notes) for one in found)


def test_a_hidden_contact_is_not_listed(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("policies: {small: {hidden: [hospital]}}", encoding="utf-8")
    shown = shown_contacts(SMALL.policy, SMALL.contacts, path)
    assert msgspec.structs.replace(shown.contacts, entries=()) == msgspec.structs.replace(
        SMALL.contacts, entries=()
    )
    assert find(shown.contacts, "hospital") is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "entries: [{id: csc-lead, agency: police, role: R, hours: any, phone: ['101']}]",
            "choose another id",
        ),
        ("entries: [{id: a, agency: polcie, role: R, hours: any, phone: ['101']}]", "did you mean 'police'?"),
        (
            "entries: [{id: a, agency: police, role: R, hours: any, phone: ['101'], deputy_of: a}]",
            "for itself",
        ),
        ("hidden: [hospitl]", "did you mean 'hospital'?"),
        ("verified: {nobody: {by: A, on: 2026-11-02, ways: ['101']}}", "nobody"),
    ],
)
def test_a_layer_that_breaks_a_rule_is_not_used_and_that_is_told_with_its_place(
    path: Path, text: str, says: str
) -> None:
    path.parent.mkdir()
    path.write_text(f"policies:\n  small:\n    {text}\n", encoding="utf-8")
    house = open_house("small", FLOWS, local=path)
    assert (house.contacts, house.hidden) == (SMALL.contacts, 0)
    assert says in str(house.local_trouble)
    assert "contacts.yaml:3:" in str(house.local_trouble)
    with pytest.raises(WrongInputError):
        mark_checked(path, SMALL.policy, SMALL.contacts, ["hospital"], CHECK)


def test_what_is_kept_for_a_policy_that_is_not_known_does_no_harm(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("policies: {elsewhere: {hidden: [a]}, small: {hidden: [hospital]}}", encoding="utf-8")
    house = open_house("small", FLOWS, local=path)
    assert (house.local_trouble, house.hidden) == (None, 1)
