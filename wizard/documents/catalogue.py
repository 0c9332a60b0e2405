"""The templates: which there are, what each is for, and which one makes a document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from wizard.base.decode import decode, fault
from wizard.base.errors import Fault, WrongInputError, wrong_input
from wizard.base.nodes import Node
from wizard.base.paths import named, not_now, within
from wizard.base.reader import read_yaml
from wizard.base.source import SIZE_LIMIT, open_source
from wizard.base.text import nearest, visible

FieldType = Literal["text", "date", "list", "choice"]
DocumentClass = Literal["case", "partnership"]
#: What a field says of a person: a name, a date of birth, or where or how they can be reached.
Holds = Literal["name", "birth", "address"]

#: A flow keeps its own templates in this folder of its own.
TEMPLATES: Final = "templates"
ENDING: Final = ".md"
_ID: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_IS_ID: Final = re.compile(_ID)
_FENCE: Final = re.compile(r"^---[ \t]*$", re.MULTILINE)

Line = Annotated[str, Meta(min_length=1, max_length=300)]


class Field(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that a document needs to be told. `help` completes "To be completed: …".

    A `list` is given as one item a line, a `date` as ISO 8601 or in words, a `choice` as one of the `options`.
    One that is not mandatory is still missing where the page asks for it and it is not given.
    `holds` says that it is for something of a person (of several, one a line), which an export may leave out.
    """

    name: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
    type: FieldType
    mandatory: bool
    help: Line
    options: tuple[Line, ...] = ()
    holds: Holds | None = None

    @property
    def title(self) -> str:
        """The name as a heading: "Decision date"."""
        return self.name.replace("_", " ").capitalize()


class _Header(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: Annotated[str, Meta(pattern=_ID, max_length=60)]
    title: Line
    class_: DocumentClass = msgspec.field(name="class")
    author: Line
    purpose: Line
    fields: tuple[Field, ...] = ()
    anonymous: bool = False


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """One document that can be made: what its header says, and its text. `body_line` is where that begins."""

    id: str
    title: str
    class_: DocumentClass
    author: str
    purpose: str
    fields: tuple[Field, ...]
    body: str
    file: str
    body_line: int
    #: Whether nothing on it may lead back to the case: no reference, no fingerprint of the record.
    anonymous: bool = False
    #: The whole text of its file, header and all.
    source: str = ""


def catalogue(templates_folder: Path) -> list[Template]:
    """Every template in a folder, by id. Raises WrongInputError with the faults of all of them."""
    found: list[Template] = []
    faults: list[Fault] = []
    for path in sorted(templates_folder.glob(f"*{ENDING}")):
        try:
            found.append(read_template(path))
        except WrongInputError as error:
            faults += error.faults
    if faults:
        raise WrongInputError(faults)
    return sorted(found, key=lambda one: one.id)


def find_template(
    document_id: str, flow_folder: Path, own: Mapping[str, str], templates_folder: Path
) -> Template:
    """The template of a document: the flow's own (`own` is `policy.templates`), else the shared one.

    Raises WrongInputError where the template has faults, or where there is none for that document.
    """
    if document_id in own:
        path = own_path(flow_folder, own[document_id])
    else:
        shared = template_files(templates_folder)
        if document_id not in shared:
            raise no_template(document_id, {*shared, *own})
        path = shared[document_id]
    return read_template(path, document_id)


def template_files(folder: Path) -> dict[str, Path]:
    """The files of a folder that are named as documents are, by id; none where there is no such folder.

    Whoever looks for a document compares its id with these names: so an id can never lead to a file anywhere else.
    """
    return {path.stem: path for path in sorted(folder.glob(f"*{ENDING}")) if _IS_ID.fullmatch(path.stem)}


def no_template(document_id: str, known: Iterable[str]) -> WrongInputError:
    """That there is no template of a document, with those that there are."""
    ids = sorted(known)
    near = nearest(document_id, ids)
    those = f"did you mean '{near}'? Those" if near else "those"
    return wrong_input(
        f"there is no document '{visible(document_id, limit=60)}'; "
        f"{those} that can be made are: {', '.join(ids) or 'none'}"
    )


def own_path(flow_folder: Path, name: str) -> Path:
    """Where a flow's own template lies. Raises WrongInputError where its name leads out of the flow's folder."""
    try:
        return within(flow_folder / TEMPLATES, name)
    except ValueError as error:
        raise wrong_input(str(error), file=named(flow_folder / "policy.yaml"), key=TEMPLATES) from error


def read_template(path: Path, document_id: str | None = None) -> Template:
    """The template in a file. Raises WrongInputError with every fault of its header, NotNowError.

    With a `document_id` it is a fault as well that it is for another document.
    """
    name = named(path)
    try:
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
    except FileNotFoundError as error:
        raise wrong_input("there is no such template; check the name", file=name) from error
    except OSError as error:
        raise not_now(error, "read", path) from error
    text = re.sub(r"\r\n?", "\n", open_source(data, name, SIZE_LIMIT).text)
    fences = [fence.span() for fence in _FENCE.finditer(text)][:2]
    if len(fences) < 2 or fences[0][0] != 0:
        raise wrong_input(
            "has no header; expected one in YAML at the top, between two lines of ---", file=name, line=1
        )
    # The empty line in place of the first fence keeps the numbers of the lines.
    node = read_yaml(text[fences[0][1] : fences[1][0]].encode(), name)
    header = decode(node, _Header, name)
    faults = _faults(header, node, name)
    if document_id is not None and header.id != document_id:
        what = f"is '{header.id}'; expected '{visible(document_id, limit=60)}', the document that it is for"
        faults.append(fault(node, name, ("id",), what))
    if faults:
        raise WrongInputError(faults)
    return Template(
        id=header.id,
        title=header.title,
        class_=header.class_,
        author=header.author,
        purpose=header.purpose,
        fields=header.fields,
        anonymous=header.anonymous,
        body=text[fences[1][1] + 1 :],
        source=text,
        file=name,
        body_line=text.count("\n", 0, fences[1][1]) + 2,
    )


def _faults(header: _Header, node: Node, name: str) -> list[Fault]:
    faults: list[Fault] = []
    seen: set[str] = set()
    for number, field in enumerate(header.fields):
        if field.name in seen:
            what = f"'{field.name}' is there already; expected each field once"
            faults.append(fault(node, name, ("fields", number, "name"), what))
        seen.add(field.name)
        if (field.type == "choice") != bool(field.options):
            what = "expected options for a field of the type choice, and for no other"
            faults.append(fault(node, name, ("fields", number), what))
    return faults
