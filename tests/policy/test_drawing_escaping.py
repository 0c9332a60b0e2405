"""Text of a policy is text in every drawing of it, whatever it holds."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wizard
from wizard.policy.drawing.build import drawing_of
from wizard.policy.drawing.mermaid import as_mermaid, escaped
from wizard.policy.drawing.parts import Drawing, Mark, Marks
from wizard.policy.drawing.svg import WIDTH, as_svg
from wizard.policy.drawing.text import as_text
from wizard.policy.drawing.widths import width_of
from wizard.policy.drawing.wrap import columns, wrap
from wizard.policy.model import Policy
from wizard.policy.read import read_policy

BARNSLEY = read_policy(Path(wizard.__file__).parents[1] / "flows" / "barnsley")
SVG = "{http://www.w3.org/2000/svg}"
replace = msgspec.structs.replace
NASTY = (
    "<script>alert(1)</script>",
    'a "quoted" title',
    "x]]>y<![CDATA[z",
    "</text></svg>",
    "&amp; &#0; %%{init: {}}%% --> ```",
    "style x:#red; classDef y:#1;",
    "1. a list - of # marks * here",
    "W" * 300,
    "宽" * 120,
    "\x00\x1b[31m\u202e\ufffe\ud800\n\r\t",
    "end",
    "e\u0301" * 40,
)
texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(min_size=1, max_size=120),
    st.text(alphabet="<>&\"'#;:{}[]()|%-=`~\\/.ox 1\n", min_size=1, max_size=80),
)


def hostile(text: str) -> Drawing:
    """Barnsley's drawing with the text in the place of every kind of words."""
    ladder = BARNSLEY.ladders[0]
    first = replace(ladder.stages[0], label=text, title=text, source=text, group=text)
    roles = {name: replace(role, title=text) for name, role in BARNSLEY.roles.items()}
    changed: Policy = replace(
        BARNSLEY,
        policy=replace(BARNSLEY.policy, title=text, area=text, edition=text),
        ladders=(replace(ladder, stages=(first, *ladder.stages[1:]), title=text),),
        roles=roles,
        routes=tuple(replace(one, rule=text) for one in BARNSLEY.routes),
        bypasses=tuple(replace(one, who=text) for one in BARNSLEY.bypasses),
        endings=tuple(replace(one, rule=text) for one in BARNSLEY.endings),
    )
    mark = Mark(at="consult", state="here", words=text, notes=(text,))
    return drawing_of(changed, Marks(danger=text, summary=(text,), marks=(mark,)))


@given(texts)
@settings(max_examples=60, deadline=None)
def test_any_words_leave_a_picture_well_formed_and_in_its_boxes(text: str) -> None:
    root = ElementTree.fromstring(as_svg(hostile(text)).encode())
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
        *("svg", "title", "desc", "rect", "text", "polyline", "polygon")
    }
    for one in root.iter(f"{SVG}text"):
        size = float(one.get("font-size", "0"))
        wide = width_of(one.text or "", size, bold=one.get("font-weight") == "bold")
        assert float(one.get("x", "0")) + wide <= WIDTH


@given(texts)
@settings(max_examples=60, deadline=None)
def test_any_words_leave_text_within_its_columns_and_without_controls(text: str) -> None:
    for line in as_text(hostile(text)).split("\n"):
        assert columns(line) <= 78
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", line)


#: A line of a flowchart once its labels are taken out: nothing of a title may be left over.
PLAIN = re.compile(
    r"flowchart TD|  accTitle: [\w ,.’–-]+|  title0\[L\]|  title0 ~~~ start0|  +subgraph \w+\[L\]|  +end"
    r"|  +\w+(\[L\]|\(\[L\]\)|\{\{L\}\})|  \w+ (-->|-\.->)(\|L\|)? \w+|  notes0 -\.- ladder1"
    r"|  classDef \w+ [\w:#,\- ]+|  class [\w,]+ \w+"
)


@given(texts)
@settings(max_examples=60, deadline=None)
def test_any_words_stay_inside_the_quotation_marks_of_a_flowchart(text: str) -> None:
    lines = as_mermaid(hostile(text)).split("\n")
    assert lines.pop() == ""
    for line in lines:
        assert PLAIN.fullmatch(re.sub('"[^"]*"', "L", line)), line
        for label in re.findall('"([^"]*)"', line):
            assert not re.search(r"[<>&%`{}\[\]|\\*_#;]", re.sub(r"#\d+;|<br/>", "", label)), label


@given(texts)
@settings(deadline=None)
def test_what_is_escaped_for_a_flowchart_comes_back_whole(text: str) -> None:
    assert re.sub(r"#(\d+);", lambda found: chr(int(found[1])), escaped(text)) == text


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "x]]>y"])
def test_markup_in_a_title_is_shown_as_it_is_written(words: str) -> None:
    root = ElementTree.fromstring(as_svg(hostile(words)))
    assert any(words in (one.text or "") for one in root.iter(f"{SVG}text"))


def test_a_control_character_is_shown_and_not_obeyed() -> None:
    for said in (as_text(hostile("a\x1b[31mb")), as_svg(hostile("a\x1b[31mb"))):
        assert "\x1b" not in said
        assert "\\x1b[31m" in said


@given(st.text(max_size=200), st.integers(min_value=2, max_value=60))
def test_folding_loses_nothing_and_keeps_to_the_width(text: str, width: int) -> None:
    lines = wrap(text, width, columns)
    assert "".join(lines).replace(" ", "") == "".join(text.split())
    assert all(columns(line) <= width for line in lines)
