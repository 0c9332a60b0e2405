"""What is worth another look in a document: change the words, or keep them and say why."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wizard.base.errors import EscalateError
from wizard.casework import document_words as words
from wizard.casework import documents
from wizard.casework.document_remarks import Remark, set_aside
from wizard.casework.documents import DocumentView
from wizard.casework.session import Session
from wizard.tui.choices import Choice, Choices, digit_bindings
from wizard.tui.frame import Frame
from wizard.tui.text import shown
from wizard.tui.writing import Writing

_NOT_RECORDED: Final = "! Your reason is not recorded yet. Enter records it."


class RemarksScreen(Frame):
    """The remarks on a document, one of them highlighted."""

    CSS_PATH = "later.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *digit_bindings("remarks", "Change"),
        Binding("k", "set_aside", "Keep it as it is", id="remarks.set-aside"),
        Binding("left", "back", "Back", id="remarks.back"),
        Binding("b,escape", "back", "Back", id="remarks.back-too", show=False),
    ]

    def __init__(self, session: Session, document: DocumentView) -> None:
        super().__init__(session)
        self._document = document
        self._remarks: tuple[Remark, ...] = ()
        self._covered = False

    def body(self) -> ComposeResult:
        with Vertical(id="page", classes="whole"):
            yield Static(Content(words.REMARKS), id="title")
            yield Static(id="help")
            yield Choices("list")

    def on_mount(self) -> None:
        self.query_one("#list", Choices).focus()
        self.renewed("")

    def renewed(self, said: str) -> None:
        """Shows the remarks that there are now."""
        self.say(said)
        try:
            draft = documents.draft(self.session, self._document.id)
            fields = documents.fields_of(self.session, self._document.id)
        except EscalateError as error:
            self.say_error(error)
            return
        titles = {one.name: one.title for one in fields}
        choices = self.query_one("#list", Choices)
        at = min(choices.highlighted or 0, max(len(draft.remarks) - 1, 0))
        self._remarks = draft.remarks
        offered = []
        for one in draft.remarks:
            said_ = words.say_remark(one, titles)
            offered.append(Choice(id=one.id, label=f"{said_.place}: {said_.text}", hint=said_.why))
        choices.offer(offered, at=at)
        how = words.REMARKS_HOW if draft.remarks else words.NO_REMARKS
        self.query_one("#help", Static).update(Content(how))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "digit" and self.is_mounted:
            digits = self.query_one("#list", Choices).digits
            return isinstance(parameters[0], int) and parameters[0] < digits
        return bool(self._remarks) if action == "set_aside" else True

    def on_screen_suspend(self) -> None:
        self._covered = True

    def on_screen_resume(self) -> None:
        """A field may have been changed meanwhile."""
        if self._covered:
            self._covered = False
            self.session.keep_place(document=self._document.id)
            self.renewed(self._said)

    def action_digit(self, place: int) -> None:
        """Goes to the field of that remark."""
        self.query_one("#list", Choices).choose(place)

    def action_back(self) -> None:
        """Goes back to the draft."""
        self.dismiss()

    @on(Choices.Taken)
    def _change(self, event: Choices.Taken) -> None:
        event.stop()
        from wizard.tui.fields import FieldsScreen

        self.say("")
        try:
            remark = next(one for one in self._remarks if one.id == event.values[0])
            self.app.push_screen(
                FieldsScreen(self.session, self._document, at=remark.field, alone=True, said=remark.text)
            )
        except EscalateError as error:
            self.say_error(error)

    def action_set_aside(self) -> None:
        """Asks why the highlighted remark is set aside."""
        at = self.query_one("#list", Choices).at
        remark = next((one for one in self._remarks if one.id == at), None)
        if remark is None:
            return
        self.say("")
        screen = ReasonScreen(self.session, self._document, remark)
        self.app.push_screen(screen, lambda _: self.say(words.SET_ASIDE) if screen.recorded else None)


class ReasonScreen(Frame):
    """A place for the reason why a remark is set aside. `recorded`: it was."""

    CSS_PATH = "later.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "record", "Record it", id="reason.record", priority=True),
        Binding("ctrl+n", "new_line", "New line", id="reason.new-line", priority=True),
        Binding("escape", "leave", "Leave it", id="reason.leave", priority=True),
    ]

    def __init__(self, session: Session, document: DocumentView, remark: Remark) -> None:
        super().__init__(session)
        self.recorded = False
        self._document = document
        self._remark = remark

    def body(self) -> ComposeResult:
        with Vertical(id="page", classes="whole"):
            yield Static(shown(self._remark.text), id="title")
            yield Static(Content(words.WHY_SET_ASIDE), id="help")
            yield Writing(lambda _: True, "writing")

    def on_mount(self) -> None:
        self.query_one(Writing).focus()

    def keep_typed(self) -> bool:
        """A reason is a draft of nothing: once something is written, it stays where it is."""
        return not self.query_one(Writing).text.strip()

    def keep(self) -> bool:
        """A reason that is not recorded is not left by accident."""
        if not self.keep_typed():
            self.say(_NOT_RECORDED)
            return False
        return True

    # A priority key is seen before the keys that were typed ahead of it: each action waits behind them.

    def action_record(self) -> None:
        """Records the reason."""
        self.query_one(Writing).call_later(self._record)

    def action_new_line(self) -> None:
        """Begins a new line."""
        self.query_one(Writing).call_later(lambda: self.query_one(Writing).insert("\n"))

    def action_leave(self) -> None:
        """Goes back with nothing recorded."""
        self.query_one(Writing).call_later(self._leave)

    def _leave(self) -> None:
        # What dismissing returns must not be waited for here: it waits for this very place to go.
        self.dismiss()

    def _record(self) -> None:
        reason = self.query_one(Writing).text
        if not reason.strip():
            self.say(f"! {words.NO_REASON}")
            return
        try:
            set_aside(self.session, self._document.id, self._remark.id, reason)
        except EscalateError as error:
            self.say_error(error)
            return
        self.recorded = True
        self.dismiss()
