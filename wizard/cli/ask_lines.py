"""Plain lines over a reader and a writer: no cursor is moved, and no line of a case is ever obeyed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, Protocol

from wizard.base.errors import EscalateError
from wizard.base.text import visible_lines
from wizard.cli.output import fold

#: More than any answer has, in letters.
_LONGEST: Final = 50_000
_ENDS: Final = (".", "?", "!", ":")


class Reader(Protocol):
    """Where the typed lines come from: standard input, or a test's list."""

    def readline(self, limit: int, /) -> str:
        """The next line, or as much of it as the limit allows; empty at the end of the input."""
        ...


class Writer(Protocol):
    """Where the lines are said."""

    def write(self, text: str, /) -> object:
        """Takes text."""
        ...

    def flush(self) -> object:
        """Hands on what was taken."""
        ...


class EndOfInputError(Exception):
    """Nothing more will be typed."""


class Lines:
    """The two streams of one conversation.

    `hidden` reads a line of which nothing shows, and raises EOFError at the end of the input; None where nobody
    types. `before_acting` is called with each line that was read, before anything comes of it.
    """

    def __init__(self, reader: Reader, writer: Writer, hidden: Callable[[], str] | None = None) -> None:
        self._reader = reader
        self._writer = writer
        self._hidden = hidden
        self.before_acting: Callable[[], None] = lambda: None

    def say(self, text: str = "", indent: str = "") -> None:
        """Says a text, folded for a narrow terminal; control characters are shown, never obeyed."""
        for line in visible_lines(text).split("\n"):
            self._write(fold(line, indent) if len(line) > len(indent) else line)

    def say_whole(self, text: str) -> None:
        """Says a line that is to be copied, such as the place of a file: it is never folded."""
        self._write(visible_lines(text))

    def say_all(self, texts: Iterable[str]) -> None:
        """Says each as an item of a list."""
        for text in texts:
            self.say(f"- {sentence(text)}", "  ")

    def say_options(self, options: Iterable[str], first: int = 1) -> None:
        """Says options with their numbers, from `first` on."""
        for number, option in enumerate(options, first):
            mark = f"{number}. "
            self.say(f"{mark}{sentence(option)}", " " * len(mark))

    def say_error(self, error: Exception) -> None:
        """Says what went wrong, in its own sentences."""
        for line in error.lines() if isinstance(error, EscalateError) else [str(error)]:
            self.say(sentence(line))

    def read(self) -> str:
        """The next typed line, without its end. Raises EndOfInputError."""
        self._writer.flush()
        line = self._reader.readline(_LONGEST)
        if not line:
            raise EndOfInputError
        if len(line) == _LONGEST and not line.endswith("\n"):
            self._skip()
        self.before_acting()
        # A byte that is no letter in the terminal's encoding must not end the conversation.
        return line.rstrip("\r\n").encode("utf-8", "replace").decode("utf-8")

    @property
    def typed_by_hand(self) -> bool:
        """Whether somebody can type what must not be shown."""
        return self._hidden is not None

    def read_hidden(self) -> str:
        """The next line, of which nothing shows. Raises EndOfInputError."""
        self._writer.flush()
        if self._hidden is None:
            raise EndOfInputError
        try:
            return self._hidden()
        except EOFError:
            raise EndOfInputError from None

    def flush(self) -> None:
        """Hands on what was said."""
        self._writer.flush()

    def _skip(self) -> None:
        """Passes over the rest of a line that would fill the memory."""
        self.say(f"That line has more than {_LONGEST:,} letters. What comes behind them is not taken.")
        while (rest := self._reader.readline(_LONGEST)) and not rest.endswith("\n"):
            pass

    def _write(self, text: str) -> None:
        self._writer.write(f"{text}\n")


def sentence(text: str) -> str:
    """The text with a full stop, where nothing else ends it: a screen reader pauses there."""
    cited = text.endswith(")") and ". (" in text  # "A sentence. (§2)"
    return text if not text or text.endswith(_ENDS) or cited else f"{text}."
