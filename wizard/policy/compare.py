"""What differs between the texts of two policies, or of two editions of one, in words.

Nothing is known here of what any part of a policy means: every part with an id is set beside the one with the same
id, and every field in words beside the other's. So a part that the format gains later is compared too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal

import msgspec

from wizard.policy.contacts import Contacts
from wizard.policy.model import CHALLENGED, CHALLENGING, Policy

Kind = Literal["added", "removed", "changed", "renamed"]
_NOTHING: Final = "nothing"
_SECTIONS: Final[Mapping[str, str]] = {
    "policy": "The policy itself",
    "ladders": "Stages",
    "roles": "Who acts",
    "clocks": "Time limits",
    "routes": "Ways beside the ladder",
    "passes": "Stages that may be passed",
    "bypasses": "Starting later",
    "notices": "Who must be told",
    "endings": "How it ends",
    "outside": "What is not covered",
    "contacts": "Contacts",
    "entries": "Contacts",
    "fallback": "Contacts",
    "if_no_answer": "Contacts",
}
_KINDS: Final[Mapping[str, str]] = {
    "ladders": "ladder",
    "stages": "stage",
    "steps": "step",
    "roles": "role",
    "clocks": "time limit",
    "routes": "way beside the ladder",
    "passes": "rule for passing stages",
    "bypasses": "rule for starting later",
    "notices": "notice",
    "endings": "ending",
    "contacts": "rule on contacts",
    "entries": "contact",
    "fallback": "fallback contact",
    "outside": "limit of what is covered",
    "unseen": "text that was not seen",
    "bodies": "body",
    "templates": "template of its own",
}
_FIELDS: Final[Mapping[str, str]] = {
    "acts": "who acts",
    "with": "with whom",
    "does": "what to do",
    "when": "when it applies",
    "at": "where it applies",
    "source": "clause",
    "reading": "our reading",
    "by": "by what means",
    "instead": "other titles",
    "as_at": "as at",
    "id": "name in files",
}
#: Fields that name a part to people, the best first; two of them together where there are both.
_NAMES: Final = ("title", "does", "text", "rule", "role")
#: Two policies number their clauses each in its own way: that they differ says nothing.
_OF_ONE_TEXT: Final = frozenset({"source", "reading", "review_source"})


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that differs. `part` is the part of the policy in words, `id` what it is called in the files."""

    part: str
    kind: Kind
    id: str
    text: str


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two that are compared, and what the sentences call it."""

    name: str
    policy: Policy
    contacts: Contacts


def compare(a: Named, b: Named) -> tuple[Difference, ...]:
    """What differs between two policies and their contacts, by parts, in the order of the format."""
    comparing = _Comparing(a, b)
    found = [
        *comparing.fields(a.policy, b.policy, "", ""),
        *comparing.fields(a.contacts, b.contacts, "", ""),
    ]
    order = list(dict.fromkeys([*_SECTIONS.values(), *(one.part for one in found)]))
    return tuple(sorted(dict.fromkeys(found), key=lambda one: order.index(one.part)))


class _Comparing:
    def __init__(self, a: Named, b: Named) -> None:
        self.a = a
        self.b = b
        self.skipped = _OF_ONE_TEXT if a.policy.id != b.policy.id else frozenset[str]()

    def fields(self, a: msgspec.Struct, b: msgspec.Struct, part: str, where: str) -> Iterator[Difference]:
        """What differs between two of the same kind; `where` names them, empty for the whole."""
        for field in msgspec.structs.fields(type(a)):
            name = field.encode_name
            if (name == "id" and where) or name in self.skipped:
                continue
            here = part or _SECTIONS.get(name) or _plain(name).capitalize()
            yield from self._field(name, getattr(a, field.name), getattr(b, field.name), here, where)

    def _field(self, name: str, a: object, b: object, part: str, where: str) -> Iterator[Difference]:
        if a == b:
            return
        if _whole(a, where) and isinstance(a, msgspec.Struct) and isinstance(b, type(a)):
            yield from self.fields(a, b, part, f"{where}, {_plain(name)}" if where else part)
        elif _parts(a) is not None or _parts(b) is not None:
            yield from self._items(name, _parts(a) or {}, _parts(b) or {}, part, where)
        else:
            old, new = _say(a, self.a.policy), _say(b, self.b.policy)
            if old == new:
                return
            what = _FIELDS.get(name, _plain(name))
            place = f"{where}, {what}" if where else what.capitalize()
            if where and f"'{old}'" in where:  # what it is called by is what differs
                place = where.replace(f" '{old}'", "", 1)
            part = "Who acts" if name in ("acts", "with") else part
            text = f"{place}: '{old}' in {self.a.name}, '{new}' in {self.b.name}."
            yield Difference(part=part, kind="changed", id=name, text=text)

    def _items(
        self, name: str, a: Mapping[str, object], b: Mapping[str, object], part: str, where: str
    ) -> Iterator[Difference]:
        kind = _KINDS.get(name, _plain(name).removesuffix("s"))
        known = name == "stages" or not where or where == part
        within = "" if known else f" of {where[0].lower()}{where[1:]}"
        pairs = _pairs(name, a, b)
        for old, new in pairs.items():
            called = f"{kind.capitalize()} '{_name(old, a[old], self.a.policy)}'{within}"
            if old != new and name != "ladders":
                text = f"{called}: it is '{_name(new, b[new], self.b.policy)}' in {self.b.name}."
                yield Difference(part=part, kind="renamed", id=new, text=text)
            one, other = a[old], b[new]
            if isinstance(one, msgspec.Struct) and isinstance(other, msgspec.Struct):
                yield from self.fields(one, other, part, called)
            elif one != other:
                text = f"{called}: '{one}' in {self.a.name}, '{other}' in {self.b.name}."
                yield Difference(part=part, kind="changed", id=old, text=text)
        for side, these, others, word in (
            (self.a, a, set(pairs), "removed"),
            (self.b, b, set(pairs.values()), "added"),
        ):
            for id_, one in these.items():
                if id_ not in others:
                    text = f"Only in {side.name}: {kind} '{_name(id_, one, side.policy)}'{within}."
                    yield Difference(
                        part=part, kind="removed" if word == "removed" else "added", id=id_, text=text
                    )


def _whole(value: object, where: str) -> bool:
    """Whether a field holds one part that is compared field by field, and not said as a whole."""
    return isinstance(value, msgspec.Struct) and (bool(_id(value)) or not where)


def _parts(value: object) -> Mapping[str, object] | None:
    """The parts with ids that a field holds, by their ids; None where it holds none."""
    if isinstance(value, dict):
        return {str(key): one for key, one in value.items()}
    if isinstance(value, msgspec.Struct) and _id(value):
        return {_id(value): value}
    if isinstance(value, tuple) and value and all(_id(one) for one in value):
        return {_id(one): one for one in value}
    return None


def _id(value: object) -> str:
    found = getattr(value, "id", "") if isinstance(value, msgspec.Struct) else ""
    return found if isinstance(found, str) else ""


def _pairs(name: str, a: Mapping[str, object], b: Mapping[str, object]) -> dict[str, str]:
    """Which part of the one is which of the other: by the id, else by the same title or the same rule."""
    pairs = {id_: id_ for id_ in a if id_ in b}
    rest = [id_ for id_ in b if id_ not in pairs]
    for id_ in [one for one in a if one not in pairs]:
        same = [one for one in rest if name == "ladders" or _alike(a[id_], b[one])]
        if same:
            pairs[id_] = same[0]
            rest.remove(same[0])
    return {id_: pairs[id_] for id_ in a if id_ in pairs}


def _alike(a: object, b: object) -> bool:
    """Whether two parts say the same of themselves, and are only called something else in the files."""
    for field in ("title", "rule", "does", "text"):
        one, other = getattr(a, field, None), getattr(b, field, None)
        if isinstance(one, str) and one == other:
            return True
    return False


# In words.


def _name(id_: str, value: object, policy: Policy) -> str:
    label = getattr(value, "label", None)
    if isinstance(value, str):
        return value
    found = next((one for one in (getattr(value, name, None) for name in _NAMES) if isinstance(one, str)), "")
    agency = getattr(value, "agency", None)
    if isinstance(agency, str):
        return f"{found} ({policy.agency_title(agency)})"
    return f"{label}: {found}" if label else found.rstrip(".") or _plain(id_)


def _say(value: object, policy: Policy) -> str:
    if value is None or value is False or value in ((), {}, ""):
        return _NOTHING
    if value is True:
        return "yes"
    if isinstance(value, str):
        return value.rstrip(".") or value
    if isinstance(value, tuple):
        return ", ".join(_say(one, policy) for one in value)
    if isinstance(value, msgspec.Struct):
        return _say_struct(value, policy)
    return str(value)


def _say_struct(value: msgspec.Struct, policy: Policy) -> str:
    role, agency = getattr(value, "role", None), getattr(value, "agency", None)
    if isinstance(role, str) and isinstance(agency, str):
        known = policy.roles.get(role)
        parties = {CHALLENGING: policy.terms.challenging_agency, CHALLENGED: policy.terms.receiving_agency}
        who = f"{known.title if known else role} ({parties.get(agency, policy.agency_title(agency))})"
        when = getattr(value, "when", None)
        return f"{who}, if {_say(when, policy)}" if when else who
    said = [
        f"{_FIELDS.get(field.encode_name, _plain(field.encode_name))} {_say(getattr(value, field.name), policy)}"
        for field in msgspec.structs.fields(value)
        if getattr(value, field.name) not in (None, False, (), {}, "")
    ]
    return "; ".join(said) or _NOTHING


def _plain(word: str) -> str:
    return word.replace("-", " ").replace("_", " ")
