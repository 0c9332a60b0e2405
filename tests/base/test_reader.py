"""The strict readers: what they accept, what they refuse, and where they say it is."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wizard.base.errors import Fault, WrongInputError
from wizard.base.nodes import EmptyNode, FlagNode, ListNode, Node, Plain, TableNode, TextNode, plain
from wizard.base.reader import read_document, read_file, read_json, read_yaml
from wizard.base.text import visible

Reader = Callable[[bytes, str], Node]
BOTH = pytest.mark.parametrize("read", [read_yaml, read_json])


def faults(read: Reader, data: bytes | str, name: str = "f") -> tuple[Fault, ...]:
    with pytest.raises(WrongInputError) as caught:
        read(data.encode() if isinstance(data, str) else data, name)
    return caught.value.faults


def places(read: Reader, data: bytes | str) -> list[tuple[int, int]]:
    return [(fault.line, fault.column) for fault in faults(read, data)]


def value(text: str) -> Plain:
    return plain(read_yaml(text.encode(), "f"))


# --- what values mean


@pytest.mark.parametrize(
    "text",
    ["no", "yes", "on", "True", "TRUE", "16:30", "1.10", "007", "0x1F", "2024-05-01", "NULL", ".inf", "1e3"],
)
def test_a_yaml_value_stays_the_text_that_was_written(text: str) -> None:
    assert value(f"key: {text}\n") == {"key": text}


@pytest.mark.parametrize(("text", "flag"), [("true", True), ("false", False)])
def test_only_plain_true_and_false_are_flags(text: str, flag: bool) -> None:
    assert read_yaml(text.encode(), "f") == FlagNode(1, 1, flag)
    assert read_yaml(f"'{text}'".encode(), "f") == TextNode(1, 1, text, False)


@pytest.mark.parametrize("text", ["key: null", "key: ~", "key:", "key: # later\n"])
def test_null_a_tilde_and_nothing_are_empty(text: str) -> None:
    assert value(text) == {"key": None}


def test_quoted_null_is_text() -> None:
    assert value("['null', \"~\", '']") == ["null", "~", ""]


def test_keys_are_text_whatever_they_look_like() -> None:
    assert value("no: a\n1: b\ntrue: c\n2024-05-01: d\n") == {
        "no": "a",
        "1": "b",
        "true": "c",
        "2024-05-01": "d",
    }


@pytest.mark.parametrize("number", ["0", "-1", "1.10", "1e5", "123456789012345678901234567890"])
def test_a_json_number_is_plain_text_as_written(number: str) -> None:
    assert read_json(number.encode(), "f") == TextNode(1, 1, number, True)


def test_a_pair_of_json_surrogates_is_one_character() -> None:
    assert plain(read_json(b'"\\ud83d\\ude00"', "f")) == "\U0001f600"


@BOTH
def test_every_node_knows_its_line_and_column(read: Reader) -> None:
    tree = read(b'{"a": [true, "x"],\r\n "\xc3\xa9\xc3\xa9": {"b": null}}\n', "f")
    assert isinstance(tree, TableNode)
    first, second = tree.entries["a"], tree.entries["éé"]
    assert (tree.line, tree.column, first.line, first.column, second.line, second.column) == (
        1,
        1,
        1,
        2,
        2,
        2,
    )
    assert first.value == ListNode(1, 7, [FlagNode(1, 8, True), TextNode(1, 14, "x", False)])
    assert isinstance(second.value, TableNode)
    assert second.value.entries["b"].value == EmptyNode(2, 14)


def test_columns_count_characters_behind_a_byte_order_mark() -> None:
    tree = read_yaml(b"\xef\xbb\xbf\xc3\xa9: x\n", "f")
    assert isinstance(tree, TableNode)
    entry = tree.entries["é"]
    assert (entry.column, entry.value) == (1, TextNode(1, 4, "x", True))


# --- what is refused


@BOTH
def test_every_key_given_twice_is_reported(read: Reader) -> None:
    found = faults(read, '{"a": 1, "a": 2,\n "b": {"c": 1, "c": 2},\n "a": 3}')
    assert [(fault.line, fault.column, fault.key) for fault in found] == [
        (1, 10, ""),
        (2, 16, "b"),
        (3, 2, ""),
    ]
    assert found[0].what == "the key 'a' is in this table twice; the first is in line 1"


def test_faults_of_different_kinds_are_reported_together() -> None:
    text = "a: &x 1\nb: *x\nc: !!str d\n<<: {e: f}\n? [g]\n: h\na: 2\n"
    assert places(read_yaml, text) == [(1, 4), (2, 4), (3, 4), (4, 1), (5, 3), (7, 1)]


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system", "!!str", "!own", "!", "!<tag:x.org,2002:y>"]
)
def test_a_tag_is_refused_where_it_stands(tag: str) -> None:
    (fault,) = faults(read_yaml, f"a:\n  - {tag} x\n")
    assert (fault.line, fault.column, fault.key) == (2, 5, "a[0]")
    assert "(a tag) is not allowed" in fault.what


def test_an_alias_bomb_is_refused_without_being_unfolded() -> None:
    rows = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    found = faults(read_yaml, "\n".join(rows))
    assert len(found) == 30 + 29 * 9


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: 1\n---\nb: 2\n", (2, 1)),
        ("a: b: c\n", (1, 5)),
        ("a:\n\t- b\n", (2, 1)),
        ("a: @x\n", (1, 4)),
        ("a: 'x\nb: y\n", (1, 4)),
        ("a: [1,\n", (1, 7)),
        ("- a\nb\n", (2, 1)),
        ("a: 'it's'\n", (1, 8)),
        ("%YAML 3.0\n--- a\n", (1, 1)),
        ('a: "\\q"\n', (1, 5)),
        ("a: |x\n  b\n", (1, 5)),
        (": a\n", (1, 1)),
        ("# only this\n", (1, 1)),
        ("a: x\u2028y\n", (1, 5)),
    ],
)
def test_yaml_that_cannot_be_understood_is_placed(text: str, place: tuple[int, int]) -> None:
    assert places(read_yaml, text) == [place]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[1,]", (1, 3)),
        ('{"a": 1,\n}', (1, 8)),
        ("{'a': 1}", (1, 2)),
        ('{"a" 1}', (1, 6)),
        ("[1 2]", (1, 4)),
        ("[1", (1, 3)),
        ("[1\n", (1, 3)),
        ('["a\nb"]', (1, 4)),
        ('["a', (1, 2)),
        ('["\\q"]', (1, 3)),
        ('["\\ud800"]', (1, 2)),
        ('["\\u0000"]', (1, 2)),
        ("[01]", (1, 2)),
        ("[nul]", (1, 2)),
        ("// x\n1", (1, 1)),
        ("1 2", (1, 3)),
    ],
)
def test_json_that_cannot_be_understood_is_placed(text: str, place: tuple[int, int]) -> None:
    assert places(read_json, text) == [place]


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_json_has_no_numbers_that_are_none_and_reading_goes_on_behind_them(word: str) -> None:
    assert places(read_json, f'{{"a": {word},\n "b": 1, "b": 2}}') == [(1, 7), (2, 10)]


@BOTH
@pytest.mark.parametrize("data", [b"", b"  \n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_a_fault(read: Reader, data: bytes) -> None:
    assert [str(fault) for fault in faults(read, data)] == ["f: is empty"]


@BOTH
def test_latin_1_is_refused_at_its_first_foreign_byte(read: Reader) -> None:
    (fault,) = faults(read, b'{"a": "b",\n "name": "Si\xe2n"}')
    assert (fault.line, fault.column) == (2, 13)
    assert "0xe2" in fault.what
    assert "UTF-8" in fault.what


@BOTH
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_named_and_refused(read: Reader, encoding: str) -> None:
    (fault,) = faults(read, '{"a": "é"}'.encode(encoding))
    assert "UTF-16" in fault.what


@BOTH
@pytest.mark.parametrize("char", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ufeff"])
def test_control_characters_are_refused_where_they_stand(read: Reader, char: str) -> None:
    (fault,) = faults(read, f'["a",\n "x{char}y"]')
    assert (fault.line, fault.column) == (2, 4)
    assert f"U+{ord(char):04X}" in fault.what


def test_a_forbidden_character_does_not_come_in_as_an_escape() -> None:
    assert places(read_yaml, 'a: "\\0"\nb: "\\e[0m"\n') == [(1, 4), (2, 4)]


# --- size, depth, time


@BOTH
def test_a_file_of_10_mb_is_refused_before_it_is_parsed(read: Reader) -> None:
    (fault,) = faults(read, b"[" * 10_000_000)
    assert "larger than 1,000,000 bytes" in fault.what


@BOTH
def test_the_limit_of_size_is_the_callers(read: Reader) -> None:
    assert plain(read_document(b"[1, 2]", "f", limit=6)) == ["1", "2"]
    with pytest.raises(WrongInputError, match="larger than 5 bytes"):
        read_document(b"[1, 2]", "f", limit=5)


@pytest.mark.parametrize(
    "data", [b"- " * 50_000, b"[" * 100_000, b"{" * 100_000, b"? " * 50_000, b"{a: " * 25_000]
)
def test_hostile_nesting_ends_in_one_fault_at_the_fifty_first_level(data: bytes) -> None:
    assert "more than 50 deep" in faults(read_yaml, data)[-1].what


@pytest.mark.parametrize("data", [b"[" * 100_000, b'{"a":' * 20_000])
def test_hostile_nesting_in_json_ends_in_one_fault(data: bytes) -> None:
    (fault,) = faults(read_json, data)
    assert "more than 50 deep" in fault.what


@BOTH
def test_fifty_levels_are_read_and_fifty_one_are_not(read: Reader) -> None:
    assert isinstance(read(b"[" * 50 + b"]" * 50, "f"), ListNode)
    assert places(read, "[" * 51 + "]" * 51) == [(1, 51)]


@pytest.mark.parametrize(
    "data",
    [
        b"a: 1\n" * 200_000,
        b"- &a *a\n" * 100_000,
        b"? [a]\n" * 150_000,
        b"'" * 900_001,
        b"- !a b\n" * 100_000,
    ],
)
def test_a_megabyte_of_faults_does_not_become_a_longer_report(data: bytes) -> None:
    assert 1 <= len(faults(read_yaml, data)) <= 500


# --- the parser written in Python


def test_the_parser_written_in_python_gives_the_same_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"a:\n- {b: 'c', d: ~}\n- >-\n  e\n  f\n- ~\n? g\n"
    from_c = read_yaml(data, "f")
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    monkeypatch.delattr(yaml, "CBaseLoader", raising=False)
    assert read_yaml(data, "f") == from_c


@pytest.mark.parametrize(
    "text",
    [
        "a: b: c",
        "a: 'x\n",
        "a: [1\nb: 2",
        "a:\n\t- b",
        "- a\nb",
        "a: @",
        "a: 1\na: *b",
        '"\\U99999999"',
        '"\\ud800"',
        "- " * 60,
        "!e!x y",
        "%YAML 3.0\n---\na",
        "%FOO x\na: 1",
        "%YAML 1.2.3\n---\na",
        "a: |x\n b",
        "a: &",
    ],
)
def test_the_parser_written_in_python_refuses_the_same(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = {fault.line for fault in faults(read_yaml, text)}
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    again = faults(read_yaml, text)
    assert len(again) == len(faults(read_yaml, text))
    # It gives up on an unknown directive a line later.
    assert {fault.line for fault in again} == lines or text.startswith("%FOO")


# --- which of the two


@pytest.mark.parametrize("name", ["case.json", "CASE.JSON"])
def test_a_json_name_is_held_to_json(name: str) -> None:
    with pytest.raises(WrongInputError, match="delete it"):
        read_document(b'{"a": 1,}', name)


@pytest.mark.parametrize("name", ["-", "policy.yaml", "case"])
def test_other_names_may_hold_either(name: str) -> None:
    assert plain(read_document(b'\n {"a": 1}', name)) == {"a": "1"}
    assert plain(read_document(b"{a: 1, b: [x]}", name)) == {"a": "1", "b": ["x"]}
    assert plain(read_document(b"a: 1", name)) == {"a": "1"}


BROKEN_JSON = b'{"a": tru,\n "b": 1\n "c": 2}'
BROKEN_BOTH = b'[{"a": 1,\n "a": }]]'


def test_a_yaml_name_gets_the_yaml_fault_where_both_fail() -> None:
    assert faults(read_document, BROKEN_BOTH, "f.yml") == faults(read_yaml, BROKEN_BOTH, "f.yml")


def test_another_name_gets_the_json_faults_where_yaml_got_no_further() -> None:
    assert faults(read_document, BROKEN_BOTH, "-") == faults(read_json, BROKEN_BOTH, "-")


def test_another_name_gets_the_yaml_faults_where_yaml_got_further() -> None:
    assert faults(read_document, BROKEN_JSON, "-") == faults(read_yaml, BROKEN_JSON, "-")
    assert faults(read_document, BROKEN_JSON, "-")[0].line > faults(read_json, BROKEN_JSON)[0].line


# --- files


def test_a_file_is_read_and_named_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_bytes(b"a: 1\na: 2\n")
    with pytest.raises(WrongInputError) as caught:
        read_file(path)
    assert caught.value.lines()[0].startswith(f"{path}:2:1: ")
    path.write_bytes(b"a: 1\n")
    assert plain(read_file(path)) == {"a": "1"}


def test_a_missing_file_and_a_folder_are_said_to_be_that(tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match="there is no such file"):
        read_file(tmp_path / "none.yaml")
    with pytest.raises(WrongInputError, match="is a folder"):
        read_file(tmp_path)


def test_a_name_that_no_file_can_have_is_a_fault_without_control_characters() -> None:
    with pytest.raises(WrongInputError) as caught:
        read_file(Path("a\x00\x1b.yaml"))
    assert str(caught.value).isprintable()


def test_a_file_without_permission_is_said_to_be_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "policy.yaml"
    path.write_bytes(b"a: 1\n")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(WrongInputError, match="no permission"):
        read_file(path)


def test_a_disk_that_fails_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(WrongInputError, match="cannot be read: Input/output error"):
        read_file(tmp_path / "policy.yaml")


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="needs a file without an end")  # noqa: PTH110 - a device
def test_a_file_without_an_end_is_read_only_up_to_the_limit() -> None:
    with pytest.raises(WrongInputError, match="larger than 1,000 bytes"):
        read_file(Path("/dev/zero"), limit=1_000)


# --- whatever comes in

MUCH = st.text(st.sampled_from("ab1:-?,&*!|>'\"%@`{}[]#~<\\\n\t \r\xe9\x00\u2028\ufeff"), max_size=60)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=12
).filter(lambda text: not set(text) & set("\ufeff\ufffe\uffff"))
VALUES = st.recursive(
    st.none() | st.booleans() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=15,
)
DOCUMENT = b"""id: torbay
stages: &a
- id: stage-1
  clock: {limit: 5, unit: "working days"}
  text: >-
    Some words,
    more of them
- 'it''s'
# the end
url: *a
"""


def hold(read: Reader, data: bytes) -> None:
    """Either a tree or faults, each one safe line with a place in the file."""
    try:
        plain(read(data, "f"))
        return
    except WrongInputError as error:
        found = error.faults
    rows = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert found
    for fault in found:
        assert visible(str(fault), 10_000) == str(fault)
        assert (fault.line == 0) == (fault.column == 0)
        if fault.line:
            assert 1 <= fault.line <= len(rows)
            assert 1 <= fault.column <= len(rows[fault.line - 1]) + 1


@BOTH
@given(data=st.binary(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_a_tree_or_placed_faults(read: Reader, data: bytes) -> None:
    hold(read, data)


@BOTH
@given(text=MUCH)
@example("? [a\n: b")
@example("%YAML 1.1\n--- !!x &y\n...\n")
@settings(max_examples=200, deadline=None)
def test_any_text_gives_a_tree_or_placed_faults(read: Reader, text: str) -> None:
    hold(read, text.encode())


@given(text=MUCH)
@settings(max_examples=150, deadline=None)
def test_any_text_gives_a_tree_or_placed_faults_by_the_parser_written_in_python(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml, "__with_libyaml__", False)
        hold(read_yaml, text.encode())


@given(
    place=st.integers(0, len(DOCUMENT)),
    dropped=st.integers(0, 20),
    put=st.one_of(st.binary(max_size=3), MUCH),
)
@settings(max_examples=200, deadline=None)
def test_a_damaged_document_gives_a_tree_or_placed_faults(place: int, dropped: int, put: bytes | str) -> None:
    middle = put.encode() if isinstance(put, str) else put
    hold(read_yaml, DOCUMENT[:place] + middle + DOCUMENT[place + dropped :])


@given(tree=VALUES, place=st.floats(0, 1), dropped=st.integers(0, 3), put=MUCH)
@settings(max_examples=150, deadline=None)
def test_a_damaged_json_document_gives_a_tree_or_placed_faults(
    tree: Plain, place: float, dropped: int, put: str
) -> None:
    data = json.dumps(tree, indent=1).encode()
    cut = int(place * len(data))
    for read in (read_json, read_document):
        hold(read, data[:cut] + put.encode()[:3] + data[cut + dropped :])


@given(tree=VALUES, indent=st.sampled_from([None, 1]), ascii_only=st.booleans())
@settings(max_examples=150, deadline=None)
def test_yaml_and_json_agree_on_what_a_json_file_says_and_where(
    tree: Plain, indent: int | None, ascii_only: bool
) -> None:
    # YAML 1.1 has no pairs of surrogates, in which JSON escapes the higher characters.
    high = any(ord(char) > 0xFFFF for char in json.dumps(tree, ensure_ascii=False))
    data = json.dumps(tree, indent=indent, ensure_ascii=ascii_only and not high).encode()
    by_json = read_json(data, "f")
    assert plain(by_json) == tree
    assert read_yaml(data, "f") == by_json


@given(tree=VALUES)
@settings(max_examples=150, deadline=None)
def test_what_was_written_as_yaml_is_read_again(tree: Plain) -> None:
    text = yaml.dump(tree, allow_unicode=True, default_style='"', Dumper=_Writer)
    assert value(text) == tree


class _Writer(yaml.SafeDumper):
    """Writes without aliases, and true, false and null without quotation marks and tags."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _write_flag(writer: _Writer, data: bool) -> yaml.ScalarNode:
    return yaml.ScalarNode("tag:yaml.org,2002:bool", "true" if data else "false", style="")


def _write_none(writer: _Writer, data: None) -> yaml.ScalarNode:
    return yaml.ScalarNode("tag:yaml.org,2002:null", "null", style="")


_Writer.add_representer(bool, _write_flag)
_Writer.add_representer(type(None), _write_none)


# --- what it costs


def test_reading_json_does_not_import_yaml() -> None:
    import subprocess

    program = (
        "import sys; from wizard.base.reader import read_json; read_json(b'[1]', 'f'); "
        "sys.exit('yaml' in sys.modules or 'difflib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
