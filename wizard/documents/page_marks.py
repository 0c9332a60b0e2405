"""What stands on every page of a document that has pages, and what its file says of itself."""

from __future__ import annotations

from typing import Final

import msgspec

#: The language of every document, as BCP 47 has it.
LANGUAGE: Final = "en-GB"


class PageMarks(msgspec.Struct, frozen=True, kw_only=True):
    """The marks of one document, each a sentence or two in plain text: nothing in them is Markdown.

    All of it stands in the body too, where a screen reader finds it; these are the short forms for running lines.
    """

    #: The document's own title, which is the title of its file.
    title: str
    #: Above each page: danger, practice, what to check before it is sent, and draft; empty where it is none of these.
    head: tuple[str, ...]
    #: Below each page: its class and how to send it, the policy and who made it when, and what the program is.
    foot: tuple[str, ...]
