"""A local supplement over the policy that it supplements: what it says counts, and all else is the parent's."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.advice.advise import House, advise
from wizard.advice.result import Advice
from wizard.advice.situation import Given, settle
from wizard.base.decode import plain
from wizard.base.errors import WrongInputError
from wizard.base.nodes import Entry, ListNode, Node, TableNode, TextNode
from wizard.casework.checking import check_flow
from wizard.casework.house import house_of
from wizard.policy.files import CONTACTS_FILE, POLICY_FILE, VIGNETTES_FILE
from wizard.policy.read import Flow, read_flow
from wizard.policy.sources import FlowSources
from wizard.policy.supplement import lay_contacts, lay_policy, word_at

SMALL = Path(__file__).parents[1] / "flows" / "small"
IDENTITY: Final = "parent: small\npolicy: {id: little, title: Little way of disagreeing, area: Little}\n"
#: It gives the managers longer, tells the head, has no route for what is not its own, and other numbers.
LITTLE: Final = (
    IDENTITY
    + """
clocks:
  - {id: two-days, rule: Here the managers have four working days., source: L1, limit: 4 working days, at: [managers]}
notices:
  - {id: the-head, text: Tell the head., by: phone, source: L2, at: [managers]}
without:
  routes: [policy-issue]
  entries: [csc-night]
"""
)
NUMBERS: Final = """
entries:
  - {id: csc-lead, agency: childrens-social-care, role: Duty Manager, hours: in, phone: ["01999 200200"], as_at: 2026-09, source: L3}
  - {id: police-desk, agency: police, role: Desk, hours: any, phone: ["01999 300300"], as_at: 2026-09, source: L3}
"""
Supplement = Callable[..., Path]


@pytest.fixture
def supplement(tmp_path: Path) -> Supplement:
    """Writes the supplement `little` beside a copy of the small flow; without `contacts` it has none of its own."""

    def write(policy: str = IDENTITY, contacts: str = "", name: str = "little") -> Path:
        if not (tmp_path / "small").exists():
            shutil.copytree(SMALL, tmp_path / "small")
        folder = tmp_path / name
        folder.mkdir()
        (folder / POLICY_FILE).write_text(policy, encoding="utf-8")
        if contacts:
            (folder / CONTACTS_FILE).write_text(contacts, encoding="utf-8")
        return folder

    return write


def faults_of(folder: Path, sources: FlowSources | None = None) -> list[str]:
    with pytest.raises(WrongInputError) as caught:
        read_flow(folder, sources.find if sources else None)
    root = folder.parent.as_posix()
    return [str(one).replace("\\", "/").replace(f"{root}/", "") for one in caught.value.faults]


def without_id(flow: Flow) -> object:
    policy = msgspec.structs.replace(flow.policy, policy=None, parent=None, without={})
    return (policy, flow.contacts)


# What it says.


def test_a_supplement_that_says_nothing_is_the_parent_under_another_name(supplement: Supplement) -> None:
    folder = supplement()
    flow = read_flow(folder)
    assert without_id(flow) == without_id(read_flow(folder.parent / "small"))
    assert (flow.policy.policy.title, flow.policy.policy.edition) == (
        "Little way of disagreeing",
        "March 2026",
    )
    assert (flow.policy.parent, flow.parents) == ("small", (folder.parent / "small",))


def advice(house: House, **more: object) -> Advice:
    facts = {
        "policy": house.policy.id,
        "now": "2026-11-16T10:00",
        "risk": "welfare",
        "from": {"agency": "education"},
        "to": ["childrens-social-care"],
        **more,
    }
    now = datetime(2026, 11, 16, 10, tzinfo=UTC)
    situation = settle(msgspec.convert(facts, Given), house.policy, house.time, now, None, "the test")
    return advise(house, situation)


TRIED: Final = {"attempts": [{"stage": "talk", "began": "2026-11-16", "outcome": "unresolved"}]}


@pytest.fixture
def houses(supplement: Supplement) -> tuple[House, House]:
    """The houses of the parent and of the supplement that says something."""
    folder = supplement(LITTLE, NUMBERS)
    return house_of(read_flow(folder.parent / "small")), house_of(read_flow(folder))


def test_the_advice_differs_in_what_the_supplement_says_and_in_nothing_else(
    houses: tuple[House, House],
) -> None:
    before, after = (msgspec.structs.asdict(advice(house, **TRIED)) for house in houses)
    differs = {key for key in before if before[key] != after[key]}
    # What says of the ladder and the clocks how long they give is the same limit in other words.
    assert differs - {"clocks", "ladder", "working"} == {"policy", "act_by", "contacts", "notify", "because"}
    assert [f"{one['act_by']:%d %H:%M}" for one in (before, after)] == ["18 16:00", "20 12:00"]
    assert [one.id for one in after["notify"]] == [*[one.id for one in before["notify"]], "the-head"]


def test_the_advice_before_that_stage_is_the_parents(houses: tuple[House, House]) -> None:
    before, after = (msgspec.structs.asdict(advice(house)) for house in houses)
    assert {key for key in before if before[key] != after[key]} == {"policy"}


def test_a_contact_takes_the_place_of_the_parents_and_one_that_is_left_out_is_gone(
    houses: tuple[House, House],
) -> None:
    before, after = (house.contacts for house in houses)
    assert [one.id for one in before.entries] == ["csc-lead", "csc-night", "hospital", "hospital-mobile"]
    assert [one.id for one in after.entries] == ["csc-lead", "hospital", "hospital-mobile", "police-desk"]
    assert after.entries[0].phone == ("01999 200200",)
    assert (after.fallback, after.if_no_answer) == (before.fallback, before.if_no_answer)


def test_a_route_that_is_left_out_is_taken_no_more(houses: tuple[House, House]) -> None:
    stages = [advice(house, circumstance="policy-issue").stage for house in houses]
    assert [stage.id if stage else None for stage in stages] == ["directors", "talk"]


def test_a_stage_takes_the_parents_place_and_a_new_one_comes_last(supplement: Supplement) -> None:
    stage = (
        "{{id: {0}, label: Rung, title: {0} of our own, rule: R, source: L, acts: {{role: director, agency: challenging}}, "
        "with: [{{role: director, agency: police}}], steps: [{{id: decide, does: D, source: L}}]}}"
    )
    said = f"ladders: [{{id: rungs, stages: [{stage.format('managers')}, {stage.format('board')}]}}]\n"
    stages = read_flow(supplement(IDENTITY + said)).policy.ladders[0].stages
    assert [(one.id, one.title) for one in stages] == [
        ("talk", "Talk to each other"),
        ("managers", "managers of our own"),
        ("directors", "Directors decide"),
        ("board", "board of our own"),
    ]


def test_a_stage_can_be_left_out_with_all_that_names_it(supplement: Supplement) -> None:
    left = "{stages: [managers], clocks: [two-days], contacts: [from-managers-on], routes: [policy-issue]}"
    contacts = "contacts: [{id: of-old, rule: R, source: L, at: [directors], of: parties, use: primary}]\n"
    policy = read_flow(supplement(f"{IDENTITY}without: {left}\n{contacts}")).policy
    assert [stage.id for stage in policy.ladders[0].stages] == ["talk", "directors"]
    assert "two-days" not in [one.id for one in policy.clocks]


def test_what_still_names_a_stage_that_is_left_out_is_told_of_where_it_stands(supplement: Supplement) -> None:
    lines = faults_of(supplement(f"{IDENTITY}without: {{stages: [managers]}}\n"))
    assert [line.partition(": '")[0] for line in lines] == [
        "small/policy.yaml:148:10: clocks[1].at[0]",
        "small/policy.yaml:178:10: contacts[0].at[0]",
    ]


def test_a_table_is_merged_key_by_key_and_a_list_without_ids_is_replaced(supplement: Supplement) -> None:
    said = "hours: {friday: 09:00-13:00}\nabout: {ids: [timeliness]}\nroles: {director: {title: Chief}}\n"
    policy = read_flow(supplement(IDENTITY + said)).policy
    assert policy.hours is not None
    assert (policy.hours.monday, policy.hours.friday) == ("08:00-16:00", "09:00-13:00")
    assert (policy.about.ids, policy.about.source) == (("timeliness",), "§1")
    assert (policy.roles["director"].title, policy.roles["leads"].title) == ("Chief", "Escalation Lead")


def test_a_role_is_replaced_whole(supplement: Supplement) -> None:
    policy = read_flow(supplement(IDENTITY + "roles: {manager: {title: Head}}\n")).policy
    assert policy.roles["manager"].instead == ()


def test_a_key_without_a_value_takes_the_parents_away(supplement: Supplement) -> None:
    assert read_flow(supplement(IDENTITY + "hours:\n")).policy.hours is None


def test_a_supplement_does_not_inherit_that_its_parent_replaces_a_shipped_policy(
    supplement: Supplement,
) -> None:
    folder = supplement()
    path = folder.parent / "small" / POLICY_FILE
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("  id: small\n", "  id: small\n  replaces_shipped: true\n"), encoding="utf-8"
    )
    assert not read_flow(folder).policy.policy.replaces_shipped


def test_a_parent_may_be_a_supplement_itself(supplement: Supplement) -> None:
    supplement(LITTLE, NUMBERS)
    third = "parent: little\npolicy: {id: least}\nclocks: [{id: two-days, rule: R, source: M, limit: 9 working days, at: [managers]}]\n"
    flow = read_flow(supplement(third, name="least"))
    assert [folder.name for folder in flow.folders] == ["least", "little", "small"]
    assert {one.id: one.source for one in flow.policy.clocks}["two-days"] == "M"
    assert flow.policy.notices[-1].id == "the-head"
    assert "csc-night" not in [one.id for one in flow.contacts.entries]


def test_a_parent_that_does_not_lie_beside_it_is_found_among_the_known_policies(
    supplement: Supplement, tmp_path: Path
) -> None:
    folder = supplement()
    (tmp_path / "elsewhere").mkdir()
    shutil.move(tmp_path / "small", tmp_path / "elsewhere" / "small")
    sources = FlowSources(tmp_path / "elsewhere", (tmp_path,))
    assert read_flow(folder, sources.find).parents == (tmp_path / "elsewhere" / "small",)


def test_the_parents_own_templates_are_the_supplements_too(supplement: Supplement) -> None:
    folder = supplement()
    (folder.parent / "small" / "templates").mkdir()
    (folder.parent / "small" / "templates" / "ours.md").write_text("x", encoding="utf-8")
    path = folder.parent / "small" / POLICY_FILE
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "\ntemplates: {notice: ours.md}\n", encoding="utf-8")
    assert read_flow(folder).policy.templates == {"notice": "ours.md"}


def test_only_its_own_rules_are_for_its_own_vignettes_to_exercise(supplement: Supplement) -> None:
    folder = supplement(LITTLE, NUMBERS)
    facts = "policy: little, now: 2026-11-16T10:00, risk: welfare, from: {agency: education}, to: [police, childrens-social-care]"
    tried = "attempts: [{stage: talk, began: 2026-11-16, outcome: unresolved}]"
    (folder / VIGNETTES_FILE).write_text(f"- {{id: a, given: {{{facts}}}, expect: {{}}}}\n", encoding="utf-8")
    missing = check_flow(folder, coverage=True).faults
    assert {Path(one.file).parent.name for one in missing} == {"little"}
    assert {one.key for one in missing} == {"clocks[1]", "notices[2]", "entries[0]", "entries[3]"}
    (folder / VIGNETTES_FILE).write_text(
        f"- {{id: a, given: {{{facts}, {tried}}}, expect: {{}}}}\n", encoding="utf-8"
    )
    assert check_flow(folder, coverage=True).faults == ()


# What is wrong with it.


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (
            "clocks: [{id: two-days, rule: R, source: L, limit: 9 working days, at: [manager]}]\n",
            "little/policy.yaml:3:73: clocks[1].at[0]: 'manager' is no stage of this flow; did you mean 'managers'?",
        ),
        (
            "without: {routes: [policy-isue]}\n",
            "little/policy.yaml:3:20: without.routes[0]: 'policy-isue' is no part of the parent's 'routes'; did you mean 'policy-issue'?",
        ),
        (
            "without: {route: [policy-issue]}\n",
            "little/policy.yaml:3:11: without.route: 'route' is no kind of part that can be left out; did you mean 'routes'?",
        ),
        (
            "without: {stages: [manager]}\n",
            "little/policy.yaml:3:20: without.stages[0]: 'manager' is no part of the parent's 'stages'; did you mean 'managers'?",
        ),
        (
            "without: {entries: [csc-nigt]}\n",
            "little/policy.yaml:3:21: without.entries[0]: 'csc-nigt' is no part of the parent's 'entries'; did you mean 'csc-night'?",
        ),
        (
            "without: {roles: [leads]}\n",
            "small/policy.yaml:110:14: routes[1].stage.acts.role: 'leads' is no role of this flow; expected one of: practitioner, other-practitioner, manager, director (with the supplement 'little' laid over it)",
        ),
        (
            "clocks: [{id: x, rule: R, source: L, limit: 1 day, strength: strong}]\n",
            "little/policy.yaml:3:62: clocks[4].strength: 'strong' is not one of",
        ),
    ],
    ids=[
        "a part of its own",
        "left out what is not there",
        "left out what there is no kind of",
        "a stage that is not there",
        "a contact that is not there",
        "left out what the parent needs",
        "the wrong word",
    ],
)
def test_a_fault_has_its_place_in_the_file_that_it_stands_in(
    said: str, found: str, supplement: Supplement
) -> None:
    assert faults_of(supplement(IDENTITY + said))[0].startswith(found)


def test_a_fault_of_the_contacts_has_its_place_in_the_file_that_it_stands_in(supplement: Supplement) -> None:
    folder = supplement(
        IDENTITY, "entries: [{id: a, agency: nobody, role: R, hours: in, source: L, phone: [01999 1]}]\n"
    )
    (line,) = faults_of(folder)
    assert line.startswith("little/contacts.yaml:1:19: entries[4].agency: 'nobody' is no agency")


def test_a_body_that_the_parents_contacts_need_is_missed_in_their_file(supplement: Supplement) -> None:
    (line,) = faults_of(supplement(IDENTITY + "without: {bodies: [ssp]}\n"))
    assert line.startswith("small/contacts.yaml:9:23: fallback[1].agency: ")
    assert "(with the supplement 'little' laid over it)" in line


def test_a_parent_with_faults_is_told_of_in_its_own_file_and_at_the_supplements_key(
    supplement: Supplement,
) -> None:
    folder = supplement()
    path = folder.parent / "small" / POLICY_FILE
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    to: directors\n", "    to: director\n"), encoding="utf-8")
    lines = faults_of(folder)
    assert lines[0].startswith(
        "little/policy.yaml:1:1: parent: the policy 'small' that this one supplements has faults; put those right first"
    )
    assert [line.partition(":")[0] for line in lines[1:]] == ["small/policy.yaml"]


def test_a_parent_that_is_not_there_is_a_fault(supplement: Supplement) -> None:
    (line,) = faults_of(supplement(IDENTITY.replace("small", "smal")))
    assert line.startswith(
        "little/policy.yaml:1:1: parent: there is no policy 'smal' beside this one's folder"
    )


def test_a_parent_that_is_not_known_either_gets_the_nearest(supplement: Supplement, tmp_path: Path) -> None:
    folder = supplement(IDENTITY.replace("small", "smal"))
    (line,) = faults_of(folder, FlowSources(tmp_path))
    assert line.startswith(
        "little/policy.yaml:1:1: parent: 'smal' is no policy that is known here; did you mean 'small'?"
    )


@pytest.mark.parametrize("name", ["../small", "small/", "/", "."])
def test_a_parent_is_no_path(name: str, supplement: Supplement) -> None:
    (line,) = faults_of(supplement(IDENTITY.replace("small", f"'{name}'")))
    assert "there is no policy" in line


def test_a_policy_is_not_its_own_parent(supplement: Supplement) -> None:
    (line,) = faults_of(supplement(IDENTITY.replace("small", "little")))
    assert line.startswith("little/policy.yaml:1:1: parent: 'little' is this policy itself")


def test_two_policies_are_not_each_others_parents(supplement: Supplement) -> None:
    supplement("parent: little\npolicy: {id: other}\n", name="other")
    lines = faults_of(supplement(IDENTITY.replace("small", "other")))
    assert any(
        line.startswith("other/policy.yaml:1:1: parent: 'little' is itself a supplement to this policy")
        for line in lines
    )


def test_more_than_three_policies_over_each_other_are_a_fault(supplement: Supplement) -> None:
    supplement("parent: small\npolicy: {id: b}\n", name="b")
    supplement("parent: b\npolicy: {id: c}\n", name="c")
    lines = faults_of(supplement("parent: c\npolicy: {id: d}\n", name="d"))
    assert any(line.startswith("b/policy.yaml:1:1: parent: ") and "at most 3" in line for line in lines)


def test_a_supplement_has_an_id_of_its_own(supplement: Supplement) -> None:
    (line,) = faults_of(supplement("parent: small\npolicy: {title: Ours}\n"))
    assert line.startswith("little/policy.yaml:2:9: policy.id: a supplement has an id of its own")


# Whatever is laid over whatever.

WORDS = st.sampled_from(["a", "b", "c", "d"])
KEYS = st.sampled_from(["policy", "roles", "clocks", "notices", "ladders", "hours", "about", "odd"])


def text(word: str) -> TextNode:
    return TextNode(1, 1, word, True)


def table(entries: dict[str, Node]) -> TableNode:
    return TableNode(1, 1, {key: Entry(1, 1, value) for key, value in entries.items()})


def many(items: list[Node]) -> ListNode:
    return ListNode(1, 1, items)


TEXTS = st.builds(text, WORDS)
ITEMS = st.builds(lambda word, more: table({"id": text(word), "x": more}), WORDS, TEXTS)
LADDERS = st.builds(
    lambda word, stages: table({"id": text(word), "stages": many(stages)}), WORDS, st.lists(ITEMS, max_size=3)
)
VALUES: st.SearchStrategy[Node] = st.one_of(
    TEXTS,
    st.builds(many, st.lists(st.one_of(ITEMS, LADDERS), max_size=4)),
    st.builds(many, st.lists(TEXTS, max_size=3)),
    st.builds(table, st.dictionaries(WORDS, TEXTS, max_size=3)),
)
TREES = st.builds(table, st.dictionaries(KEYS, VALUES, max_size=6))


def ids(node: Node) -> set[str]:
    """Every id in a tree, and every key of a table."""
    if isinstance(node, ListNode):
        return {one for item in node.items for one in ids(item)}
    if isinstance(node, TableNode):
        own = {found} if (found := word_at(node, "id")) else set()
        return own | {*node.entries} | {one for entry in node.entries.values() for one in ids(entry.value)}
    return set()


@given(TREES)
@settings(max_examples=60)
def test_a_supplement_that_holds_nothing_changes_nothing(parent: TableNode) -> None:
    laid = lay_policy(parent, table({}))
    assert (plain(laid.node), laid.faults) == (plain(parent), [])
    assert plain(lay_contacts(parent, None, table({})).node) == plain(parent)


@given(TREES, TREES)
@settings(max_examples=120)
def test_no_id_is_there_that_neither_of_the_two_says(parent: TableNode, own: TableNode) -> None:
    assert ids(lay_policy(parent, own).node) <= ids(parent) | ids(own)


@given(TREES, TREES)
@settings(max_examples=100)
def test_an_item_with_an_id_of_the_parents_stands_where_the_parents_stood(
    parent: TableNode, own: TableNode
) -> None:
    laid = lay_policy(parent, own).node
    for key in ("clocks", "notices"):
        before, after = (
            [word_at(item, "id") for item in node.entries[key].value.items]
            if key in node.entries and isinstance(node.entries[key].value, ListNode)
            else []
            for node in (parent, laid)
        )
        if None not in before and key in own.entries and isinstance(own.entries[key].value, ListNode):
            assert after[: len(before)] == before
