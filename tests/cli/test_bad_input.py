"""Situations that are wrong, broken or hostile: each is one clear line a fault, exit 2, and nothing changed."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wizard.base.paths import shipped
from wizard.cli.main import run

Refused = Callable[..., list[str]]
Run = Callable[..., Any]

CASE = """\
policy: oxfordshire
now: 2026-11-18T10:30
risk: welfare
about: criteria-for-referral
from: {agency: education, sector: statutory}
to: [childrens-social-care]
raised: 2026-11-16T09:00
attempts:
  - {stage: step-1, began: 2026-11-16, ended: 2026-11-16, outcome: unresolved}
start_at: step-4
bypass_agreed: false
"""
#: What may be obeyed by a terminal, or turn a line around.
OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def with_(old: str, new: str) -> str:
    assert CASE.count(old) == 1, old
    return CASE.replace(old, new)


# Wrong words: one line each, with its place and what was expected.

WRONG: dict[str, tuple[str, str, str]] = {
    "an unknown key": ("risk: welfare", "risk: welfare\nrisks: none", "4:1: risks: unknown key"),
    "a slip in a key": ("about:", "abuot:", "4:1: abuot: unknown key 'abuot'; did you mean 'about'?"),
    "an unknown key inside": ("sector: statutory", "sectr: statutory", "5:27: from.sectr: unknown key 'sectr'; did you mean 'sector'?"),
    "a key left out": ("risk: welfare\n", "", "1:1: risk: "),
    "an unknown policy": ("policy: oxfordshire", "policy: oxfordshrie", "policy: 'oxfordshrie' is no policy"),
    "a policy that is a path": ("policy: oxfordshire", "policy: ../flows/oxfordshire", "is no policy that is known here"),
    "an unknown risk": ("risk: welfare", "risk: welfair", "3:7: risk: 'welfair' is not one of"),
    "an unknown agency": ("agency: education", "agency: eduction", "5:8: from.agency: 'eduction' is no agency of the policy oxfordshire; did you mean 'education'?"),
    "an unknown agency challenged": ("[childrens-social-care]", "[social-care]", "6:6: to[0]: 'social-care' is no agency"),
    "nobody challenged": ("[childrens-social-care]", "[]", "6:5: to: expected at least"),
    "too many challenged": ("[childrens-social-care]", "[" + "police, " * 21 + "]", "6:5: to: expected at most 20"),
    "an unknown sector": ("statutory", "statuary", "5:35: from.sector: 'statuary' is not one of"),
    "an unknown subject": ("criteria-for-referral", "criteria", "4:1: about: 'criteria' is no subject of disagreement"),
    "another policy's subject": ("criteria-for-referral", "levels-of-need", "4:1: about: 'levels-of-need' is no subject"),
    "an unknown stage": ("stage: step-1", "stage: step1", "9:6: attempts[0].stage: 'step1' is no stage of the policy oxfordshire; did you mean 'step-1'?"),
    "another policy's stage": ("start_at: step-4", "start_at: stage-4", "10:1: start_at: 'stage-4' is no stage"),
    "an unknown outcome": ("outcome: unresolved", "outcome: unsolved", "attempts[0].outcome: 'unsolved' is not one of"),
    "no day": ("2026-11-16T09:00", "2026-11-31", "7:1: raised: '2026-11-31' is not a date or time"),
    "a day in words": ("2026-11-16T09:00", "last Monday", "7:1: raised: 'last Monday' is not a date or time"),
    "a day the American way": ("2026-11-16T09:00", "11/16/2026", "7:1: raised: '11/16/2026' is not a date or time"),
    "a number for a day": ("2026-11-16T09:00", "1763280000", "7:1: raised: '1763280000' is not a date or time"),
    "a beginning in the future": ("2026-11-16T09:00", "2026-11-18T10:31", "7:1: raised: '2026-11-18T10:31' is in the future"),
    "an end before its beginning": ("ended: 2026-11-16", "ended: 2026-11-15", "attempts[0].ended: '2026-11-15' is before the attempt began"),
    "an open attempt with an end": ("outcome: unresolved", "outcome: open", "attempts[0].ended: an attempt that is open has no end"),
    "a time before the calendar": ("began: 2026-11-16, ended: 2026-11-16", "began: 1066-10-14", "bank holidays"),
    "a time beyond all time": ("2026-11-18T10:30", "9999-12-31T23:59-14:00", "too far away"),
    "no for a flag": ("bypass_agreed: false", "bypass_agreed: no", "11:16: bypass_agreed: "),
    "nothing for a text": ("risk: welfare", "risk:", "3:6: risk: has no value"),
    "a text for a list": ("[childrens-social-care]", "childrens-social-care", "6:5: to: "),
    "a list for a text": ("risk: welfare", "risk: [welfare]", "3:7: risk: "),
    "a text for a table": ("{agency: education, sector: statutory}", "education", "5:7: from: "),
    "a list of texts for attempts": ("{stage: step-1, began: 2026-11-16, ended: 2026-11-16, outcome: unresolved}", "step-1", "attempts[0]: "),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_word_is_one_line_with_its_place_and_what_was_expected(
    kind: str, refused: Refused, tmp_path: Path
) -> None:
    old, new, says = WRONG[kind]
    path = tmp_path / "case.yaml"
    path.write_text(with_(old, new), encoding="utf-8")
    (line,) = refused("advise", path)
    assert says in line, line
    if re.match(r"\d", says):
        assert line.startswith(f"{path}:{says}"), line


@pytest.mark.parametrize("kind", ["an unknown agency", "no day", "an unknown key"])
def test_what_comes_from_standard_input_has_its_place_too(kind: str, refused: Refused) -> None:
    old, new, says = WRONG[kind]
    (line,) = refused("advise", "-", stdin=with_(old, new))
    assert line.startswith(f"standard input:{says}")


def test_all_faults_of_a_file_are_told_at_once(refused: Refused) -> None:
    text = CASE.replace("step-1", "step-x").replace("education", "edukation").replace("step-4", "step-9")
    assert len(refused("advise", "-", stdin=text)) == 3


def test_a_file_of_faults_is_at_most_twenty_lines(refused: Refused) -> None:
    text = CASE + "".join(f"strange-{number}: 1\n" for number in range(600))
    lines = refused("advise", "-", stdin=text)
    assert len(lines) == 20
    assert re.fullmatch(r"\.\.\. and \d+ more faults in the same input", lines[-1])


# Files that are no situation.


def nested(depth: int) -> str:
    return CASE + "note: " + "[" * depth + "]" * depth + "\n"


def bomb() -> str:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    return "\n".join(lines) + "\n" + CASE


HOSTILE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "is empty"),
    "nothing but space": (b" \n\n", "is empty"),
    "a sentence": (b"We do not agree.\n", "expected"),
    "a list": (b"- policy: torbay\n", "expected"),
    "10 MB": (CASE.encode() + b"# " + b"x" * 10_000_000, "larger than 1,000,000 bytes"),
    "10 MB of one list": (b"to: [" + b"police, " * 1_250_000, "larger than 1,000,000 bytes"),
    "nested as deep as lists go": (nested(60).encode(), "more than 50 deep"),
    "nested far too deep": (nested(200_000).encode(), "more than 50 deep"),
    "nested in lines": (b"- " * 300_000, "more than 50 deep"),
    "JSON nested far too deep": (b'{"policy": ' + b"[" * 100_000, "more than 50 deep"),
    "aliases that explode": (bomb().encode(), "alias"),
    "an alias of itself": (b"to: &to [*to]\n", "alias"),
    "a merge": (b"a: &a {risk: none}\n<<: *a\n", "alias"),
    "a Python tag": (b"policy: !!python/object/apply:os.system ['touch pwned']\n", "tag"),
    "a Python name": (b"policy: !!python/name:os.system\n", "tag"),
    "a tag of one's own": (b"policy: !policy torbay\n", "tag"),
    "a key given twice": (CASE.encode() + b"risk: immediate\n", "twice"),
    "a key given twice in JSON": (b'{"risk": "none", "risk": "immediate"}', "twice"),
    "two documents": (CASE.encode() + b"---\n" + CASE.encode(), "document"),
    "Latin-1": (CASE.encode() + "# Siân\n".encode("latin-1"), "is not UTF-8"),
    "UTF-16": (CASE.encode("utf-16"), "UTF-16"),
    "half a letter": (CASE.encode() + b"# \xc3", "is not UTF-8"),
    "a NUL": (CASE.encode() + b"# \0\n", "NUL"),
    "an escape sequence": (CASE.encode() + b"# \x1b]0;owned\x07\x1b[2J\n", "ESC"),
    "an escape sequence in a name": (with_("agency: education", 'agency: "\\e[2J\\e[31mpolice"').encode(), "ESC"),
    "a bell in JSON": (b'{"policy": "\\u0007torbay"}', "U+0007"),
    "half a surrogate pair in JSON": (b'{"policy": "\\ud800"}', "escape"),
    "a program": (Path(os.__file__).with_name("this.py").read_bytes(), ""),
    "a broken bracket": (b"to: [police\nrisk: none\n", ""),
    "tabs": (b"from:\n\tagency: police\n", "tab"),
    "broken JSON": (b'{"policy": "torbay",}', ""),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_situation_is_refused_in_a_line_or_a_few(
    kind: str, refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    data, says = HOSTILE[kind]
    for lines in (refused("advise", "-", stdin=data), _from_file(refused, tmp_path, data)):
        assert any(says in line for line in lines), lines
        assert not any(OBEYED.search(line) for line in lines)
        assert all(len(line) < 1000 for line in lines)
    assert not (tmp_path / "pwned").exists()


def _from_file(refused: Refused, folder: Path, data: bytes) -> list[str]:
    path = folder / "case.yaml"
    path.write_bytes(data)
    lines = refused("advise", path)
    assert path.read_bytes() == data
    return lines


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: None, "there is no such file"),
        (lambda path: path.mkdir(), "is a folder"),
    ],
)
def test_what_is_no_file_is_refused(
    make: Callable[[Path], None], says: str, refused: Refused, tmp_path: Path
) -> None:
    path = tmp_path / "case.yaml"
    make(path)
    (line,) = refused("advise", path)
    assert line.startswith(f"{path}: ")
    assert says in line


@pytest.mark.parametrize(
    "name", ["\x1b[31mred.yaml", "a\nb.yaml", "\u202egro.yaml", "x" * 5000, "\udcff.yaml", "a\0b"]
)
def test_the_name_of_a_file_is_shown_and_never_obeyed(name: str, refused: Refused) -> None:
    (line,) = refused("advise", name)
    assert not OBEYED.search(line)


# Words in any script are shown as they are; what cannot be seen is shown as an escape.


@pytest.mark.parametrize(
    "name", ["Siân Ní Dhomhnaill-O'Brien", "François Müller", "مريم الخطيب", "שרה כהן", "王小明"]
)
def test_a_word_in_any_script_is_shown_whole(name: str, refused: Refused) -> None:
    (line,) = refused("advise", "-", stdin=with_("agency: education", f'agency: "{name}"'))
    assert f"'{name}' is no agency" in line


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [("\u202e", "\\u202e"), ("\u200b", "\\u200b"), ("\u2066", "\\u2066"), ("\u061c", "\\u061c")],
)
def test_a_sign_that_turns_or_hides_words_is_shown_as_an_escape(
    hidden: str, shown: str, refused: Refused
) -> None:
    (line,) = refused("advise", "-", stdin=with_("agency: education", f'agency: "po{hidden}lice"'))
    assert f"'po{shown}lice'" in line


def test_a_word_without_end_is_cut_short(refused: Refused) -> None:
    (line,) = refused("advise", "-", stdin=with_("agency: education", f"agency: {'x' * 90}"))
    assert len(line) < 600


# Names and notes in a flow's contacts.


@pytest.fixture
def lead(escalate: Run, flow: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Prints the lead card of a flow in whose contacts a name and a note are what is given."""

    def call(name: str) -> str:
        folder = flow(
            contacts=("name: Siân O'Brien, hours: any, email", f"name: {json.dumps(name)}, hours: any, email")
        )
        monkeypatch.setattr("wizard.policy.sources.shipped", lambda kind: folder.parent)
        answered = escalate("lead", "--policy", "small", "--agency", "health", "--at", "2026-11-18T10:30")
        assert answered.code == 0, answered.err
        out: str = answered.out
        return out

    return call


@pytest.mark.parametrize(
    "name", ["Siân Ní Dhomhnaill-O'Brien", "مريم الخطيب", "שרה כהן", "[bold]Ann[/bold]", "%s {0} $x"]
)
def test_a_name_on_a_card_is_printed_whole(lead: Callable[[str], str], name: str) -> None:
    assert f"Named Nurse: {name}\n" in lead(name)


def test_a_name_that_turns_its_line_around_is_printed_as_text(lead: Callable[[str], str]) -> None:
    out = lead("Ann\u202e999 \u2066x")
    assert "Ann\\u202e999 \\u2066x" in out
    assert not OBEYED.search(out)


def test_a_broken_shipped_flow_stops_only_whoever_asks_for_it(
    escalate: Run, flow: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = flow(policy=("    until: never\n", "    until: ever\n"))
    shutil.copytree(shipped("flows") / "torbay", folder.parent / "torbay")
    monkeypatch.setattr("wizard.policy.sources.shipped", lambda kind: folder.parent)
    text = "policy: {0}\nrisk: none\nfrom: {{agency: police}}\nto: [health]\n"
    assert escalate("advise", "-", stdin=text.format("torbay")).code == 0
    broken = escalate("advise", "-", stdin=text.format("small"))
    assert (broken.code, broken.out) == (2, "")
    assert "routes[1].until" in broken.err
    assert escalate("check", folder).code == 1


# Anything at all.


def outcome(data: bytes, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "case.yaml"
    path.write_bytes(data)
    capsys.readouterr()
    code = run(["advise", str(path), "--json"])
    said = capsys.readouterr()
    assert code in (0, 2), said.err
    lines = said.err.splitlines()
    assert bool(said.out) == (code == 0) == (not lines)
    assert len(lines) <= 20
    assert not OBEYED.search(said.err)
    assert "Traceback" not in said.err


FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
PARTS = st.sampled_from(
    [
        *(
            "policy: torbay",
            "risk: none",
            "to: [police]",
            "from: {agency: health}",
            "now: 2026-11-18",
            "x: y",
        ),
        *(
            "raised: 2026-11-17",
            "attempts: [{stage: stage-1, began: unknown, outcome: open}]",
            "- a",
            "{",
            "]",
        ),
        *(
            "start_at: stage-5",
            "bypass_agreed: true",
            "bypass_agreed: yes",
            "now: 0001-01-01",
            "raised: unknown",
        ),
        *(
            "? [a]",
            "a: &a b",
            "c: *a",
            "!!int 3",
            "|\n  text",
            "# Siân",
            "\t",
            "'",
            "%YAML 1.1",
            "---",
            "...",
        ),
    ]
)


@FUZZ
@given(parts=st.lists(PARTS | st.text(max_size=20), max_size=9))
def test_any_lines_are_advice_or_faults(
    parts: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome("\n".join(parts).encode("utf-8", "surrogatepass"), tmp_path, capsys)


@FUZZ
@given(place=st.integers(0, len(CASE) - 1), dropped=st.integers(0, 30), put=st.text(max_size=8) | PARTS)
def test_a_damaged_situation_is_advice_or_faults(
    place: int, dropped: int, put: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = CASE[:place] + put + CASE[place + dropped :]
    outcome(text.encode("utf-8", "surrogatepass"), tmp_path, capsys)


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**20),
    st.text(max_size=12),
    st.sampled_from(
        ["unknown", "step-1", "step-6", "emergency", "police", "2026-11-18", "2026-11-18T10:30", "open"]
    ),
    st.lists(st.sampled_from(["police", "health/ouh", "", "x"]), max_size=3),
    st.dictionaries(
        st.sampled_from(["agency", "sector", "stage", "began", "ended", "outcome"]), st.text(max_size=10)
    ),
)


@FUZZ
@given(
    changes=st.dictionaries(
        st.sampled_from(
            [
                *("policy", "now", "subject", "risk", "circumstance", "about", "from", "to", "raised"),
                *("attempts", "start_at", "bypass_agreed", "other"),
            ]
        ),
        VALUES,
        max_size=3,
    ),
    attempts=st.lists(
        st.fixed_dictionaries(
            {"stage": st.sampled_from(["step-1", "step-3", "step-6", "emergency", "x"])},
            optional={
                "began": st.sampled_from(["unknown", "2026-11-16", "2026-11-18T10:30", "2026-11-19", ""]),
                "ended": st.sampled_from(["unknown", "2026-11-16", "2026-11-18T10:31"]),
                "outcome": st.sampled_from(["open", "unresolved", "resolved", "lost"]),
            },
        ),
        max_size=4,
    ),
)
def test_any_values_are_advice_or_faults(
    changes: dict[str, object],
    attempts: list[dict[str, str]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    usual = {
        "policy": "oxfordshire",
        "now": "2026-11-18T10:30",
        "risk": "welfare",
        "from": {"agency": "education"},
        "to": ["police"],
        "attempts": attempts,
    }
    outcome(json.dumps({**usual, **changes}).encode(), tmp_path, capsys)
