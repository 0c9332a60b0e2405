"""A list to choose from: digits choose at once, arrows move, and the marks are text, never colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

import msgspec
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from wizard.tui.text import hang, shown

#: The digits in the order of the options; those beyond are reached with the arrows.
DIGITS: Final = "1234567890"
_POINTER: Final = "▸"


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a list. `beside` is said after the label, `hint` below it, `heading` above it; `urgent` before
    it, in bold."""

    id: str
    label: str
    hint: str = ""
    beside: str = ""
    heading: str = ""
    urgent: str = ""


def digit_bindings(prefix: str, description: str) -> list[BindingType]:
    """A binding for each digit, all with one description, so that the key line shows them as a range."""
    return [
        Binding(digit, f"digit({place})", description, id=f"{prefix}.digit-{digit}")
        for place, digit in enumerate(DIGITS)
    ]


class Choices(OptionList, inherit_bindings=False):
    """A list that takes one answer, or with `many` several that are marked first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor_up", "Move", id="list.up", show=False),
        Binding("down", "cursor_down", "Move", id="list.down", show=False),
        Binding("home", "first", "First", id="list.first", show=False),
        Binding("end", "last", "Last", id="list.last", show=False),
        Binding("pageup", "page_up", "Page up", id="list.page-up", show=False),
        Binding("pagedown", "page_down", "Page down", id="list.page-down", show=False),
        Binding("space", "mark", "Mark", id="list.mark"),
        Binding("enter", "take", "Go on", id="list.take"),
    ]

    class Moved(Message):
        """Another choice is highlighted."""

    class Taken(Message):
        """What was chosen: the ids, one unless the list takes many."""

        def __init__(self, choices: Choices, values: tuple[str, ...]) -> None:
            super().__init__()
            self.choices = choices
            self.values = values

        @property
        def control(self) -> Choices:
            """The list; for the `on` decorator's selector."""
            return self.choices

    def __init__(self, widget_id: str, *, numbered: bool = True) -> None:
        super().__init__(id=widget_id, markup=False)
        self._choices: tuple[Choice, ...] = ()
        self._numbered = numbered
        self._many = False
        self._alone: frozenset[str] = frozenset()
        self._marked: set[str] = set()

    def offer(
        self,
        choices: Sequence[Choice],
        *,
        many: bool = False,
        alone: Sequence[str] = (),
        marked: Sequence[str] = (),
        at: int = 0,
    ) -> None:
        """Offers these choices instead. With `many`, those `alone` go with no other."""
        self._choices, self._many, self._alone = tuple(choices), many, frozenset(alone)
        self._marked = set(marked) if many else set()
        self.highlighted = None
        self.clear_options()
        self.add_options(Option(self._prompt(place, here=place == at)) for place in range(len(choices)))
        self.highlighted = at if choices else None
        self.call_after_refresh(self._settle)

    def choose(self, place: int) -> bool:
        """Does what the digit of that place means: takes that choice, or marks it. False where there is none."""
        if place >= len(self._choices):
            return False
        self.highlighted = place
        if self._many:
            self.action_mark()
        else:
            self.action_take()
        return True

    @property
    def at(self) -> str | None:
        """The id of the highlighted choice."""
        return None if self.highlighted is None else self._choices[self.highlighted].id

    @property
    def digits(self) -> int:
        """How many choices can be reached by a digit."""
        return min(len(self._choices), len(DIGITS)) if self._numbered else 0

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        if action in ("page_up", "page_down"):
            return bool(
                self.max_scroll_y
            )  # where all is in sight, the keys are for what stands beside the list
        return self._many if action == "mark" else True

    def action_mark(self) -> None:
        """Marks the highlighted choice, or takes its mark away."""
        if self.highlighted is None or not self._many:
            return
        value = self._choices[self.highlighted].id
        if value in self._marked:
            self._marked.discard(value)
        else:
            self._marked = {value} if value in self._alone else (self._marked - self._alone) | {value}
        self._draw()

    def action_take(self) -> None:
        """Goes on: with what is marked, or with the highlighted choice."""
        if self._many:
            self.post_message(
                self.Taken(self, tuple(one.id for one in self._choices if one.id in self._marked))
            )
        elif self.highlighted is not None:
            self.post_message(self.Taken(self, (self._choices[self.highlighted].id,)))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click."""
        event.stop()
        if self._many:
            self.action_mark()
        else:
            self.action_take()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._settle()
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        self._settle()

    def on_focus(self) -> None:
        self._draw()

    def on_blur(self) -> None:
        self._draw()

    def _settle(self) -> None:
        """Draws for the width and the place that it has now, with the highlighted choice in sight."""
        self._draw()
        self.scroll_to_highlight()
        self._place_cursor()

    def _draw(self) -> None:
        for place, option in enumerate(self.options):
            prompt = self._prompt(place, here=place == self.highlighted)
            if not (isinstance(option.prompt, Content) and option.prompt.is_same(prompt)):
                self.replace_option_prompt_at_index(place, prompt)

    def _prompt(self, place: int, *, here: bool) -> Content:
        choice = self._choices[place]
        mark = f"{_POINTER if here and self.has_focus else ' '} "
        if self._numbered:
            mark += f"{DIGITS[place] if place < len(DIGITS) else ' '}  "
        if self._many:
            mark += "[x] " if choice.id in self._marked else "[ ] "
        text = shown(choice.label)
        if choice.urgent:
            text = Content.assemble(shown(choice.urgent, "bold"), " ", text)
        if choice.beside:
            text = Content.assemble(text, f"  {choice.beside}")
        width = self.scrollable_content_region.width
        lines = [hang(Content(mark), text, width)]
        if choice.heading:
            # A heading is none of what is chosen: it keeps the ground's colour over the whole width.
            heading = shown(choice.heading, "bold $title on $ground")
            room = max(width - heading.cell_length, 0)
            lines.insert(0, Content.assemble(heading, (" " * room, "on $ground")))
            if self._airy(place):
                lines.insert(0, Content.styled(" " * max(width, 1), "on $ground"))
        if choice.hint:
            lines.append(
                hang(
                    Content(" " * len(mark)),
                    shown(choice.hint, "" if here and self.has_focus else "$quiet"),
                    width,
                )
            )
        return Content("\n").join(lines)

    def _airy(self, place: int) -> bool:
        """Whether a line is left free above a heading: where there is room, and something above it."""
        return place > 0 and not self.screen.has_class("-short")

    def _place_cursor(self) -> None:
        """Puts the terminal's own cursor on the highlighted choice, for magnifiers and screen readers."""
        if not self.has_focus or self.highlighted is None:
            return
        above = sum(
            self._prompt(place, here=False).plain.count("\n") + 1 for place in range(self.highlighted)
        )
        if self._choices[self.highlighted].heading:
            above += 1 + self._airy(self.highlighted)
        region = self.content_region
        self.app.cursor_position = Offset(region.x, region.y + above - round(self.scroll_y))
