"""The styles that a document needs: the letterhead's own where it has them, calm ones of ours where it has not.

Word stores only the styles that somebody has used, so that most letterheads have next to none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.documents.page_marks import LANGUAGE

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement

BODY: Final = "Body Text"
QUOTE: Final = "Quote"
TABLE: Final = "Table Grid"
CELL: Final = "Table Text"
COLUMN_HEAD: Final = "Table Heading"
MARK: Final = "Page Mark"
NOTE: Final = "Page Note"
CLOSING: Final = "Document Note"
GAP: Final = "Table Gap"
#: Lists have styles to this depth.
LEVELS: Final = 3
#: How far one level of a list stands in, in twentieths of a point.
STEP: Final = 425

_NORMAL: Final = "Normal"
_HEADING: Final = (
    '<w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before="{before}" w:after="{after}" w:line="264" w:lineRule="auto"/>'
    '<w:outlineLvl w:val="{level}"/></w:pPr>'
    '<w:rPr><w:b/><w:bCs/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
)
_TABLE_LOOK: Final = (
    "<w:tblPr><w:tblBorders><w:top {0}/><w:left {0}/><w:bottom {0}/><w:right {0}/><w:insideH {0}/><w:insideV {0}/>"
    '</w:tblBorders><w:tblCellMar><w:top w:w="57" w:type="dxa"/><w:left w:w="100" w:type="dxa"/>'
    '<w:bottom w:w="57" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/></w:tcPr></w:tblStylePr>'
).format('w:val="single" w:sz="4" w:space="0" w:color="808080"')
_SMALL: Final = '<w:sz w:val="{0}"/><w:szCs w:val="{0}"/>'


class _Kind(msgspec.Struct, frozen=True, kw_only=True):
    """A style that is added where it is missing. `name` is Word's own, in lower case where Word has it so."""

    name: str
    look: str
    based_on: str = _NORMAL
    kind: str = "paragraph"
    following: str = ""
    ours: bool = False


def list_style(level: int, *, ordered: bool) -> str:
    """The style of a list's items, where `level` counts from 0."""
    return _levelled("List Number" if ordered else "List Bullet", level)


def continued_style(level: int) -> str:
    """The style of what follows in the same item of a list."""
    return _levelled("List Continue", level)


def heading_style(level: int) -> str:
    """The style of a heading, where `level` counts from 1."""
    return f"Heading {min(level, 3)}"


def _levelled(name: str, level: int) -> str:
    shown = min(level, LEVELS - 1) + 1
    return name if shown == 1 else f"{name} {shown}"


def _item(level: int) -> str:
    indent = STEP * (level + 1)
    return f'<w:pPr><w:spacing w:after="60"/><w:ind w:left="{indent}" w:hanging="{STEP}"/></w:pPr>'


def _continued(level: int) -> str:
    return f'<w:pPr><w:spacing w:after="60"/><w:ind w:left="{STEP * (level + 1)}"/></w:pPr>'


def _heading(level: int, size: int, before: int, after: int) -> _Kind:
    look = _HEADING.format(level=level - 1, size=size, before=before, after=after)
    return _Kind(name=f"heading {level}", look=look, following=BODY)


_KINDS: Final = (
    _Kind(name=_NORMAL, look="", based_on=""),
    _Kind(name=BODY, look='<w:pPr><w:spacing w:after="140"/></w:pPr>'),
    _Kind(
        name="Title",
        look='<w:pPr><w:keepNext/><w:spacing w:after="200"/></w:pPr><w:rPr><w:b/><w:bCs/>'
        + _SMALL.format(44)
        + "</w:rPr>",
        following=BODY,
    ),
    _heading(1, 34, 120, 200),
    _heading(2, 26, 280, 80),
    _heading(3, 23, 200, 60),
    *(_Kind(name=list_style(n, ordered=False), look=_item(n)) for n in range(LEVELS)),
    *(_Kind(name=list_style(n, ordered=True), look=_item(n)) for n in range(LEVELS)),
    *(_Kind(name=continued_style(n), look=_continued(n)) for n in range(LEVELS)),
    _Kind(
        name=QUOTE,
        look='<w:pPr><w:pBdr><w:left w:val="single" w:sz="18" w:space="10" w:color="A6A6A6"/></w:pBdr>'
        '<w:spacing w:after="140"/><w:ind w:left="340" w:right="340"/></w:pPr>',
        following=BODY,
    ),
    _Kind(name="header", look=""),
    _Kind(name="footer", look=""),
    _Kind(
        name="Normal Table",
        kind="table",
        based_on="",
        look='<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr>',
    ),
    _Kind(name=TABLE, kind="table", based_on="Normal Table", look=_TABLE_LOOK),
    _Kind(
        name=CELL,
        ours=True,
        look='<w:pPr><w:spacing w:before="0" w:after="0" w:line="252" w:lineRule="auto"/></w:pPr><w:rPr>'
        + _SMALL.format(20)
        + "</w:rPr>",
    ),
    _Kind(
        name=COLUMN_HEAD,
        ours=True,
        based_on=CELL,
        look="<w:pPr><w:keepNext/></w:pPr><w:rPr><w:b/><w:bCs/></w:rPr>",
    ),
    _Kind(
        name=GAP,
        ours=True,
        look='<w:pPr><w:spacing w:before="0" w:after="0" w:line="200" w:lineRule="exact"/></w:pPr>',
        following=BODY,
    ),
    _Kind(
        name=CLOSING,
        ours=True,
        look='<w:pPr><w:spacing w:before="0" w:after="80"/></w:pPr><w:rPr>' + _SMALL.format(18) + "</w:rPr>",
        following=BODY,
    ),
    _Kind(
        name=MARK,
        ours=True,
        based_on="header",
        look='<w:pPr><w:spacing w:before="0" w:after="40"/></w:pPr><w:rPr><w:b/><w:bCs/>'
        + _SMALL.format(18)
        + "</w:rPr>",
    ),
    _Kind(
        name=NOTE,
        ours=True,
        based_on="footer",
        look='<w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr><w:rPr><w:color w:val="404040"/>'
        + _SMALL.format(15)
        + "</w:rPr>",
    ),
)


class Styles(msgspec.Struct, frozen=True):
    """The styles of one document, by the names that Word shows."""

    elements: Mapping[str, BaseOxmlElement]

    def id(self, name: str) -> str:
        """What a paragraph or a table writes to have the style."""
        return _id(self.elements[name.casefold()])

    def element(self, name: str) -> BaseOxmlElement:
        """The style itself."""
        return self.elements[name.casefold()]

    def based_on(self, style: BaseOxmlElement) -> BaseOxmlElement | None:
        """The style that another is based on; None where it is based on none."""
        from docx.oxml.ns import qn

        base = style.find(qn("w:basedOn"))
        wanted = None if base is None else base.get(qn("w:val"))
        return next((one for one in self.elements.values() if _id(one) == wanted), None)


def complete_styles(document: Document) -> Styles:
    """The styles of `document`, with those that were missing added, and its language set."""
    from docx.oxml.ns import qn

    root = document.styles.element
    _set_language(root)
    known = {kind.name.casefold(): kind.kind for kind in _KINDS}
    found: dict[str, BaseOxmlElement] = {}
    taken = {_id(style) for style in root.findall(qn("w:style"))}
    for style in root.findall(qn("w:style")):
        name = _name(style).casefold()
        # A style of another kind under the same name, such as "Quote" for characters, cannot stand in for it.
        if style.get(qn("w:type")) == known.get(name, style.get(qn("w:type"))):
            found.setdefault(name, style)
    for kind in _KINDS:
        if kind.name.casefold() not in found:
            style = _made(kind, _free(kind.name, taken), found)
            taken.add(_id(style))
            root.append(style)
            found[kind.name.casefold()] = style
    return Styles(found)


def _made(kind: _Kind, style_id: str, found: Mapping[str, BaseOxmlElement]) -> BaseOxmlElement:
    from docx.oxml.ns import nsdecls
    from docx.oxml.parser import parse_xml

    default = ' w:default="1"' if not kind.based_on else ""
    custom = ' w:customStyle="1"' if kind.ours else ""
    based = f'<w:basedOn w:val="{_id(found[kind.based_on.casefold()])}"/>' if kind.based_on else ""
    after = found.get(kind.following.casefold())
    following = "" if after is None else f'<w:next w:val="{_id(after)}"/>'
    made: BaseOxmlElement = parse_xml(
        f'<w:style {nsdecls("w")} w:type="{kind.kind}"{default}{custom} w:styleId="{style_id}">'
        f'<w:name w:val="{kind.name}"/>{based}{following}<w:qFormat/>{kind.look}</w:style>'
    )
    return made


def _free(name: str, taken: set[str]) -> str:
    wanted = name.title().replace(" ", "")
    tries = (wanted if number == 0 else f"{wanted}{number}x" for number in range(len(taken) + 1))
    return next(one for one in tries if one not in taken)


def _id(style: BaseOxmlElement) -> str:
    from docx.oxml.ns import qn

    return str(style.get(qn("w:styleId"), ""))


def _name(style: BaseOxmlElement) -> str:
    from docx.oxml.ns import qn

    name = style.find(qn("w:name"))
    return "" if name is None else str(name.get(qn("w:val"), ""))


def _set_language(styles: BaseOxmlElement) -> None:
    """Has the letterhead's text checked and read aloud in the language of our documents."""
    from docx.oxml.ns import qn

    from wizard.documents.word_xml import element

    defaults = _child(styles, "w:docDefaults", first=True)
    looks = _child(_child(defaults, "w:rPrDefault", first=True), "w:rPr")
    language = looks.find(qn("w:lang"))
    if language is None:
        language = element("w:lang")
        looks.append(language)
    language.set(qn("w:val"), LANGUAGE)


def _child(parent: BaseOxmlElement, tag: str, *, first: bool = False) -> BaseOxmlElement:
    from docx.oxml.ns import qn

    from wizard.documents.word_xml import element

    child: BaseOxmlElement | None = parent.find(qn(tag))
    if child is None:
        child = element(tag)
        parent.insert(0, child) if first else parent.append(child)
    return child
