"""What a field of a template is for, as far as its name tells. A field by any other name gets the general checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from wizard.documents.catalogue import Field, Template

Role = Literal["views", "evidence", "agreed", "not_agreed", "outcome", "reply_by", "quoted", "person"]

_ROLES: Final[Mapping[str, Role]] = {
    **dict.fromkeys(("views", "child_views", "adult_views", "views_of_child", "wishes", "wishes_and_feelings"), "views"),
    "evidence": "evidence",
    **dict.fromkeys(("agreed", "areas_agreed", "points_agreed"), "agreed"),
    **dict.fromkeys(("not_agreed", "areas_not_agreed", "points_not_agreed", "disputed"), "not_agreed"),
    **dict.fromkeys(("outcome_sought", "outcome_wanted", "request"), "outcome"),
    **dict.fromkeys(("reply_by", "answer_by", "response_by"), "reply_by"),
    # What others said, in their own words.
    **dict.fromkeys(("other_view", "positions", "record_dissent"), "quoted"),
    "person": "person",
}  # fmt: skip

#: Fields that tell of a day that has been, when the document is made.
TELL_OF_THE_PAST: Final = frozenset(
    {
        *("decision_date", "arose_on", "raised_with_on", "challenged_on", "invoked_on", "resolved_on"),
        *("meeting_date", "conference_date", "review_decided_on"),
    }
)


class Written(msgspec.Struct, frozen=True):
    """A field and what was typed for it."""

    field: Field
    text: str

    @property
    def role(self) -> Role | None:
        """What the field is for; None where its name does not tell."""
        return _ROLES.get(self.field.name)

    @property
    def is_empty(self) -> bool:
        return not self.text.strip()

    @property
    def is_prose(self) -> bool:
        """Whether it was written freely: no date, and no choice out of several."""
        return self.field.type in ("text", "list")


class Hit(msgspec.Struct, frozen=True):
    """A rule that has found something: where in a field, and what it says of it in a sentence."""

    code: str
    field: str
    start: int
    end: int
    text: str


def whole(code: str, one: Written, text: str) -> Hit:
    """A hit on all that was typed, without the space around it."""
    start = len(one.text) - len(one.text.lstrip()) if one.text.strip() else 0
    return Hit(code, one.field.name, start, start + len(one.text.strip()), text)


def written(template: Template, details: Mapping[str, str]) -> tuple[Written, ...]:
    """Each field of a template, with what was typed for it."""
    return tuple(Written(field, details.get(field.name, "")) for field in template.fields)


def of_role(fields: tuple[Written, ...], role: Role) -> Written | None:
    """The first field that is for something; None where the template has none."""
    return next((one for one in fields if one.role == role), None)
