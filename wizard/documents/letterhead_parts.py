"""What is wrong with the parts of a letterhead: what could run, what lies elsewhere, what tells on people, what is missing."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Final

from wizard.base.text import visible
from wizard.documents.letterhead_xml import Entities, Relation, Seen, Unreadable, read_part

_TYPES: Final = "[Content_Types].xml"
_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_AGAIN: Final = "open it in Word and save it again as 'Word Document (.docx)'"
_SHOWN: Final = 80
#: Members that are not read, because nothing in them is XML.
_PLAIN: Final = (
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".bmp",
    ".tif",
    ".tiff",
    ".emf",
    ".wmf",
    ".wdp",
    ".odttf",
    ".ttf",
)
#: The kinds of part that Word makes for text, looks and pictures. Whatever else there is could do more than be seen.
_KINDS: Final = frozenset(
    {
        "officedocument",
        "core-properties",
        "extended-properties",
        "custom-properties",
        "thumbnail",
        "styles",
        "styleswitheffects",
        "settings",
        "websettings",
        "fonttable",
        "font",
        "numbering",
        "theme",
        "footnotes",
        "endnotes",
        "header",
        "footer",
        "image",
        "hdphoto",
        "hyperlink",
        "customxml",
        "customxmlprops",
        "glossarydocument",
        "comments",
        "commentsextended",
        "commentsids",
        "commentsextensible",
        "people",
        "classificationlabels",
        "diagramdata",
        "diagramlayout",
        "diagramquickstyle",
        "diagramcolors",
        "diagramdrawing",
        "bibliography",
    }
)
_MACROS: Final = frozenset({"vbaproject", "wordvbadata", "keymapcustomizations", "attachedtoolbars"})
_EMBEDDED: Final = frozenset(
    {"oleobject", "package", "control", "activexcontrolbinary", "afchunk", "subdocument"}
)
#: Fields that show something of the document itself or ask somebody; none of them fetches.
_FIELDS: Final = frozenset(
    {
        "=",
        "advance",
        "author",
        "bookmark",
        "comments",
        "compare",
        "createdate",
        "date",
        "docproperty",
        "docvariable",
        "edittime",
        "eq",
        "filename",
        "filesize",
        "fillin",
        "ask",
        "formcheckbox",
        "formdropdown",
        "formtext",
        "hyperlink",
        "if",
        "info",
        "keywords",
        "lastsavedby",
        "listnum",
        "macrobutton",
        "numchars",
        "numpages",
        "numwords",
        "page",
        "pageref",
        "printdate",
        "quote",
        "ref",
        "revnum",
        "savedate",
        "section",
        "sectionpages",
        "seq",
        "set",
        "styleref",
        "subject",
        "symbol",
        "template",
        "time",
        "title",
        "toc",
        "username",
        "userinitials",
        "useraddress",
        "noteref",
    }
)
_FIELD_NAME: Final = re.compile(r"=|[^\s\\\"=]+")


def faults_of(members: Mapping[str, bytes]) -> list[str]:
    """What is wrong with a letterhead of these parts, each as a sentence about it; nothing where it can be used."""
    if _TYPES not in members or "_rels/.rels" not in members:
        return [f"is no Word document, or is damaged; {_AGAIN}"]
    faults = list(_by_name(members))
    seen: dict[str, Seen] = {}
    for name, data in members.items():
        if name.endswith("/") or name.casefold().endswith((*_PLAIN, ".bin")):
            continue
        try:
            seen[name] = read_part(data)
        except Entities:
            faults.append(f"declares entities in '{_shown(name)}', which Word never does; {_AGAIN}")
        except Unreadable:
            faults.append(f"is damaged in '{_shown(name)}'; {_AGAIN}")
    faults += _of_types(seen.get(_TYPES, Seen()))
    for name, part in seen.items():
        faults += _of_part(part)
        faults += _of_relations(name, part, members, seen)
    return list(dict.fromkeys(faults))


def _by_name(members: Mapping[str, bytes]) -> Iterator[str]:
    names = [name.casefold() for name in members]
    if any("vbaproject" in name or "vbadata" in name for name in names):
        yield _holds_macros()
    if any("/activex" in name or "/embeddings/" in name for name in names):
        yield _holds_embedded()
    for name in members:
        if name.casefold().endswith(".bin") and "vbaproject" not in name.casefold():
            yield _unneeded(name)


def _of_types(types: Seen) -> Iterator[str]:
    kinds = dict(types.types)
    main = [kind for kind in kinds.values() if kind.endswith("main+xml") and ".glossary" not in kind]
    if any("macroenabled" in kind.casefold() or "vba" in kind.casefold() for kind in kinds.values()):
        yield _holds_macros()
    elif _MAIN not in main:
        yield f"is not an ordinary Word document (it may be a template or a form); {_AGAIN}"
    if any("oleobject" in kind.casefold() or "activex" in kind.casefold() for kind in kinds.values()):
        yield _holds_embedded()
    if not all(kind for _, kind in types.types):
        yield f"is damaged in '{_TYPES}'; {_AGAIN}"
    for name, kind in kinds.items():
        if name.casefold().endswith(_PLAIN) and "xml" in kind.casefold():
            yield f"calls a picture a page ('{_shown(name)}'), which Word never does; {_AGAIN}"


def _of_part(part: Seen) -> Iterator[str]:
    if part.embedded:
        yield _holds_embedded()
    if part.merges:
        yield "is set up for a mail merge; in Word choose Mailings, Start Mail Merge, Normal Word Document, and save it"
    for person in sorted(part.people):
        yield (
            f"holds comments or tracked changes of '{_shown(person)}'. They would go out with each letter. "
            "In Word accept all changes, delete all comments and save it"
        )
    for place in sorted(part.fetches):
        yield _elsewhere("a picture", place, "delete it and insert the picture itself")
    for code in part.fields:
        found = _FIELD_NAME.match(code.strip())
        if code.strip() and not (found and found.group().casefold() in _FIELDS):
            name = found.group() if found else code.strip()
            yield (
                f"holds the field '{_shown(name)}', which may fetch something or run something; "
                "in Word press Alt+F9 to see it, delete it and save it"
            )


def _of_relations(
    name: str, part: Seen, members: Mapping[str, bytes], seen: Mapping[str, Seen]
) -> Iterator[str]:
    ids = [one.id for one in part.relations]
    if len(set(ids)) < len(ids) or not all(one.id and one.kind and one.target for one in part.relations):
        yield f"is damaged in '{_shown(name)}'; {_AGAIN}"
    for one in part.relations:
        kind = one.kind.rpartition("/")[2].casefold()
        if one.outside:
            yield _outside(kind, one)
        elif kind in _MACROS:
            yield _holds_macros()
        elif kind in _EMBEDDED:
            yield _holds_embedded()
        elif "purl.oclc.org" in one.kind:
            yield "is saved as 'Strict Open XML Document'; save it in Word as 'Word Document (.docx)'"
        elif kind not in _KINDS:
            yield _unneeded(one.target)
        elif _target(name, one.target) not in members:
            yield f"is damaged: its part '{_shown(one.target)}' is missing; {_AGAIN}"
    folder, file = posixpath.split(name)
    known = seen.get(posixpath.join(folder, "_rels", f"{file}.rels"), Seen())
    if part.uses - {one.id for one in known.relations}:
        yield f"is damaged: '{_shown(name)}' needs a part that is missing; {_AGAIN}"


def _target(rels: str, target: str) -> str:
    """The member that a relation leads to; `rels` is the member that the relation stands in."""
    folder = posixpath.dirname(posixpath.dirname(rels))
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _outside(kind: str, relation: Relation) -> str:
    if kind == "hyperlink":
        return _elsewhere(
            "a link", relation.target, "right-click it in Word and choose Remove Hyperlink; its words stay"
        )
    if kind == "attachedtemplate":
        return _elsewhere(
            "an attached template",
            relation.target,
            "in Word choose File, Options, Add-ins, Manage: Templates, Go, and empty the name of the template",
        )
    if kind == "image":
        return _elsewhere("a picture", relation.target, "delete it and insert the picture itself")
    return _elsewhere("something", relation.target, "delete it in Word")


def _elsewhere(what: str, place: str, remedy: str) -> str:
    return f"holds {what} that lies elsewhere ('{_shown(place)}'), and opening a letter could tell that place who reads it; {remedy}"


def _holds_macros() -> str:
    return "holds macros or keys that run them; save it in Word as 'Word Document (.docx)', which keeps none"


def _holds_embedded() -> str:
    return (
        "holds an embedded object, control or file; in Word delete it, or put in a picture of it, and save it"
    )


def _unneeded(name: str) -> str:
    return f"holds what no letterhead needs ('{_shown(name)}'); make a new file in Word, and copy its head and foot into that"


def _shown(text: str) -> str:
    return visible(text, _SHOWN)
