"""One part of a Word file, read for what it could do: parsed without entities, and nothing in it followed."""

from __future__ import annotations

from typing import Final

import msgspec

_WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LINKS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_LINKS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_DRAWN: Final = ("urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:office")
_EMBEDDED: Final = frozenset({"object", "control", "altChunk", "subDoc", "OLEObject", "movie"})
#: What python-docx can read is 256 deep, and no page is nearly so deep.
_DEEPEST: Final = 200
_ENCODINGS: Final = frozenset({"utf-8", "utf-16"})
#: Stands in a field's code where the result of another field does.
_NESTED: Final = "\0"


class Relation(msgspec.Struct, frozen=True):
    """What one part says of another: its id, the last word of its kind, and where that lies."""

    id: str
    kind: str
    target: str
    outside: bool


class Seen(msgspec.Struct):
    """What was found in a part. `types` are the kinds of part by name or ending, of the list of kinds alone."""

    relations: list[Relation] = []
    types: list[tuple[str, str]] = []
    uses: set[str] = set()
    fields: list[str] = []
    people: set[str] = set()
    embedded: bool = False
    merges: bool = False
    fetches: set[str] = set()


class Unreadable(Exception):  # noqa: N818 - it names what the part is, not what went wrong in the program
    """The part is not XML that a Word file may hold."""


class Entities(Unreadable):
    """The part declares a document type, which may hold entities; Word never does."""


def read_part(data: bytes) -> Seen:
    """What stands in a part. Raises Unreadable, Entities."""
    from xml.parsers import expat

    walk = _Walk()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.XmlDeclHandler = walk.declared
    parser.StartDoctypeDeclHandler = walk.doctype
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.text
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Unreadable from error
    walk.finish()
    return walk.seen


class _Walk:
    """Follows one part from its first element to its last."""

    def __init__(self) -> None:
        self.seen = Seen()
        self._depth = 0
        self._codes: list[str] = []
        self._in_code = False
        self._open: list[bool] = []

    def declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.casefold() not in _ENCODINGS:
            raise Unreadable

    def doctype(self, *_said: object) -> None:
        raise Entities

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Unreadable
        space, name = _split(tag)
        if space == _PACKAGE_LINKS and name == "Relationship":
            self._relation(attributes)
        elif space == _TYPES:
            part = attributes.get("PartName") or "." + attributes.get("Extension", "")
            if name in ("Override", "Default"):
                self.seen.types.append((part, attributes.get("ContentType", "")))
        elif name in _EMBEDDED:
            self.seen.embedded = True
        if space == _WORD:
            self._word(name, attributes)
        for named, value in attributes.items():
            self._attribute(space, *_split(named), value)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if tag in (f"{_WORD} instrText", f"{_WORD} delInstrText"):
            self._in_code = False

    def text(self, text: str) -> None:
        if self._in_code:
            if not self._codes:
                self._codes.append("")
                self._open.append(True)
            if self._open[-1]:
                self._codes[-1] += text

    def finish(self) -> None:
        self.seen.fields += self._codes

    def _relation(self, attributes: dict[str, str]) -> None:
        self.seen.relations.append(
            Relation(
                attributes.get("Id", ""),
                attributes.get("Type", ""),
                attributes.get("Target", ""),
                attributes.get("TargetMode", "Internal").strip().casefold() != "internal",
            )
        )

    def _word(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("instrText", "delInstrText"):
            self._in_code = True
        elif name == "fldSimple":
            self.seen.fields.append(attributes.get(f"{_WORD} instr", ""))
        elif name == "mailMerge":
            self.seen.merges = True
        elif name == "fldChar":
            self._field(attributes.get(f"{_WORD} fldCharType", ""))

    def _field(self, kind: str) -> None:
        """A code may lie in pieces, and hold other fields whose results belong to it."""
        if kind == "begin":
            if self._codes and self._open[-1]:
                self._codes[-1] += _NESTED
            self._codes.append("")
            self._open.append(True)
        elif self._codes and kind == "separate":
            self._open[-1] = False
        elif self._codes and kind == "end":
            self.seen.fields.append(self._codes.pop())
            self._open.pop()

    def _attribute(self, element_space: str, space: str, name: str, value: str) -> None:
        if space == _LINKS and value:
            self.seen.uses.add(value)
        elif space == _WORD and name == "author":
            self.seen.people.add(value)
        elif name == "src" and element_space in _DRAWN and value:
            self.seen.fetches.add(value)
        elif name in ("href", "althref") and (space in _DRAWN or "svg" in element_space):
            self.seen.fetches |= set() if value.startswith(("#", "data:")) else {value} - {""}


def _split(name: str) -> tuple[str, str]:
    space, _, local = name.rpartition(" ")
    return space, local
