"""The numbering of lists: the letterhead's own look where its list styles have one, ours where they have none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wizard.documents.word_package import root_of
from wizard.documents.word_styles import LEVELS, STEP, Styles, list_style
from wizard.documents.word_xml import Numbering, element

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement

#: Word has this many levels, and counts no further than this.
_DEEPEST: Final = 8
_HIGHEST: Final = 32_767
_BULLETS: Final = ("•", "–", "•")


class Lists:
    """The lists of one document, which are numbered one by one as they are met."""

    def __init__(self, document: Document, styles: Styles) -> None:
        self._styles = styles
        self._root = _numbering(document)
        self._give_styles_numbers()

    def bullets(self, level: int) -> Numbering | None:
        """Where an item stands in a list of bullets; None where its style alone says it. `level` counts from 0."""
        if level < LEVELS:
            return None
        deepest = self._of_style(list_style(level, ordered=False))
        return Numbering(deepest.list, min(level, _DEEPEST)) if deepest else None

    def numbers(self, level: int, start: int) -> Numbering:
        """A new list of numbers at a level, counted from `start`."""
        style = self._of_style(list_style(level, ordered=True))
        assert style is not None, "every list style was given its numbers"
        shown = style.level if level < LEVELS else min(level, _DEEPEST)
        return Numbering(self._new_list(self._pattern_of(style.list), shown, start), shown)

    def _give_styles_numbers(self) -> None:
        from docx.oxml.ns import qn

        for ordered in (False, True):
            named = [list_style(level, ordered=ordered) for level in range(LEVELS)]
            bare = [(level, name) for level, name in enumerate(named) if self._of_style(name) is None]
            if not bare:
                continue
            number = self._new_list(self._new_pattern(ordered=ordered), 0, 1)
            for level, name in bare:
                style = self._styles.element(name)
                looks = style.find(qn("w:pPr"))
                if looks is None:
                    looks = element("w:pPr")
                    _before(style, looks, ("w:rPr", "w:tblPr", "w:trPr", "w:tcPr", "w:tblStylePr"))
                for old in looks.findall(qn("w:numPr")):
                    looks.remove(old)
                said = element("w:numPr")
                said.extend([element("w:ilvl", val=level), element("w:numId", val=number)])
                _after(
                    looks,
                    said,
                    ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl"),
                )

    def _of_style(self, name: str) -> Numbering | None:
        """The numbering that a style has, by itself or by what it is based on."""
        from docx.oxml.ns import qn

        style: BaseOxmlElement | None = self._styles.element(name)
        seen: list[BaseOxmlElement] = []
        while style is not None and style not in seen:
            seen.append(style)
            number = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
            if number is not None:
                level = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:ilvl')}")
                wanted = _number(number)
                if self._list(wanted) is None:
                    return None
                return Numbering(wanted, 0 if level is None else _number(level))
            style = self._styles.based_on(style)
        return None

    def _list(self, number: int) -> BaseOxmlElement | None:
        from docx.oxml.ns import qn

        lists = self._root.findall(qn("w:num"))
        return next((one for one in lists if _number(one, "w:numId") == number), None)

    def _pattern_of(self, number: int) -> int:
        from docx.oxml.ns import qn

        found = self._list(number)
        pattern = None if found is None else found.find(qn("w:abstractNumId"))
        return self._new_pattern(ordered=True) if pattern is None else _number(pattern)

    def _new_list(self, pattern: int, level: int, start: int) -> int:
        from docx.oxml.ns import qn

        number = 1 + max((_number(one, "w:numId") for one in self._root.findall(qn("w:num"))), default=0)
        made = element("w:num", numId=number)
        made.append(element("w:abstractNumId", val=pattern))
        override = element("w:lvlOverride", ilvl=level)
        override.append(element("w:startOverride", val=min(start, _HIGHEST)))
        made.append(override)
        _before(self._root, made, ("w:numIdMacAtCleanup",))
        return number

    def _new_pattern(self, *, ordered: bool) -> int:
        from docx.oxml.ns import qn

        patterns = self._root.findall(qn("w:abstractNum"))
        pattern = 1 + max((_number(one, "w:abstractNumId") for one in patterns), default=-1)
        made = element("w:abstractNum", abstractNumId=pattern)
        made.append(element("w:multiLevelType", val="multilevel"))
        made.extend([_level(level, ordered=ordered) for level in range(_DEEPEST + 1)])
        _before(self._root, made, ("w:num", "w:numIdMacAtCleanup"))
        return pattern


def _level(level: int, *, ordered: bool) -> BaseOxmlElement:
    made = element("w:lvl", ilvl=level)
    look = element("w:pPr")
    look.append(element("w:ind", left=STEP * (level + 1), hanging=STEP))
    bullet = _BULLETS[level % len(_BULLETS)]
    made.extend(
        [
            element("w:start", val=1),
            element("w:numFmt", val="decimal" if ordered else "bullet"),
            element("w:lvlText", val=f"%{level + 1}." if ordered else bullet),
            element("w:lvlJc", val="left"),
            look,
        ]
    )
    return made


def _number(found: BaseOxmlElement, name: str = "w:val") -> int:
    from docx.oxml.ns import qn

    said = str(found.get(qn(name), ""))
    return int(said) if said.isascii() and said.isdigit() else 0


def _before(parent: BaseOxmlElement, child: BaseOxmlElement, tags: tuple[str, ...]) -> None:
    """Puts a child before the first of those that the schema wants behind it."""
    from docx.oxml.ns import qn

    later = {qn(tag) for tag in tags}
    place = next((index for index, one in enumerate(parent) if one.tag in later), len(parent))
    parent.insert(place, child)


def _after(parent: BaseOxmlElement, child: BaseOxmlElement, names: tuple[str, ...]) -> None:
    """Puts a child behind the last of those that the schema wants before it."""
    from docx.oxml.ns import qn

    earlier = {qn(f"w:{name}") for name in names}
    places = [index for index, one in enumerate(parent) if one.tag in earlier]
    parent.insert(max(places, default=-1) + 1, child)


def _numbering(document: Document) -> BaseOxmlElement:
    """The document's part of numberings, made where a letterhead has none: python-docx cannot make one."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.parts.numbering import NumberingPart

    part = document.part
    found = [rel.target_part for rel in part.rels.values() if rel.reltype == RELATIONSHIP_TYPE.NUMBERING]
    if found:
        return root_of(found[0])
    made = NumberingPart(
        part.package.next_partname("/word/numbering%d.xml"),
        CONTENT_TYPE.WML_NUMBERING,
        element("w:numbering"),
        part.package,
    )
    part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
    return root_of(made)
