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
from wizard.advice.steps import Duty, NextStep, StepId, duties_of, next_steps
from wizard.base.errors import EscalateError
from wizard.base.paths import UnconfirmedError
from wizard.casework.record import Made
from wizard.casework.session import Session
from wizard.tui.frame import Flow, Frame
from wizard.tui.steps import step_bindings, step_keys, step_parts
from wizard.tui.text import Line, Lines, Reading, shown

_SUPPORT: Final = "This supports your professional judgement and does not replace it."


class AdviceScreen(Frame):
    """What follows from the answers. The most urgent comes first; the rest is scrolled to."""

    CSS_PATH = "later.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "documents", "Documents", id="advice.documents"),
        Binding("left", "back", "Back", id="advice.back"),
        Binding("b,escape", "back", "Back", id="advice.back-too", show=False),
        Binding("question_mark", "why", "Why", id="advice.why"),
        Binding("w", "what_if", "What would change it", id="advice.what-if"),
        Binding("h", "working", "How the time counts", id="advice.working"),
        Binding("p", "edition", "Policy text", id="advice.edition"),
        Binding("x", "close_case", "Close the case", id="advice.close"),
        Binding("a", "reopen", "Open it again", id="advice.reopen"),
        Binding("r", "cases", "Cases", id="advice.cases"),
        *step_bindings("advice"),
    ]

    def __init__(self, session: Session, *, said: str = "") -> None:
        super().__init__(session)
        #: Whether the list of cases is wanted, once this is dismissed.
        self.to_cases = False
        self._message = said
        self._text: AdviceText | None = None
        self._steps: tuple[NextStep, ...] = ()
        self._duties: tuple[Duty, ...] = ()
        #: Whether the challenge has come to its end, so that a new one can begin.
        self._ended = False

    def body(self) -> ComposeResult:
        text = self._read()
        # The ladder's place is the stylesheet's: beside the rest where there is room, else below it.
        with Reading(id="advice"), Container(id="parts"):
            if text is None:
                return
            with Vertical(id="main"):
                yield from self._that_it_is_closed()
                yield Static(shown(text.status), id="status")
                if text.stage:
                    yield Static(shown(text.stage), id="stage")
                yield Lines("times", [Line(text=one) for one in (*text.times, *text.clocks)])
                yield Lines("who", [Line(text=one) for one in text.who])
                yield from _part("again", "Make it again", self._again())
                yield from self._recordable()
                yield from _part("closing", "What remains to be done", _checklist(self._duties))
                yield from _part("actions", "What to do", _numbered(self._to_do(text)))
                yield from _part("may-start-at", "You may also start at", _plain(text.may_start_at, "•"))
                yield from _part("warnings", "Be careful", _plain(text.warnings, "!"))
                yield from _part("contacts", "Whom to call", _contacts(text))
                if not self._duties:
                    yield from _part("notify", "Who must be told", _clauses(text.notify))
                yield from _part("forms", "Forms of the policy", _clauses(text.forms))
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
            standing = self.session.standing()
        except (ValueError, EscalateError) as error:
            self.call_after_refresh(self.say_error, error)
            return None
        self._text = present(standing.advice, standing.house.policy)
        self._steps = () if self.session.record.closed else next_steps(standing)
        self._ended = standing.advice.status in ("resolved", "complete")
        self._duties = duties_of(standing)
        return self._text

    def _that_it_is_closed(self) -> ComposeResult:
        """That the case is closed: it comes before all that would be due otherwise."""
        closed = self.session.record.closed
        if closed is not None:
            said = "This case is closed, and nothing of it is due."
            if_open = "What follows would hold if it were open."
            lines = [
                Line(mark="!", text=said, style="bold"),
                Line(mark=" ", text=f"Reason: {closed.reason}"),
                Line(mark=" ", text=if_open),
            ]
            yield Lines("closed", lines)

    def _recordable(self) -> ComposeResult:
        """What can be recorded now, a key each."""
        if self._steps:
            with Vertical(id="steps-part", classes="part"):
                yield Static(Content("What to record next"), classes="heading")
                yield Flow("steps", even=True)

    def _again(self) -> list[Line]:
        """The documents that rest on an answer that was changed since, and were not made again."""
        return [
            Line(mark="!", text=f"{_named(one)} no longer matches your answers. Press d to make it again.")
            for one in self.session.record.unmatched()
        ]

    def _to_do(self, text: AdviceText) -> Iterable[Clause]:
        """What to do, but for what stands in the checklist already."""
        listed = {duty.text for duty in self._duties}
        return [one for one in text.actions if one.text not in listed]

    def on_mount(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self.query_one("#advice").focus()
        for flow in self.query("#steps").results(Flow):
            flow.tell(step_parts(self._steps, step_keys(self)))
        self.say(self._message)

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "step":
            return parameters[0] in {one.id for one in self._steps}
        if action == "working" and self._text is not None:
            return bool(self._text.working)
        closed = self.session.record.closed is not None
        if action == "close_case":
            return not closed and self._text is not None
        if action == "reopen":
            return closed or self._ended
        if action == "edition":
            return not closed and self._may_move()
        return True

    def _may_move(self) -> bool:
        """Whether the policy on the disk is another, or the case was moved before: else there is nothing to decide."""
        try:
            going = self.session.going_by()
        except EscalateError:
            return False
        if going is None:
            return False
        return going.changed or bool(self.session.record.moves_to_undo(going.house.policy.id))

    def action_step(self, step: StepId) -> None:
        """Begins a step: its questions come next."""
        try:
            self.session.begin_step(step)
        except UnconfirmedError:
            pass  # it was begun, and its first answer is saved with it
        except (ValueError, EscalateError) as error:
            self.say_error(error)
            return
        self.dismiss()

    def action_back(self) -> None:
        """Goes back to the last question."""
        try:
            self.session.back()
        except EscalateError as error:
            self.say_error(error)
            return
        self.dismiss()

    def action_why(self) -> None:
        """Says why each part of the advice is as it is."""
        from wizard.tui.why import WhyScreen, of_advice

        self.app.push_screen(WhyScreen(self.session, of_advice))

    def action_what_if(self) -> None:
        """Says what would change the advice."""
        from wizard.tui.what_if import WhatIfScreen

        self.app.push_screen(WhatIfScreen(self.session))

    def action_edition(self) -> None:
        """Says what would differ under the policy on the disk, and lets it be decided."""
        from wizard.tui.edition import EditionScreen  # costs nothing until a policy changes

        screen = EditionScreen(self.session)
        self.app.push_screen(screen, lambda _: self._decided(screen.decided))

    def action_close_case(self) -> None:
        """Asks why the case is closed, and closes it."""
        self._ask_why(reopens=False)

    def action_reopen(self) -> None:
        """Asks why the case is reopened, and begins a new challenge."""
        self._ask_why(reopens=True)

    def _ask_why(self, *, reopens: bool) -> None:
        from wizard.tui.closing import ClosingScreen  # costs nothing until a case is closed

        screen = ClosingScreen(self.session, reopens=reopens)
        self.app.push_screen(screen, lambda _: self._decided(screen.decided))

    async def _decided(self, said: str) -> None:
        """After a decision everything here may be otherwise, and a question may be open."""
        if not said:
            return
        if self.session.conversation().question is not None:
            self.dismiss()
            return
        self._message = said
        await self.recompose()
        self.show_danger(self.in_danger())
        self._begin()
        self.refresh_bindings()

    def action_cases(self) -> None:
        """Goes to the list of cases."""
        self.to_cases = True
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


def _named(made: Made) -> str:
    return f"{made.document.replace('-', ' ').capitalize()} ({made.file})"


def _checklist(duties: Iterable[Duty]) -> list[Line]:
    return [
        Line(
            mark="[x] Done:" if one.done else "[ ] To do:",
            text=one.text,
            after=f"({one.source})" if one.source else "",
        )
        for one in duties
    ]


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
