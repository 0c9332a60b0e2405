"""Cases that are given away: what stands in them at each level, and that nothing else does."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wizard.advice.situation import parse_when
from wizard.base.errors import EscalateError, WrongInputError
from wizard.base.paths import shipped
from wizard.base.reader import read_file
from wizard.casework.export_fields import known_fields, vocabulary
from wizard.casework.export_table import as_csv
from wizard.casework.exporting import Export, Level, as_json, every_case, export, look_at_each, shown
from wizard.casework.looking import Looked, look_at
from wizard.casework.opening import open_case
from wizard.casework.pseudonyms import Pseudonyms, initials
from wizard.casework.session import Session, Surroundings
from wizard.cli.case_export import _told as tell
from wizard.policy.read import flow_folders
from wizard.register.cases import Author, Event, NewEvent, Register

#: Stands in everything that somebody typed, and in nothing else that ships.
MARK: Final = "zqx"
TYPED: Final = st.text(max_size=30).map(lambda text: f"{MARK}{text}{MARK}")
LETTERS: Final = st.characters(categories=["Lu", "Ll"], exclude_characters="ŉǰ", max_codepoint=0x24F)
WORD: Final = st.text(LETTERS, min_size=3, max_size=8).filter(
    lambda word: (
        word.casefold()
        not in {"mrs", "miss", "prof", "sir", "dame", "lady", "rev", "revd", "the", "for", "and"}
    )
)
JOINTS: Final = st.sampled_from([" ", "-", "'", "’"])
SEVERAL: Final = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def bare(
    around: Surroundings, *events: tuple[str, dict[str, Any]], name: str = "", role: str = "teacher"
) -> Looked:
    """A case with these events and nothing else, as no register need hold it."""
    looked = _looked(around)
    made = tuple(
        Event(
            seq=seq,
            time="2026-11-18T10:30:00+00:00",
            author=Author(role=role, name=name),
            kind=kind,
            data=data,
        )
        for seq, (kind, data) in enumerate(events, start=1)
    )
    return msgspec.structs.replace(looked, case=msgspec.structs.replace(looked.case, events=made))


#: What is costly to make and the same for every example.
_KEPT: dict[str, Any] = {}


def _looked(around: Surroundings) -> Looked:
    """A case in which nothing is answered yet but that nobody is in danger, made once."""
    if "looked" not in _KEPT:
        event = NewEvent(
            kind="answered", data={"question": "danger", "values": ["no"], "offered": ["yes", "no"]}
        )
        case = around.register.create([event], at=around.clock(), author=Author(role="teacher", name=""))
        policy = around.open_house("oxfordshire").policy
        _KEPT["looked"] = msgspec.structs.replace(look_at(around, case.id), policy=policy)
        _KEPT["fields"] = known_fields(around, [_KEPT["looked"]])
        _KEPT["words"] = vocabulary(around, [_KEPT["looked"]], _KEPT["fields"])
    looked: Looked = _KEPT["looked"]
    return looked


def exported(around: Surroundings, level: Level, *cases: Looked) -> Export:
    _looked(around)
    return export(
        cases,
        level,
        time="2026-11-18T10:30:00+00:00",
        tell=tell,
        fields=_KEPT["fields"],
        words=_KEPT["words"],
    )


def both(made: Export) -> str:
    """All that stands in both formats."""
    return as_json(made).decode() + as_csv(made).decode()


def rows(made: Export) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(made).decode("utf-8-sig"), newline="")))


def event_of(made: Export) -> Any:
    (case,) = json.loads(as_json(made))["cases"]
    return case["events"][-1]


# Full.


def test_a_full_export_holds_what_was_written_and_the_case_as_it_stands(
    around: Surroundings, make_session: Callable[..., Session]
) -> None:
    session = make_session()
    session.write("person", "Zoë Smith")
    looked = look_at(around, session.case_id or "")
    found = json.loads(as_json(exported(around, "full", looked)))
    assert found["cases"] == [json.loads(msgspec.json.encode(shown(looked)))]
    assert found["cases"][0]["events"][-1]["data"]["text"] == "Zoë Smith"
    assert found["export"]["level"] == "full"


def test_the_same_case_named_twice_is_exported_once(
    around: Surroundings, make_session: Callable[..., Session]
) -> None:
    case_id = make_session("policy").case_id or ""
    assert [one.case.id for one in look_at_each(around, [case_id, case_id])] == [case_id]


def test_every_id_that_no_case_has_is_named(
    around: Surroundings, make_session: Callable[..., Session]
) -> None:
    make_session("policy")
    with pytest.raises(WrongInputError) as refused:
        look_at_each(around, ["2026-11-16-aaaaaa", "2026-11-16-bbbbbb"])
    assert len(refused.value.faults) == 2


def test_a_damaged_case_is_a_fault_of_every_case(
    around: Surroundings,
    register: Register,
    make_session: Callable[..., Session],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_session("policy")
    monkeypatch.setattr(register, "damaged", lambda: ["2026-11-16-aaaaaa"])
    with pytest.raises(EscalateError):
        every_case(around)


# Initials.


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Jane Smith", "J.S."),
        ("jane smith", "J.S."),
        ("Mrs Jane Smith", "J.S."),
        ("Anne-Marie O'Brien", "A.M.O.B."),
        ("JS", "J.S."),
        ("J.S.", "J.S."),
        ("ANN", "A."),
        ("Élodie", "É."),
        ("E\u0301lodie", "É."),
        ("王小明", "王."),
        ("김민수", "김."),
        ("", ""),
        ("123", ""),
    ],
)
def test_a_name_has_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Jane Smith", "Jane Smith rang.", "J.S. rang."),
        ("Jane Smith", "JANE rang, then smith.", "J.S. rang, then J.S.."),
        ("Jane Smith", "Smith, Jane", "J.S."),
        ("Jane Smith", "jane.smith@example.org", "J.S.@example.org"),
        ("Jane Smith", "letter_jane_smith-2.docx", "letter_J.S.-2.docx"),
        ("Jane Smith", "Jane's mother", "J.S.'s mother"),
        ("Ann Lee", "planned annual leeway", "planned annual leeway"),
        ("Ann O'Brien", "O’Brien, OBrien, o'brien", "A.O.B., A.O.B., A.O.B."),
        ("Zoë", "Zoe\u0308, ZOË, zoe", "Z., Z., Z."),
        ("Zoe\u0308", "Zoë", "Z."),
        ("Strauß", "STRAUSS", "S."),
        ("Łukasz", "Lukasz", "Ł."),
        ("İpek", "ipek", "İ."),
        ("Jane", "Ja\u00adne and x\u200bJane", "J. and x\u200bJ."),
        ("Bo Li", "Bo Li, and bo alone", "B.L., and bo alone"),
        ("Mr and Mrs Jones", "Mrs Jones and Mrs Brown", "Mrs J. and Mrs Brown"),
        ("李明", "今天李明说", "今天李.说"),
        ("Jane Smith and Tom Brown", "Tom and Jane", "T.B. and J.S."),
    ],
)
def test_a_known_name_is_found_as_people_write_it(name: str, text: str, expected: str) -> None:
    assert Pseudonyms([name]).replace(text) == expected


def test_a_part_that_two_people_share_says_only_its_own_initial() -> None:
    assert Pseudonyms(["Jane Smith", "Tom Smith"]).replace("Smith, and Tom Smith") == "S., and T.S."


def test_a_text_without_a_known_name_stays_as_it_was() -> None:
    text = "I asked a manager, who agreed."
    assert Pseudonyms(["I", "", "J.S.", "123"]).replace(text) == text


def test_the_author_and_the_named_person_become_initials_in_every_text(around: Surroundings) -> None:
    looked = bare(
        around,
        ("detailed", {"field": "person", "text": "Zoë Quarmby"}),
        ("detailed", {"field": "decision", "text": "Quarmby was seen by Ottoline."}),
        name="Ottoline Vance",
    )
    made = exported(around, "initials", looked)
    assert event_of(made)["data"]["text"] == "Z.Q. was seen by O.V.."
    assert event_of(made)["author"] == {"role": "teacher", "name": "O.V."}
    assert rows(made)[0]["what"] == "Written for person: Z.Q."


def test_a_name_that_was_changed_since_is_still_known(around: Surroundings) -> None:
    looked = bare(
        around,
        ("detailed", {"field": "person", "text": "Zoë Quarmby"}),
        ("detailed", {"field": "person", "text": "ZQ"}),
        ("detailed", {"field": "decision", "text": "Quarmby"}),
    )
    assert event_of(exported(around, "initials", looked))["data"]["text"] == "Z.Q."


def test_a_name_of_one_case_is_known_in_another(around: Surroundings) -> None:
    one = bare(around, ("detailed", {"field": "person", "text": "Zoë Quarmby"}))
    other = bare(around, ("attempted", {"stage": "step-2", "note": "Like quarmby's"}))
    assert "uarmby" not in both(exported(around, "initials", one, other))


@pytest.mark.parametrize("field", ["work_contact", "age_band", "a_field_of_no_template"])
def test_how_to_reach_people_and_when_they_were_born_are_left_out_and_counted(
    around: Surroundings, field: str
) -> None:
    made = exported(around, "initials", bare(around, ("detailed", {"field": field, "text": "x@example.org"})))
    assert (event_of(made)["data"]["text"], event_of(made)["left_out"]) == (None, 1)
    assert "x@example.org" not in both(made)


def test_an_unknown_event_is_free_text_with_its_keys(around: Surroundings) -> None:
    strange = ("from-the-future", {"Quarmby": [{"seen": "by QUARMBY"}], "count": 3})
    looked = bare(around, ("detailed", {"field": "person", "text": "Quarmby"}), strange)
    assert event_of(exported(around, "initials", looked))["data"] == {"Q.": [{"seen": "by Q."}], "count": 3}


def test_the_output_says_that_names_in_free_text_alone_are_not_recognised(around: Surroundings) -> None:
    made = exported(around, "initials", bare(around, ("closed", {"reason": "done"})))
    assert "cannot be recognised" in json.loads(as_json(made))["export"]["note"]
    assert "cannot be recognised" in rows(made)[0]["level"]


def occurs(name: str, text: str) -> bool:
    """Whether a name stands in a text as whole words, whatever its capitals: said another way than the program does."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    wanted = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    return re.search(rf"(?<![^\W\d_]){re.escape(wanted)}(?![^\W\d_])", folded) is not None


@SEVERAL
@given(
    first=WORD,
    joint=JOINTS,
    last=WORD,
    before=st.text(max_size=10),
    after=st.text(max_size=10),
    form=st.sampled_from(["NFC", "NFD"]),
    style=st.sampled_from([str, str.upper, str.lower, str.title]),
)
def test_no_known_name_stands_in_a_text_with_initials(
    first: str, joint: str, last: str, before: str, after: str, form: Any, style: Callable[[str], str]
) -> None:
    name = f"{first}{joint}{last}"
    text = unicodedata.normalize(form, f"{before} {style(name)} {after}-{style(last)}'s {first}")
    known = Pseudonyms([unicodedata.normalize("NFD" if form == "NFC" else "NFC", name)])
    replaced = known.replace(text)
    assert [one for one in (name, first, last) if occurs(one, replaced)] == []


@SEVERAL
@given(first=WORD, last=WORD, note=st.text(max_size=20))
def test_no_known_name_stands_in_an_export_with_initials(
    around: Surroundings, first: str, last: str, note: str
) -> None:
    # With a mark, so that no name is a word of the policy's or the program's.
    child, author = f"{MARK}{first} {MARK}{last}", f"{MARK}{last}{first}"
    looked = bare(
        around,
        ("detailed", {"field": "person", "text": child}),
        ("attempted", {"stage": child, "note": f"{note} {child.upper()} {note}"}),
        ("document-made", {"document": "chaser", "file": f"{MARK}{last}_{author}.md", "sha256": "?"}),
        ("from-the-future", {author: {"who": [child]}}),
        ("closed", {"reason": unicodedata.normalize("NFD", f"{author}: {note}")}),
        ("erased", {"events": [1], "ground": child}),
        name=author,
        role=f"manager {author}",
    )
    text = both(exported(around, "initials", looked))
    names = (child, author, f"{MARK}{first}", f"{MARK}{last}")
    assert [one for one in names if occurs(one, text)] == []


# None.


@SEVERAL
@given(data=st.data())
def test_nothing_typed_stands_in_an_export_without_names(around: Surroundings, data: st.DataObject) -> None:
    typed = data.draw(st.lists(TYPED, min_size=9, max_size=9))
    looked = bare(
        around,
        ("detailed", {"field": "decision", "text": typed[0]}),
        ("detailed", {"field": typed[1], "text": typed[0]}),
        ("attempted", {"stage": "step-2", "began": typed[2], "outcome": typed[3], "note": typed[4]}),
        ("answered", {"question": "reply@5:note", "values": [typed[5]]}),
        ("answered", {"question": f"fact:{typed[1]}", "values": [typed[5]], "offered": [typed[6]]}),
        ("document-made", {"document": typed[1], "file": typed[2], "sha256": typed[3]}),
        ("stated", {"policy": typed[1], "facts": [[typed[2], typed[3]]], "events": [{"event": typed[4]}]}),
        ("edition-moved", {"policy": typed[1], "to_edition": typed[2], "reason": typed[3]}),
        (typed[7], {typed[8]: {typed[1]: [typed[2], 7, None, True]}}),
        ("erased", {"events": [1, typed[5]], "ground": typed[6]}),
        ("closed", {"reason": typed[8]}),
        name=typed[6],
        role=f"head {typed[6]}" if data.draw(st.booleans()) else "teacher",
    )
    assert MARK not in both(exported(around, "none", looked)).casefold()


def test_an_invented_event_with_a_name_leaves_only_that_there_was_one(around: Surroundings) -> None:
    strange = ("jane-visited", {"Jane Smith": "Jane Smith", "phone": 7700900000, "stage": "step-2"})
    made = exported(around, "none", bare(around, strange))
    assert event_of(made) == {
        "seq": 1,
        "time": "2026-11-18T10:30:00+00:00",
        "author": {"role": "teacher", "name": None},
        "kind": None,
        "data": {},
        "edition": "",
        "program": "",
        "left_out": 4,
    }
    assert rows(made)[0]["what"] == "An entry of another kind"
    assert not re.search("jane|smith|7700", both(made), re.IGNORECASE)


def test_an_unknown_key_of_a_known_event_is_dropped(
    around: Surroundings, make_session: Callable[..., Session]
) -> None:
    looked = look_at(around, make_session().case_id or "")
    event = Event(
        seq=1,
        time="",
        author=Author("", ""),
        kind="attempted",
        data={"stage": "step-2", "seen": "step-2", "n": 1},
    )
    looked = msgspec.structs.replace(looked, case=msgspec.structs.replace(looked.case, events=(event,)))
    found = event_of(exported(around, "none", looked))
    assert (found["data"], found["left_out"]) == ({"stage": "step-2"}, 2)


def test_a_note_that_is_a_word_of_the_policy_is_still_a_note(around: Surroundings) -> None:
    note = ("answered", {"question": "reply@5:note", "values": ["police"]})
    assert event_of(exported(around, "none", bare(around, note)))["data"]["values"] == [None]


def test_days_and_choices_of_documents_stay_without_names(around: Surroundings) -> None:
    made = exported(
        around,
        "none",
        bare(
            around,
            ("detailed", {"field": "level_of_need", "text": "Child in need"}),
            ("detailed", {"field": "decision_date", "text": "2026-11-15"}),
            ("detailed", {"field": "decision_date", "text": "the day Ann rang"}),
        ),
    )
    found = json.loads(as_json(made))["cases"][0]["events"]
    assert [one["data"]["text"] for one in found] == ["Child in need", "2026-11-15", None]


def situations() -> Iterator[Any]:
    """The situation of every twelfth vignette of each policy: all of them take a minute."""
    for flow in flow_folders(shipped("flows")):
        text = yaml.safe_load((flow / "vignettes.yaml").read_text("utf-8"))
        for one in text[::12]:
            yield pytest.param(one["given"], id=f"{flow.name}: {one['id']}")


@pytest.mark.parametrize("situation", list(situations()))
def test_no_structured_answer_of_any_policy_is_lost_without_names(
    around: Surroundings, situation: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "situation.json"
    file.write_text(json.dumps(situation, default=str), encoding="utf-8")
    then = parse_when(str(situation["now"]))
    assert isinstance(then, datetime)
    around = msgspec.structs.replace(around, clock=lambda: then)
    looked = look_at(around, open_case(around, read_file(file), "situation.json").id)
    before = json.loads(msgspec.json.encode(shown(looked)))
    fields = known_fields(around, [looked])
    made = export(
        [looked], "none", time="", tell=tell, fields=fields, words=vocabulary(around, [looked], fields)
    )
    (found,) = json.loads(as_json(made))["cases"]
    assert made.left_out == 0, [one for one in found["events"] if one["left_out"]]
    for key in ("seq", "time", "kind", "data", "edition", "program"):
        assert [one[key] for one in found["events"]] == [one[key] for one in before["events"]], key
    assert found["situation"] == before["situation"]
    assert found["advice"]["act_by"] == before["advice"]["act_by"]
    assert found["advice"]["status"] == before["advice"]["status"]


def test_a_reply_is_kept_without_its_note(around: Surroundings, make_session: Callable[..., Session]) -> None:
    session = make_session(changed={"outcome:step-2": ("open",)})
    session.begin_step("reply")
    for value in ("2026-11-17", "refuses", "yes", f"{MARK} rang"):
        session.answer((value,))
    looked = look_at(around, session.case_id or "")
    made = exported(around, "none", looked)
    assert MARK not in both(made)
    found = {one["kind"]: one["data"] for one in json.loads(as_json(made))["cases"][0]["events"]}
    assert (found["replied"]["at"], found["replied"]["what"]) == ("2026-11-17", "refuses")
    assert found["replied"]["note"] is None
    assert found["step-begun"] == {"step": "reply", "stage": "step-2"}
    # The note as an answer, and as what the step came to.
    assert made.left_out == 2


# What was erased.


@pytest.mark.parametrize("level", ["full", "initials", "none"])
def test_what_was_erased_is_told_as_such(around: Surroundings, level: Level) -> None:
    gone = Event(seq=1, time="", author=Author("", ""), kind="erased-content", data={"by": 2})
    stone = Event(
        seq=2,
        time="2026-11-18T10:30:00+00:00",
        author=Author("manager", "Ottoline Vance"),
        kind="erased",
        data={"events": [1], "ground": "Vance was asked to."},
    )
    looked = bare(around)
    looked = msgspec.structs.replace(looked, case=msgspec.structs.replace(looked.case, events=(gone, stone)))
    first, second = json.loads(as_json(exported(around, level, looked)))["cases"][0]["events"]
    assert (first["kind"], first["time"], first["data"]) == ("erased-content", "", {"by": 2})
    ground: Mapping[str, str | None] = {
        "full": "Vance was asked to.",
        "initials": "O.V. was asked to.",
        "none": None,
    }
    assert second["data"] == {"events": [1], "ground": ground[level]}


# The table.


@pytest.mark.parametrize("note", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", " =1", "＝1"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(around: Surroundings, note: str) -> None:
    made = exported(around, "full", bare(around, ("closed", {"reason": note})))
    assert rows(made)[0]["note"].startswith("'")


@SEVERAL
@given(note=st.text(max_size=30))
def test_each_row_is_one_event_whatever_is_written(around: Surroundings, note: str) -> None:
    looked = bare(around, ("closed", {"reason": note}), ("reopened", {}), name=note)
    found = rows(exported(around, "full", looked))
    assert [one["seq"] for one in found] == ["1", "2"]
    cells = [cell for one in found for cell in one.values()]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_the_table_is_utf_8_with_a_mark_and_ends_its_lines_as_rfc_4180_has_it(around: Surroundings) -> None:
    data = as_csv(exported(around, "full", bare(around, ("closed", {"reason": 'Zoë, "so"\nand so'}))))
    assert data.startswith(b"\xef\xbb\xbfcase,seq,time,author_role,author_name,kind,what,note,")
    assert '"Zoë, ""so""\nand so"'.encode() in data
    assert data.endswith(b"\r\n")


@SEVERAL
@given(note=st.text(max_size=30))
def test_json_gives_back_what_was_written_and_shows_nothing_hidden(around: Surroundings, note: str) -> None:
    data = as_json(exported(around, "full", bare(around, ("closed", {"reason": note})))).decode()
    assert json.loads(data)["cases"][0]["events"][0]["data"]["reason"] == note
    assert all(sign.isprintable() for sign in data.replace("\n", ""))
