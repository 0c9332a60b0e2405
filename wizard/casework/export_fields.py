"""What an export knows beforehand: what the fields of the documents hold, and the words of policies and program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.advice import questions, steps
from wizard.advice.result import plain
from wizard.advice.situation import Given
from wizard.base.errors import EscalateError
from wizard.base.paths import shipped
from wizard.casework.export_shapes import Vocabulary, ids_in, is_time
from wizard.casework.templates_found import office_templates
from wizard.documents.catalogue import Holds, Template, catalogue, find_template
from wizard.policy.files import template_folder
from wizard.policy.model import AGENCIES, Policy
from wizard.register.events import JSON

if TYPE_CHECKING:
    from wizard.casework.looking import Looked
    from wizard.casework.session import Surroundings

#: What the ids of questions are made of, beside ids of the policy and of what can be chosen.
_QUESTIONS: Final = frozenset(
    {
        *("danger", "policy", "subject", "from", "sector", "to", "circumstance", "about", "risk", "raised"),
        *("raised_earliest", "tried", "began", "outcome", "ended", "start_at", "bypass_agreed"),
        *("fact", "event", "change", "stage", "on", "says", "silent", "came", "done", "more", "note"),
    }
)


class KnownField(msgspec.Struct, frozen=True, kw_only=True):
    """A field of documents: what it may hold of a person, its options, and whether it is for a day.

    Where templates differ over a field of one name, all that any of them says is true of it.
    """

    holds: frozenset[Holds] = frozenset()
    options: frozenset[str] = frozenset()
    is_date: bool = False

    def is_structured(self, text: str) -> bool:
        """Whether a text is one of the options, or a day as the program writes it."""
        return not self.holds and (text in self.options or (self.is_date and is_time(text)))


def known_fields(around: Surroundings, cases: Iterable[Looked]) -> Mapping[str, KnownField]:
    """The fields of all documents that the cases can have: those that ship, their policies' own, and the office's.

    A template of a policy's or the office's own that cannot be read makes no field known. Raises WrongInputError for a shared one.
    """
    folder = shipped("templates")
    templates = catalogue(folder)
    policies = _policies(around, cases)
    for policy in policies:
        templates += _own_templates(around, policy, folder)
    templates += office_templates(around.office_templates, dict.fromkeys(one.id for one in policies))
    found: dict[str, KnownField] = {}
    for template in templates:
        for field in template.fields:
            before = found.get(field.name, KnownField())
            found[field.name] = KnownField(
                holds=before.holds | ({field.holds} if field.holds else set()),
                options=before.options | set(field.options),
                is_date=before.is_date or field.type == "date",
            )
    return found


def _own_templates(around: Surroundings, policy: Policy, folder: Path) -> Iterator[Template]:
    own = {str(document): file for document, file in policy.templates.items()}
    with suppress(EscalateError):
        folders = around.flow_folders(policy.id) if own else ()
        for document, file in own.items():
            with suppress(EscalateError):
                yield find_template(document, template_folder(folders, file), own, folder)


def vocabulary(around: Surroundings, cases: Iterable[Looked], fields: Mapping[str, KnownField]) -> Vocabulary:
    """The words that stand in the program and in the policies that the cases are or were under."""
    policies = _policies(around, cases)
    ids = {*_QUESTIONS, *AGENCIES, *steps.STEP_IDS, *_own_words()}
    with suppress(EscalateError):
        ids |= {one.id for one in around.choices()}
    for policy in policies:
        ids |= {policy.id, *policy.bodies, *ids_in(plain(policy))}
    return Vocabulary(
        ids=frozenset(ids),
        editions=frozenset(one.policy.edition for one in policies),
        fields=frozenset(fields),
    )


def _policies(around: Surroundings, cases: Iterable[Looked]) -> tuple[Policy, ...]:
    """The policies of the cases as they go by them, and as they lie on the disk."""
    found: list[Policy] = []
    ids: dict[str, None] = {}
    for looked in cases:
        if looked.policy is not None:
            found.append(looked.policy)
        ids |= dict.fromkeys((looked.policy_id or "", *looked.record.editions))
        ids |= {one.policy: None for one in looked.record.attempts}
    for policy_id in ids:
        with suppress(EscalateError):
            if policy_id:
                found.append(around.open_house(policy_id).policy)
    return tuple(found)


def _own_words() -> Iterator[str]:
    """The ids that can be chosen under every policy, and what a situation may say."""
    _, parts = msgspec.json.schema_components((Given, Policy))
    for schema in parts.values():
        yield from _listed(schema)
    for value in (*vars(questions).values(), *vars(steps).values()):
        if isinstance(value, str | questions.Option | questions.Question):
            yield from ids_in(_chosen(value))


def _chosen(value: str | questions.Option | questions.Question) -> JSON:
    if isinstance(value, str):
        return value
    options = value.options if isinstance(value, questions.Question) else (value,)
    return [option.id for option in options]


def _listed(schema: object) -> Iterator[str]:
    """The values that a JSON Schema lists."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key in ("enum", "const"):
                yield from (
                    one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)
                )
            else:
                yield from _listed(value)
    elif isinstance(schema, list):
        for one in schema:
            yield from _listed(one)
