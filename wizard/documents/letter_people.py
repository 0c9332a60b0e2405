"""Checks whether a document tells more than it needs to about who people are."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from wizard.base.text import visible
from wizard.documents.catalogue import DocumentClass
from wizard.documents.identifier_names import find_names, is_only_initials, relative_beside
from wizard.documents.identifier_shapes import is_mobile, phones
from wizard.documents.identifiers import find_identifiers
from wizard.documents.letter_fields import Hit, Written

_SHOWN: Final = 60
#: What a field for a contact is there for.
_OF_CONTACTS: Final = frozenset({"phone", "email", "web"})


def people(
    fields: tuple[Written, ...], of: DocumentClass, names: Collection[str], ordinary: Collection[str]
) -> Iterator[Hit]:
    """What tells who people are. `names` are known; the words of `ordinary` are the policy's and no names."""
    for one in fields:
        if not one.is_prose:
            continue
        if of == "partnership":
            yield from _for_the_board(one, names, ordinary)
        else:
            yield from _for_the_agencies(one, names, ordinary)


def _for_the_board(one: Written, names: Collection[str], ordinary: Collection[str]) -> Iterator[Hit]:
    if one.field.holds == "name" and not one.is_empty and not is_only_initials(one.text):
        yield _of_a_person(one, "identifier-name")
        return
    of_contacts = one.field.holds == "address"
    found = find_identifiers(one.text, names, ordinary=ordinary, birth=one.field.holds == "birth")
    for each in found:
        mobile = each.kind == "phone" and is_mobile(each.words)
        if of_contacts and each.kind in _OF_CONTACTS and not mobile:
            continue
        code = "personal-mobile" if of_contacts and mobile else f"identifier-{each.kind}"
        says = f"'{visible(each.words, limit=_SHOWN)}' may tell who somebody is."
        yield Hit(code, one.field.name, each.start, each.end, says)


def _for_the_agencies(one: Written, names: Collection[str], ordinary: Collection[str]) -> Iterator[Hit]:
    for start, end in phones(one.text):
        if is_mobile(words := one.text[start:end]):
            says = (
                f"'{visible(words, limit=_SHOWN)}' is the number of a mobile phone; a work number is safer."
            )
            yield Hit("personal-mobile", one.field.name, start, end, says)
    if one.field.holds == "name":
        if one.role == "person" and not one.is_empty and not is_only_initials(one.text):
            yield _of_a_person(one, "person-named")
        return
    last = 0
    for name in find_names(one.text, names, ordinary):
        if name.start < last:
            continue
        last = name.end
        words = visible(one.text[name.start : name.end], limit=_SHOWN)
        if relative_beside(one.text, name.start, name.end):
            says = f"'{words}' seems to name somebody; you could write the relationship alone."
            yield Hit("third-party-named", one.field.name, name.start, name.end, says)
        else:
            says = f"'{words}' seems to be a name; you could write initials or a role."
            yield Hit("person-named", one.field.name, name.start, name.end, says)


def _of_a_person(one: Written, code: str) -> Hit:
    words = one.text.strip()
    start = len(one.text) - len(one.text.lstrip())
    says = f"'{visible(words, limit=_SHOWN)}' seems to be more than initials."
    return Hit(code, one.field.name, start, start + len(words), says)
