"""The templates: which there are, what each is for, and which one makes a document."""

from __future__ import annotations

import re
from collections.abc import Mapping
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
_ENDING: Final = ".md"
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
    id: Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    title: Line
    class_: DocumentClass = msgspec.field(name="class")
    author: Line
    purpose: Line
    fields: tuple[Field, ...] = ()


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


def catalogue(templates_folder: Path) -> list[Template]:
    """Every template in a folder, by id. Raises WrongInputError with the faults of all of them."""
    found: list[Template] = []
    faults: list[Fault] = []
    for path in sorted(templates_folder.glob(f"*{_ENDING}")):
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
        path = _own_template(flow_folder, own[document_id])
    else:
        # Compared with the names that are there, so that an id can never lead to a file anywhere else.
        shared = {path.stem: path for path in templates_folder.glob(f"*{_ENDING}")}
        if document_id not in shared:
            known = sorted({*shared, *own})
            near = nearest(document_id, known)
            those = f"did you mean '{near}'? Those" if near else "those"
            raise wrong_input(
                f"the document '{visible(document_id, limit=60)}' cannot be made yet; "
                f"{those} that can be made are: {', '.join(known) or 'none'}"
            )
        path = shared[document_id]
    template = read_template(path)
    if template.id != document_id:
        raise wrong_input(
            f"is '{template.id}'; expected '{visible(document_id, limit=60)}', the document that it is for",
            file=template.file,
            key="id",
        )
    return template


def _own_template(flow_folder: Path, name: str) -> Path:
    try:
        return within(flow_folder / TEMPLATES, name)
    except ValueError as error:
        raise wrong_input(str(error), file=named(flow_folder / "policy.yaml"), key=TEMPLATES) from error


def read_template(path: Path) -> Template:
    """The template in a file. Raises WrongInputError with every fault of its header, NotNowError."""
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
    if faults:
        raise WrongInputError(faults)
    return Template(
        id=header.id,
        title=header.title,
        class_=header.class_,
        author=header.author,
        purpose=header.purpose,
        fields=header.fields,
        body=text[fences[1][1] + 1 :],
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
