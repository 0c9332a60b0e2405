"""From a tree to a model: the happy path, and every fault at once with its place."""

from __future__ import annotations

import enum
import subprocess
import sys
from collections.abc import Callable
from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Meta

from wizard.base.decode import decode, fault, place, plain
from wizard.base.errors import Fault, WrongInputError
from wizard.base.nodes import Node
from wizard.base.reader import read_json, read_yaml
from wizard.base.text import visible


class Sector(enum.Enum):
    STATUTORY = "statutory"
    VOLUNTARY = "voluntary"


class Attempt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    stage: Annotated[str, Meta(description="the stage tried", pattern=r"^[a-z0-9-]+$")]
    outcome: Literal["open", "resolved", "unresolved"]
    began: Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$", examples=["2024-05-01"])] | None = None

    def __post_init__(self) -> None:
        if self.stage == "closed" and self.outcome == "open":
            raise ValueError("a closed\x1b stage cannot be open")


class Limit(msgspec.Struct, frozen=True, tag="limit", tag_field="kind", forbid_unknown_fields=True):
    number: str


class Words(msgspec.Struct, frozen=True, tag="words", tag_field="kind", forbid_unknown_fields=True):
    text: Annotated[str, Meta(min_length=3, max_length=6)]


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    subject: Literal["child", "adult"]
    raised_on: str
    attempts: Annotated[tuple[Attempt, ...], Meta(max_length=3)] = ()
    clock: Limit | Words | None = None
    acts: str | list[str] | None = None
    sector: Sector | None = None
    urgent: bool = False
    notices: (
        Annotated[dict[Annotated[str, Meta(pattern="^[a-z]+$")], list[str]], Meta(min_length=1)] | None
    ) = None
    note: Annotated[str, Meta(min_length=1)] | None = None


GOOD = """\
subject: child
raised-on: 2024-05-01
"""


def case(text: str) -> Case:
    return decode(read_yaml(text.encode(), "f"), Case, "f")


def found(text: str, kind: type = Case) -> list[str]:
    node = read_yaml(text.encode(), "f")
    with pytest.raises(WrongInputError) as caught:
        decode(node, kind, "f")
    return [str(each) for each in caught.value.faults]


def test_a_right_file_becomes_the_model() -> None:
    text = """\
subject: adult
raised-on: 2024-05-01
attempts:
- {stage: step-1, outcome: open}
clock: {kind: words, text: urgent}
acts: [a, b]
sector: voluntary
urgent: true
notices: {line: [x]}
note:
"""
    assert case(text) == Case(
        subject="adult",
        raised_on="2024-05-01",
        attempts=(Attempt("step-1", "open"),),
        clock=Words("urgent"),
        acts=["a", "b"],
        sector=Sector.VOLUNTARY,
        urgent=True,
        notices={"line": ["x"]},
    )


def test_numbers_of_a_json_file_fit_where_text_is_expected() -> None:
    node = read_json(b'{"kind": "limit", "number": 5.0}', "f")
    assert decode(node, Limit, "f") == Limit("5.0")


def test_every_fault_of_a_file_is_reported_at_once() -> None:
    text = """\
subjet: child
raised-on: [a]
attempts:
- stage: Step 1
  outcome: opn
- stage: step-2
  outcom: open
- began: soon
clock: {kind: limits}
urgent: yes
"""
    assert found(text) == [
        "f:1:1: subject: the key 'subject' is missing; expected one of 'adult', 'child'",
        "f:1:1: subjet: unknown key 'subjet'; did you mean 'subject'?",
        "f:2:12: raised-on: expected text, found a list",
        "f:4:10: attempts[0].stage: 'Step 1' does not have the expected form ^[a-z0-9-]+$",
        "f:5:12: attempts[0].outcome: 'opn' is not one of 'open', 'resolved', 'unresolved'; did you mean 'open'?",
        "f:6:3: attempts[1].outcome: the key 'outcome' is missing; expected one of 'open', 'resolved', 'unresolved'",
        "f:7:3: attempts[1].outcom: unknown key 'outcom'; did you mean 'outcome'?",
        "f:8:3: attempts[2].outcome: the key 'outcome' is missing; expected one of 'open', 'resolved', 'unresolved'",
        "f:8:3: attempts[2].stage: the key 'stage' is missing; expected text",
        "f:8:10: attempts[2].began: 'soon' does not have the expected form, such as '2024-05-01'",
        "f:9:15: clock.kind: 'limits' is not one of 'limit', 'words'; did you mean 'limit'?",
        "f:10:9: urgent: expected true or false, found the text 'yes'",
    ]


def test_a_key_like_no_other_gets_the_list_of_keys() -> None:
    (only,) = found("kind: limit\nnumber: 5\nzzz: 1\n", Limit)
    assert only == "f:3:1: zzz: unknown key 'zzz'; expected one of 'kind', 'number'"


def test_a_key_that_is_there_already_is_not_offered_again() -> None:
    (only,) = found("kind: limit\nnumber: 5\nnumbr: 5\n", Limit)
    assert "did you mean" not in only


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("subject: yes", "subject: 'yes' is not one of 'adult', 'child'"),
        ("subject:", "subject: has no value; expected one of 'adult', 'child'"),
        ("subject: {a: b}", "subject: expected one of 'adult', 'child', found a table"),
        ("subject: true", "(put it in quotation marks if it is meant as text)"),
    ],
)
def test_a_value_that_is_not_listed_is_told_what_is(line: str, said: str) -> None:
    (only,) = found(f"{line}\nraised-on: x\n")
    assert said in only


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("attempts: x", "f:3:11: attempts: expected a list, found the text 'x'"),
        ("attempts: ", "f:3:10: attempts: has no value; expected a list"),
        ("attempts: [x]", "f:3:12: attempts[0]: expected a table, found the text 'x'"),
        ("attempts: {a: b}", "f:3:11: attempts: expected a list, found a table"),
        ("acts: {a: b}", "f:3:7: acts: expected text or a list, found a table"),
        ("acts: [a, [b]]", "f:3:11: acts[1]: expected text, found a list"),
        ("acts: true", "f:3:7: acts: expected text or a list, found true (put it in quotation marks if it is meant as text)"),
        ("sector: volunteer", "f:3:9: sector: 'volunteer' is not one of 'statutory', 'voluntary'; did you mean 'voluntary'?"),
        ("urgent:", "f:3:8: urgent: has no value; expected true or false"),
        ("note: ''", "f:3:7: note: is empty; expected text"),
        ("notices: {}", "f:3:10: notices: expected at least 1 entry, found 0"),
        ("notices: {A: []}", "f:3:11: notices.A: 'A' does not have the expected form ^[a-z]+$"),
        ("notices: {a: [~]}", "f:3:15: notices.a[0]: has no value; expected text"),
        ("clock: words", "f:3:8: clock: expected a table, found the text 'words'"),
        ("clock: {text: abc}", "f:3:8: clock.kind: the key 'kind' is missing; expected one of 'limit', 'words'"),
        ("clock: {kind: [a]}", "f:3:15: clock.kind: expected one of 'limit', 'words', found a list"),
        ("clock: {kind: words, text: ab}", "f:3:28: clock.text: 'ab' is too short; expected at least 3 characters"),
        ("clock: {kind: words, text: abcdefg}", "f:3:28: clock.text: is too long with 7 characters; expected at most 6"),
    ],
)  # fmt: skip
def test_each_kind_of_fault_is_said_with_its_place(line: str, said: str) -> None:
    assert found(f"{GOOD}{line}\n") == [said]


def test_a_list_that_is_too_long_is_reported_beside_what_is_wrong_in_it() -> None:
    rows = "- {stage: a, outcome: open}\n" * 3 + "- {stage: A, outcome: open}\n"
    assert found(f"{GOOD}attempts:\n{rows}") == [
        "f:4:1: attempts: expected at most 3 entries, found 4",
        "f:7:11: attempts[3].stage: 'A' does not have the expected form ^[a-z0-9-]+$",
    ]


def test_what_a_struct_itself_refuses_is_placed_and_made_visible() -> None:
    text = f"{GOOD}attempts:\n- stage: a\n  outcome: open\n- stage: closed\n  outcome: open\nurgent: x\n"
    assert found(text) == [
        r"f:6:3: attempts[1]: a closed\x1b stage cannot be open",
        "f:8:9: urgent: expected true or false, found the text 'x'",
    ]


def test_a_file_of_the_wrong_shape_is_one_fault() -> None:
    assert found("- a\n- b\n") == ["f:1:1: expected a table, found a list"]
    assert found("~\n") == ["f:1:1: has no value; expected a table"]


def test_a_struct_with_a_tag_of_its_own_is_held_to_it() -> None:
    assert found("number: 5\nkind: limt\n", Limit) == [
        "f:2:7: kind: 'limt' is not 'limit'; did you mean 'limit'?"
    ]


def test_a_kind_that_the_walk_does_not_know_gets_msgspecs_own_words_at_the_place() -> None:
    class Plan(msgspec.Struct):
        rows: list[dict[str, float]]

    assert found("rows:\n- a: x\n", Plan) == ["f:2:3: rows[0]: Expected `float`, got `str`"]


def test_hostile_words_are_shown_and_never_sent() -> None:
    text = f'{GOOD}"\\u202eevil\\u2028": x\nnote: ["\\u200b"]\nsector: "\\u202e"\n'
    for line in found(text):
        assert visible(line, 10_000) == line


def test_a_file_of_faults_does_not_become_a_longer_report() -> None:
    rows = "".join(f"key-{number}: x\n" for number in range(20_000))
    assert len(found(GOOD + rows)) == 500


# --- places


TREE = read_yaml(b"a:\n- b: x\n  c: y\n- z\nd.e: [f]\n", "f")


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ((), (1, 1)),
        (("a",), (1, 1)),
        (("a", 0), (2, 3)),
        (("a", 0, "c"), (3, 3)),
        (("a", 1), (4, 3)),
        (("a", 0, "none"), (2, 3)),
        (("a", 9), (2, 1)),
        (("a", 1, "none", 3), (4, 3)),
        (("d.e", 0), (5, 7)),
        (("none",), (1, 1)),
    ],
)
def test_the_place_of_a_path_is_that_of_its_key_or_of_the_nearest_part_there_is(
    path: tuple[str | int, ...], where: tuple[int, int]
) -> None:
    assert place(TREE, path) == where


def test_a_fault_of_a_caller_has_the_place_and_the_key_of_its_path() -> None:
    made = fault(TREE, "f.yaml", ("a", 0, "c"), "no stage is called 'y'")
    assert made == Fault(file="f.yaml", line=3, column=3, key="a[0].c", what="no stage is called 'y'")
    assert fault(TREE, "f", ("d.e", 0), "x").key == "['d.e'][0]"


# --- whatever comes in

WORDS = st.sampled_from(
    [
        "child",
        "open",
        "step-1",
        "closed",
        "Step",
        "",
        "true",
        "words",
        "limit",
        "voluntary",
        "abcd",
        "\u202e",
        "x" * 300,
    ]
)
FIELDS = [field.replace("_", "-") for field in Case.__struct_fields__]
OTHERS = ["stage", "outcome", "began", "kind", "text", "number", "line", "Odd Key", "\u202e", ""]
KEYS = st.sampled_from(FIELDS + OTHERS)
TREES = st.recursive(
    st.none() | st.booleans() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)
NEAR = st.fixed_dictionaries(
    {"subject": WORDS, "raised-on": WORDS},
    optional={
        "attempts": st.lists(st.dictionaries(KEYS, WORDS, max_size=3) | TREES, max_size=4),
        "clock": st.dictionaries(st.sampled_from(["kind", "text", "number", "zz"]), WORDS, max_size=3)
        | TREES,
        "notices": TREES,
        "acts": TREES,
        "sector": TREES,
        "urgent": TREES,
        "note": TREES,
    },
)


@given(tree=NEAR | TREES)
@settings(max_examples=200, deadline=None)
def test_any_tree_becomes_the_model_as_msgspec_would_have_it_or_placed_faults(tree: object) -> None:
    data = msgspec.json.format(msgspec.json.encode(tree))
    node = read_json(data, "f")
    assert plain(node) == tree
    try:
        by_msgspec = msgspec.convert(tree, Case)
    except msgspec.ValidationError:
        by_msgspec = None
    if by_msgspec is not None:
        assert decode(node, Case, "f") == by_msgspec
        return
    with pytest.raises(WrongInputError) as caught:
        decode(node, Case, "f")
    rows = data.decode().split("\n")
    assert caught.value.faults
    for each in caught.value.faults:
        assert visible(str(each), 10_000) == str(each)
        assert 1 <= each.line <= len(rows)
        assert 1 <= each.column <= len(rows[each.line - 1]) + 1
        # The words are our own: the walk knows everything that the models use.
        assert "Expected `" not in each.what
        assert "Object " not in each.what


def test_a_right_file_does_not_import_what_only_a_wrong_one_needs() -> None:
    program = (
        "import sys, msgspec; from wizard.base.decode import decode; from wizard.base.reader import read_json; "
        "decode(read_json(b'[\"a\"]', 'f'), list[str], 'f'); "
        "sys.exit('wizard.base.fault_walk' in sys.modules or 'difflib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


# Numbers, which are text in what is read.


class Round(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    times: Annotated[int, Meta(ge=1, le=5)] = 1
    open: bool = False


@pytest.mark.parametrize(
    "read", [lambda: read_yaml(b"times: 2", "x"), lambda: read_json(b'{"times": 2}', "x")]
)
def test_a_number_is_read_where_a_model_wants_one(read: Callable[[], Node]) -> None:
    assert decode(read(), Round, "x") == Round(times=2)


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("times: 9", "times: 9 is out of range; expected a number from 1 to 5"),
        ("times: two", "times: expected a whole number, found the text 'two'"),
        ("times: 1.5", "times: expected a whole number, found the text '1.5'"),
        ("times: true", "times: expected a whole number, found true"),
        ("times: 2\nopen: 1", "open: expected true or false, found the text '1'"),
    ],
)
def test_what_is_no_such_number_is_refused(written: str, what: str) -> None:
    with pytest.raises(WrongInputError) as refused:
        decode(read_yaml(written.encode(), "x"), Round, "x")
    assert [f"{one.key}: {one.what}" for one in refused.value.faults] == [what]
