"""The drawing of a policy: everything in it appears in every format, and a case's path is said in words."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest

import wizard
from wizard.policy.drawing.build import drawing_of
from wizard.policy.drawing.mermaid import as_mermaid
from wizard.policy.drawing.parts import Drawing, Mark, Marks
from wizard.policy.drawing.svg import as_svg
from wizard.policy.drawing.text import WIDTH, as_text
from wizard.policy.drawing.widths import width_of
from wizard.policy.drawing.wrap import columns
from wizard.policy.model import (
    Bypass,
    Clock,
    EventKind,
    FactKind,
    Gate,
    Panel,
    Person,
    Policy,
    Return,
    When,
)
from wizard.policy.read import flow_folders, read_policy

FLOWS = {folder.name: folder for folder in flow_folders(Path(wizard.__file__).parents[1] / "flows")}
FIVE = ("barnsley", "manchester", "oxfordshire", "oxfordshire-2015", "torbay")
SVG = "{http://www.w3.org/2000/svg}"
replace = msgspec.structs.replace


@cache
def policy(name: str) -> Policy:
    return read_policy(FLOWS[name])


def told_by_text(drawing: Drawing) -> str:
    return " ".join(re.sub("[│▼▶]", " ", as_text(drawing)).split())


def told_by_svg(drawing: Drawing) -> str:
    texts = ElementTree.fromstring(as_svg(drawing)).iter(f"{SVG}text")
    return " ".join(one.text or "" for one in texts)


def told_by_mermaid(drawing: Drawing) -> str:
    text = as_mermaid(drawing).replace("<br/>", " ")
    return " ".join(html.unescape(re.sub(r"#(\d+);", r"&#\1;", text)).split())


TOLD = {"text": told_by_text, "svg": told_by_svg, "mermaid": told_by_mermaid}
Told = Callable[[Drawing], str]
in_every_format = pytest.mark.parametrize("told", TOLD.values(), ids=TOLD)
of_every_flow = pytest.mark.parametrize("name", FIVE)


def clock_words(clock: Clock) -> str:
    words = {
        "not stated": "no time limit is stated",
        "today": "by the end of today",
        "same working day": "on the same working day",
    }
    return words.get(clock.limit, clock.limit)


@cache
def rich() -> Policy:
    """A policy with a fork, a group, a gate, a return, a panel, a deciding chair and clocks of other people."""
    base = policy("oxfordshire")
    stages = list(base.ladders[0].stages)
    chair = Person(role="deputy-director", agency="childrens-social-care", does="decides")
    stages[0] = replace(stages[0], group="Informal")
    stages[1] = replace(stages[1], group="Informal")
    stages[2] = replace(
        stages[2],
        group="Formal",
        invokes=True,
        gates=(
            Gate(
                id="asked",
                opens=When(happened=("reply",)),
                does="Write to the other agency.",
                who=stages[2].acts,
                source="§9",
            ),
        ),
    )
    stages[3] = replace(
        stages[3],
        group="Formal",
        when=When(facts={"panel": ("yes",)}),
        also=(chair,),
        panel=Panel(rule="A panel hears both sides.", size=3, meets="Every second week", source="§7"),
    )
    stages[4] = replace(
        stages[4],
        returns=(Return(id="back", to="step-3", rule="It may go back.", times=2, source="§8"),),
    )
    own = (
        Clock(
            id="reply",
            rule="They answer.",
            limit="7 days",
            equals="5 working days",
            or_sooner="what keeps the child safe",
            at=("step-3",),
            starts="reply",
            owner="challenged",
            strength="should",
            expires="recorded",
            source="§2",
        ),
        Clock(
            id="date",
            rule="They agree on it.",
            limit="agreed",
            at=("step-5",),
            starts="previous stage ended",
            owner="deputy-director",
            source="§2",
        ),
    )
    again = [replace(one, id=f"adult-{one.id}", label=f"Adult {one.label}") for one in base.ladders[0].stages]
    return replace(
        base,
        ladders=(
            replace(base.ladders[0], stages=tuple(stages), when=When(subject=("child",)), title="Children"),
            replace(base.ladders[0], id="adults", stages=tuple(again[:2]), title="Adults"),
        ),
        clocks=(*base.clocks, *own),
        facts={"panel": FactKind(question="Is it used?", short="Panel", values={"yes": "Yes"}, source="§1")},
        events={"reply": EventKind(title="The reply was received", source="§1")},
        bypasses=(
            Bypass(
                id="start",
                rule="Later.",
                needs="discretion",
                who="the chair",
                to=("step-4", "step-6"),
                reason=True,
                source="§5",
            ),
        ),
    )


# Everything appears.


@of_every_flow
@in_every_format
def test_every_stage_appears_with_its_label_and_title(name: str, told: Told) -> None:
    said = told(drawing_of(policy(name)))
    assert [one.id for one in policy(name).stages() if f"{one.label}: {one.title}" not in said] == []


@of_every_flow
@in_every_format
def test_every_route_and_every_ending_appears_in_its_own_words(name: str, told: Told) -> None:
    said = told(drawing_of(policy(name)))
    rules = (*policy(name).routes, *policy(name).endings)
    assert [one.id for one in rules if one.rule not in said] == []


@of_every_flow
@in_every_format
def test_every_clock_appears_at_each_of_its_stages(name: str, told: Told) -> None:
    said = told(drawing_of(policy(name)))
    due: dict[str, int] = {}
    for clock in policy(name).clocks:
        due[clock_words(clock)] = due.get(clock_words(clock), 0) + max(len(clock.at), 1)
    assert due
    assert {words: said.count(words) for words in due if said.count(words) < due[words]} == {}


@of_every_flow
@in_every_format
def test_every_role_that_acts_appears_with_each_of_its_titles(name: str, told: Told) -> None:
    said = told(drawing_of(policy(name)))
    roles = {person.role for stage in policy(name).stages() for person in (stage.acts, *stage.with_)}
    titles = [
        title for role in roles for title in (policy(name).roles[role], *policy(name).roles[role].instead)
    ]
    assert [one.title for one in titles if one.title not in said] == []


@of_every_flow
@pytest.mark.parametrize("told", [told_by_text, told_by_svg], ids=["text", "svg"])
def test_every_stage_names_its_clause_and_what_is_a_reading(name: str, told: Told) -> None:
    said = told(drawing_of(policy(name)))
    own = {
        one.id: f"{one.source}, our reading" if one.reading else one.source for one in policy(name).stages()
    }
    assert [one for one, source in own.items() if source not in said] == []


@in_every_format
def test_what_may_be_passed_or_bypassed_is_said_with_its_condition(told: Told) -> None:
    assert "May be passed where significant harm is feared" in told(drawing_of(policy("oxfordshire")))
    agreed = "You may start at a later stage if it is agreed by the professionals and managers involved"
    assert agreed in told(drawing_of(policy("barnsley")))


@in_every_format
@pytest.mark.parametrize(
    "words",
    [
        "Only where “Panel” is Yes",
        "This begins the formal use of the policy",
        "It may begin only where this has happened: the reply was received. First: write to the other agency",
        "Decides: Deputy Director of Safeguarding",
        "Panel: A panel hears both sides. At least 3 people sit on it. It meets every second week",
        "May go back to Step 3, twice at most",
        "at most 7 days (also given as 5 working days), or sooner: what keeps the child safe",
        "from when the reply was received",
        "Whose time it is: other agency",
        "Whose time it is: Deputy Director of Safeguarding",
        "by the date that the agencies agree, from when the stage before ended",
        "You may start at Step 4 or Step 6 at the choice of the chair. The reason is written down",
        "Informal",
        "Formal",
        "Adult Step 2",
        "The ladder: Children, where the concern is for a child",
        "The ladder: Adults, otherwise",
    ],
)
def test_what_only_some_policies_have_is_drawn_too(told: Told, words: str) -> None:
    assert words in told(drawing_of(rich()))


# What leads where.


def test_a_stage_that_not_every_case_has_is_gone_past_where_it_does_not_apply() -> None:
    said = told_by_text(drawing_of(rich()))
    assert "where Step 4 does not apply: Step 5" in said


def test_one_branch_of_a_fork_does_not_lead_to_the_other() -> None:
    torbay = policy("torbay")
    (ladder,) = torbay.ladders
    urgent = FactKind(
        question="Is it urgent?", values={"yes": "Yes", "no": "No"}, unknown_as="yes", source="§1"
    )
    stages = tuple(
        replace(one, when=When(facts={"urgent": (place,)})) if place else one
        for one, place in zip(ladder.stages, ("", "", "yes", "no", "", ""), strict=True)
    )
    forked = replace(torbay, facts={"urgent": urgent}, ladders=(replace(ladder, stages=stages),))
    (lane,) = drawing_of(forked).lanes
    ways = {(one.source, one.dest) for one in lane.arrows}
    assert {("stage-1", "stage-2"), ("stage-1", "stage-3"), ("stage-2", "stage-4")} <= ways
    # Each case has one of the two, and none has both.
    assert not {("stage-2", "stage-3"), ("stage-1", "stage-4")} & ways


def test_a_return_is_an_arrow_back_in_mermaid() -> None:
    lines = as_mermaid(drawing_of(rich())).splitlines()
    assert '  stage5 -->|"May go back"| stage3' in lines


def test_stages_passed_on_one_condition_are_passed_by_one_arrow() -> None:
    (lane,) = drawing_of(policy("oxfordshire")).lanes
    passes = [(one.source, one.dest) for one in lane.arrows if one.kind == "pass"]
    assert passes == [("start", "step-3")]


def test_stages_passed_on_different_conditions_are_passed_by_an_arrow_each() -> None:
    first, second = policy("oxfordshire").passes
    apart = replace(policy("oxfordshire"), passes=(replace(first, when=When(risk=("immediate",))), second))
    (lane,) = drawing_of(apart).lanes
    passes = {(one.source, one.dest) for one in lane.arrows if one.kind == "pass"}
    assert passes == {("start", "step-2"), ("step-1", "step-3")}


def test_a_limit_that_passes_leads_on_only_where_there_is_one() -> None:
    torbay = told_by_text(drawing_of(policy("torbay")))
    assert "If it is not settled: Stage One" in torbay
    assert "If it is not settled, or its time limit passes: Stage Two" in torbay
    assert "If it is not settled: no stage is left" in torbay


# The look of each format.


@of_every_flow
def test_no_line_of_text_is_wider_than_78_columns(name: str) -> None:
    for line in as_text(drawing_of(policy(name))).splitlines():
        assert columns(line) <= WIDTH == 78


@pytest.mark.parametrize("render", [as_text, as_mermaid, as_svg], ids=["text", "mermaid", "svg"])
def test_the_same_policy_is_drawn_the_same_twice(render: Callable[[Drawing], str]) -> None:
    assert render(drawing_of(rich())) == render(drawing_of(rich()))


class Rect(msgspec.Struct, frozen=True):
    x: float
    y: float
    width: float
    height: float
    fill: str
    dashed: bool

    def holds(self, x: float, y: float) -> bool:
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height

    def meets(self, other: Rect) -> bool:
        apart = self.x + self.width <= other.x or other.x + other.width <= self.x
        return not (apart or self.y + self.height <= other.y or other.y + other.height <= self.y)


def rects(root: ElementTree.Element) -> list[Rect]:
    found = []
    for one in root.iter(f"{SVG}rect"):
        place = [float(one.get(key, "0")) for key in ("x", "y", "width", "height")]
        found.append(Rect(*place, one.get("fill", ""), one.get("fill") == "#fafafa"))
    return found


def drawings() -> list[Drawing]:
    return [*(drawing_of(policy(name)) for name in FIVE), drawing_of(rich()), drawing_of(rich(), MARKS)]


MARKS = Marks(
    danger="Danger now: call 999 first",
    summary=("Case 7.", "Now at Step 3."),
    marks=(
        Mark(at="step-1", state="done", words="Done", notes=("ended 2 May 2026", "did not settle it")),
        Mark(at="step-2", state="skipped", words="Skipped, with no attempt on record"),
        Mark(at="step-3", state="here", words="Here now", notes=("by Monday 4 May 2026, 17:00",)),
        Mark(at="step-4", state="open", words="Still open"),
        Mark(at="step-5", state="ahead", words="Ahead"),
    ),
)


def test_no_line_of_a_picture_is_wider_than_its_box() -> None:
    for drawing in drawings():
        root = ElementTree.fromstring(as_svg(drawing))
        boxes = rects(root)
        for one in root.iter(f"{SVG}text"):
            x, y, size = (float(one.get(key, "0")) for key in ("x", "y", "font-size"))
            around = min((box for box in boxes if box.holds(x, y)), key=lambda box: box.width * box.height)
            wide = width_of(one.text or "", size, bold=one.get("font-weight") == "bold")
            assert x + wide <= around.x + around.width, one.text


def test_letters_are_taken_to_be_as_wide_as_those_of_a_common_font() -> None:
    # Thousandths of the size in Helvetica, as its maker published them.
    known = {" ": 278, "i": 222, "a": 556, "m": 833, "A": 667, "M": 833, "W": 944, "%": 889, "@": 1015}
    assert [one for one, wide in known.items() if width_of(one, 1000) < wide] == []


def test_no_box_of_a_picture_lies_on_another() -> None:
    barnsley = policy("barnsley")
    # The column beside the ladder ends above, at and below the ladder's own end.
    longer = [replace(barnsley, bypasses=barnsley.bypasses * count) for count in range(16)]
    for drawing in [*drawings(), *map(drawing_of, longer)]:
        _, *boxes = (one for one in rects(ElementTree.fromstring(as_svg(drawing))) if not one.dashed)
        for number, one in enumerate(boxes):
            assert not any(one.meets(other) for other in boxes[number + 1 :]), one


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_all_text_of_a_picture_can_be_told_from_what_is_behind_it() -> None:
    for drawing in drawings():
        root = ElementTree.fromstring(as_svg(drawing))
        boxes = rects(root)
        for one in root.iter(f"{SVG}text"):
            x, y = (float(one.get(key, "0")) for key in ("x", "y"))
            around = min((box for box in boxes if box.holds(x, y)), key=lambda box: box.width * box.height)
            assert contrast(one.get("fill", ""), around.fill) >= 4.5
        edges = {one.get("stroke", "#000000") for one in root.iter()}
        assert all(contrast(edge, "#ffffff") >= 3 for edge in edges)


def test_a_picture_is_said_to_those_who_do_not_see_it() -> None:
    root = ElementTree.fromstring(as_svg(drawing_of(policy("torbay"))))
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", f"{title.get('id')} {desc.get('id')}")
    assert title.text == "Torbay: Professional Differences (Escalation) Policy"
    said = desc.text or ""
    assert [one.id for one in policy("torbay").stages() if f"{one.label}: {one.title}" not in said] == []


def test_a_picture_asks_for_nothing_from_anywhere_else() -> None:
    names = {one.tag.removeprefix(SVG) for one in ElementTree.fromstring(as_svg(drawing_of(rich()))).iter()}
    assert names <= {"svg", "title", "desc", "rect", "text", "polyline", "polygon"}


# A case's own path.


@in_every_format
def test_the_path_of_a_case_is_said_in_words(told: Told) -> None:
    said = told(drawing_of(rich(), MARKS))
    for words in ("Case 7.", "Skipped, with no attempt on record", "Ahead", "Still open"):
        assert words in said
    assert re.search(r"\bhere now\b.{0,4}by Monday 4 May 2026, 17:00", said, re.IGNORECASE)
    assert re.search(r"Done\W{1,3}ended 2 May 2026; did not settle it", said)


@in_every_format
def test_what_is_no_part_of_the_path_is_said_to_be_none(told: Told) -> None:
    on_the_path = {one.at for one in MARKS.marks}
    apart = [one.id for one in (*rich().stages(), *rich().endings) if one.id not in on_the_path]
    assert told(drawing_of(rich(), MARKS)).count("Not on this case's path") == len(apart)


@in_every_format
def test_danger_stands_before_the_policy_s_own_title(told: Told) -> None:
    # In a flowchart the name that is only said stands before all that is drawn.
    said = re.sub("accTitle: .*?title0", "", told(drawing_of(rich(), MARKS)))
    assert said.index("Danger now: call 999 first") < said.index("Oxfordshire: Resolving")


def test_a_drawing_without_a_case_speaks_of_none() -> None:
    assert "case's path" not in as_text(drawing_of(rich()))
