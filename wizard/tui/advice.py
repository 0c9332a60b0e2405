"""The advice screen: who does what, with whom and by when, and why. The words are the presenter's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from wizard.advice.present import AdviceText, Clause, ContactSaid, present
from wizard.base.errors import EscalateError
from wizard.casework.session import Session
from wizard.tui.frame import Frame
from wizard.tui.text import Line, Lines, Reading, shown

_SUPPORT: Final = "This supports your professional judgement and does not replace it."


class AdviceScreen(Frame):
    """What follows from the answers. The most urgent comes first; the rest is scrolled to."""

    CSS_PATH = "later.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "documents", "Documents", id="advice.documents"),
        Binding("left", "back", "Back", id="advice.back"),
        Binding("b,escape", "back", "Back", id="advice.back-too", show=False),
        Binding("w", "working", "How the time counts", id="advice.working"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._text: AdviceText | None = None

    def body(self) -> ComposeResult:
        text = self._read()
        # The ladder's place is the stylesheet's: beside the rest where there is room, else below it.
        with Reading(id="advice"), Container(id="parts"):
            if text is None:
                return
            with Vertical(id="main"):
                yield Static(shown(text.status), id="status")
                if text.stage:
                    yield Static(shown(text.stage), id="stage")
                yield Lines("times", [Line(text=one) for one in text.times])
                yield Lines("who", [Line(text=one) for one in text.who])
                yield from _part("actions", "What to do", _numbered(text.actions))
                yield from _part("may-start-at", "You may also start at", _plain(text.may_start_at, "•"))
                yield from _part("warnings", "Be careful", _plain(text.warnings, "!"))
                yield from _part("contacts", "Whom to call", _contacts(text))
                yield from _part("notify", "Who must be told", _clauses(text.notify))
                yield from _part("working", "How the time was counted", _working(text))
            with Vertical(id="side"):
                yield from _part("ladder", "The ladder", _ladder(text))
            with Vertical(id="reasons"):
                yield from _part("because", "Why", _clauses(text.because))
                yield Lines(
                    "policy",
                    [Line(text="", after=text.policy), Line(text="", after=text.as_at), Line(text=_SUPPORT)],
                )

    def _read(self) -> AdviceText | None:
        """The advice for the answers as they are, in words; None where it cannot be had."""
        try:
            _, advice = self.session.advice()
            house = self.session.house()
        except (ValueError, EscalateError) as error:
            self.call_after_refresh(self.say_error, error)
            return None
        assert house is not None
        self._text = present(advice, house.policy)
        return self._text

    def on_mount(self) -> None:
        self.query_one("#advice").focus()

    # Keys.

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        if action == "working" and self._text is not None:
            return bool(self._text.working)
        return True

    def action_back(self) -> None:
        """Goes back to the last question."""
        try:
            self.session.back()
        except EscalateError as error:
            self.say_error(error)
            return
        self.dismiss()

    def action_working(self) -> None:
        """Shows how the times were worked out, or hides it again."""
        part = self.query_one("#working-part")
        part.display = not part.display
        if part.display:
            part.call_after_refresh(part.scroll_visible, animate=False, top=True)

    def action_documents(self) -> None:
        """Goes to the documents that can be made."""
        from wizard.tui.papers import PapersScreen  # costs nothing until a document is wanted

        self.app.push_screen(PapersScreen(self.session))


def _part(name: str, heading: str, lines: list[Line]) -> ComposeResult:
    """A heading and its lines; nothing where there are none."""
    if lines:
        with Vertical(id=f"{name}-part", classes="part"):
            yield Static(Content(heading), classes="heading")
            yield Lines(name, lines)


def _plain(texts: Iterable[str], mark: str) -> list[Line]:
    return [Line(mark=mark, text=text) for text in texts]


def _numbered(clauses: Iterable[Clause]) -> list[Line]:
    return [_clause(one, f"{place}.") for place, one in enumerate(clauses, 1)]


def _clauses(clauses: Iterable[Clause]) -> list[Line]:
    return [_clause(one, "•") for one in clauses]


def _clause(clause: Clause, mark: str) -> Line:
    return Line(mark=mark, text=clause.text, after=f"({clause.source})")


def _contacts(text: AdviceText) -> list[Line]:
    lines = [line for said in text.contacts for line in _contact(said)]
    if lines and text.if_no_answer:
        lines.append(Line(mark="•", text=f"If nobody answers: {text.if_no_answer}"))
    return lines


def _contact(said: ContactSaid) -> Iterable[Line]:
    contact = said.contact
    yield Line(mark="•", text=f"{said.agency}: {contact.title}")
    yield Line(mark=" ", text=f"Telephone {contact.phone}. Email {contact.email}", style="bold")
    for note in (said.when, *contact.notes):
        yield Line(mark=" ", text="", after=note)


def _ladder(text: AdviceText) -> list[Line]:
    return [
        Line(
            mark=rung.mark,
            text=rung.title,
            after=f"({', '.join((rung.state, *rung.notes))})",
            style="bold" if rung.here else "",
        )
        for rung in text.ladder
    ]


def _working(text: AdviceText) -> list[Line]:
    lines: list[Line] = []
    for one in text.working:
        lines.append(Line(text=one.title, style="bold"))
        lines += [Line(mark=" ", text=day) for day in one.days]
    return lines
