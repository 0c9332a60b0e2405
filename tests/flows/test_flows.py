"""What every shipped flow must have, whatever its policy says."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import msgspec
import pytest

import wizard
from wizard.advice.coverage import rules_of, unexercised
from wizard.advice.vignettes import Ran, Vignette, run_vignettes
from wizard.base.decode import decode
from wizard.base.paths import shipped
from wizard.base.reader import read_file
from wizard.casework.checking import check_flow
from wizard.casework.house import house_of
from wizard.policy.model import AGENCIES
from wizard.policy.read import VIGNETTES_FILE, Flow, flow_folders, read_flow

FOLDERS = {folder.name: folder for folder in flow_folders(shipped("flows"))}


@cache
def flow(name: str) -> Flow:
    return read_flow(FOLDERS[name])


@cache
def vignettes(name: str) -> tuple[Vignette, ...]:
    path = FOLDERS[name] / VIGNETTES_FILE
    return decode(read_file(path), tuple[Vignette, ...], str(path))


@cache
def ran(name: str) -> Ran:
    path = FOLDERS[name] / VIGNETTES_FILE
    return run_vignettes(house_of(flow(name)), read_file(path), str(path))


def test_the_five_policies_are_there() -> None:
    assert sorted(FOLDERS) == ["barnsley", "manchester", "oxfordshire", "oxfordshire-2015", "torbay"]


@pytest.mark.parametrize("name", FOLDERS)
def test_a_flow_holds_a_policy_contacts_and_vignettes_and_nothing_that_runs(name: str) -> None:
    files = {path.name for path in FOLDERS[name].iterdir() if path.is_file()}
    assert files == {"policy.yaml", "contacts.yaml", "vignettes.yaml"}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_flow_passes_its_whole_check(name: str) -> None:
    checked = check_flow(FOLDERS[name], coverage=True)
    assert [str(one) for one in checked.faults] == []
    assert checked.vignettes == len(vignettes(name)) > 20


@pytest.mark.parametrize("name", FOLDERS)
def test_every_vignette_comes_out_right_and_every_rule_is_exercised(name: str) -> None:
    assert [str(one) for one in ran(name).faults] == []
    for part in (flow(name).policy, flow(name).contacts):
        assert unexercised(part, ran(name).used) == []


@pytest.mark.parametrize("name", FOLDERS)
def test_every_vignette_has_an_id_of_its_own_and_compares_something(name: str) -> None:
    ids = [one.id for one in vignettes(name)]
    assert len(set(ids)) == len(ids)
    assert [one.id for one in vignettes(name) if not msgspec.to_builtins(one.expect)] == []


@pytest.mark.parametrize("name", FOLDERS)
def test_the_vignettes_reach_every_stage_and_every_status(name: str) -> None:
    stages = {one.expect.stage for one in vignettes(name)}
    assert {stage.id for stage in flow(name).policy.stages()} <= stages
    statuses = {one.expect.status for one in vignettes(name)}
    assert {"act", "in-progress", "resolved", "complete", "outside-policy"} <= statuses


@pytest.mark.parametrize("name", FOLDERS)
def test_the_vignettes_show_danger_and_its_first_action(name: str) -> None:
    urgent = [one for one in vignettes(name) if one.given.risk == "immediate"]
    assert any(one.expect.first_action == "emergency-services" for one in urgent)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_policy_that_states_a_limit_has_a_vignette_that_misses_it(name: str) -> None:
    numbered = [one for one in flow(name).policy.clocks if one.limit[0].isdigit() and not one.is_aim]
    overdue = [one for one in vignettes(name) if one.expect.status == "overdue"]
    assert bool(numbered) == bool(overdue)


@pytest.mark.parametrize("name", FOLDERS)
def test_every_agency_is_named_as_people_know_it(name: str) -> None:
    policy, contacts = flow(name).policy, flow(name).contacts
    used = {one.agency for one in (*contacts.entries, *contacts.fallback)} - {"same-agency"}
    assert used <= {*AGENCIES, *policy.bodies}


@pytest.mark.parametrize("name", FOLDERS)
def test_every_rule_names_a_clause_or_is_marked_as_a_reading(name: str) -> None:
    for part in (flow(name).policy, flow(name).contacts):
        for path, rule in rules_of(part):
            assert rule.source.strip(), path
            if rule.source.startswith("Reading rule"):
                assert rule.reading, path


@pytest.mark.parametrize("name", FOLDERS)
def test_a_contact_is_published_as_it_was_and_hence_to_be_checked(name: str) -> None:
    for one in (*flow(name).contacts.entries, *flow(name).contacts.fallback):
        if one.phone or one.email:
            assert one.stale(date(2026, 11, 18)), one.id


@pytest.mark.parametrize("name", FOLDERS)
def test_a_mobile_number_is_marked_as_personal_or_belongs_to_an_office(name: str) -> None:
    for one in flow(name).contacts.entries:
        if one.name and any(number.startswith("07") for number in one.phone):
            assert one.personal, one.id


@pytest.mark.parametrize("name", FOLDERS)
def test_every_stage_between_practitioners_says_that_support_should_be_had(name: str) -> None:
    first = flow(name).policy.ladders[0].stages[:2]
    practitioners = [stage for stage in first if "practitioner" in stage.acts.role]
    assert practitioners
    for stage in practitioners:
        assert any("hard" in step.does and "support" in step.does for step in stage.steps), stage.id


@pytest.mark.parametrize("name", FOLDERS)
def test_whoever_cannot_reach_anybody_is_told_what_to_do(name: str) -> None:
    assert "999" in flow(name).contacts.if_no_answer


# No policy is known to the program by name.


def words_in(source: Path) -> Iterator[str]:
    """The names, texts and comments of a Python file."""
    readline = io.StringIO(source.read_text(encoding="utf-8")).readline
    kinds = (tokenize.NAME, tokenize.STRING, tokenize.COMMENT)
    for token in tokenize.generate_tokens(readline):
        if token.type in kinds:
            yield token.string.casefold()


def test_no_policy_and_no_board_is_named_in_the_program() -> None:
    named = set[str]()
    for name in FOLDERS:
        identity = flow(name).policy.policy
        named |= {name, identity.area, identity.board, identity.board_short}
        named |= {stage.id for stage in flow(name).policy.stages() if stage.id[-1].isdigit()}
    words = {word.casefold() for word in named if len(word) > 3}
    assert {"oxfordshire", "torbay", "oscb"} <= words
    found: list[str] = []
    for source in sorted(Path(wizard.__file__).parent.rglob("*.py")):
        if "shipped" in source.parts:
            continue
        for text in words_in(source):
            found += [f"{source.name}: {word}" for word in words if word in text]
    assert sorted(set(found)) == []
