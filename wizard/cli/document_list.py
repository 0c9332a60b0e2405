"""`escalate document list`: the documents that can be made, and what each of them is told."""

from __future__ import annotations

import os
import sys
from typing import NamedTuple

import msgspec

from wizard.advice.result import to_json
from wizard.base.errors import EXIT_DONE, Fault, WrongInputError, wrong_input
from wizard.base.paths import home
from wizard.base.settings import settings_in_use
from wizard.casework.templates_found import TemplatePlaces
from wizard.cli.flows import told_flow_sources
from wizard.cli.output import fold, say
from wizard.cli.surroundings import tell_of_settings
from wizard.documents.catalogue import DocumentClass, Field, FieldType, Template
from wizard.policy.read import read_flow


class ListedField(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A field as other programs read it. Only a choice has options."""

    name: str
    type: FieldType
    mandatory: bool
    help: str
    options: tuple[str, ...] = ()


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A document as other programs read it."""

    id: str
    title: str
    class_: DocumentClass = msgspec.field(name="class")
    fields: tuple[ListedField, ...]


class _Found(NamedTuple):
    templates: list[Template]
    faults: list[Fault]


def run(policy: str | None = None, *, document: str | None = None, as_json: bool) -> int:
    """Lists the documents that ship and the office's own; with a `policy`, those under it; only one `document`.

    A template that cannot be used is left out, and what is wrong with it said on standard error. Raises
    WrongInputError for a policy that is not known, or where the one `document` cannot be made.
    """
    places = _places(policy)
    templates, faults = _all(places) if document is None else _Found([places.find(document)], [])
    if as_json:
        say(to_json([_listed(one) for one in templates]))
    elif document is not None:
        _print_fields(templates[0])
    else:
        for one in templates:
            _print(one)
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    return EXIT_DONE


def print_template(document: str | None, policy: str | None) -> int:
    """Prints the template that makes the document, as it stands in its file.

    Raises WrongInputError where no document is named, or there is no sound template of it.
    """
    if document is None:
        raise wrong_input("name the document whose template is to be printed", key="--template")
    sys.stdout.write(_places(policy).find(document).source)
    return EXIT_DONE


def _places(policy: str | None) -> TemplatePlaces:
    folder = home(os.environ)
    settings, _ = settings_in_use(folder)
    office = settings.templates_folder(folder)
    if policy is None:
        tell_of_settings()
        return TemplatePlaces(office=office)
    sources = told_flow_sources()
    return TemplatePlaces.of(read_flow(sources.find(policy), sources.find), office)


def _all(places: TemplatePlaces) -> _Found:
    faults: list[Fault] = []
    try:
        ids = places.ids()
    except WrongInputError as error:
        faults += error.faults
        places = msgspec.structs.replace(places, office=None)
        ids = places.ids()
    templates: list[Template] = []
    for one in ids:
        try:
            templates.append(places.find(one))
        except WrongInputError as error:
            faults += error.faults
    return _Found(templates, faults)


def _listed(template: Template) -> Listed:
    return Listed(
        id=template.id,
        title=template.title,
        class_=template.class_,
        fields=tuple(
            ListedField(
                name=one.name, type=one.type, mandatory=one.mandatory, help=one.help, options=one.options
            )
            for one in template.fields
        ),
    )


def _print(template: Template) -> None:
    say(fold(f"{template.id}: {template.title} ({template.class_} document)", "  "))
    say(fold(f"  {template.purpose}", "  "))
    for says, fields in _by_need(template):
        say(fold(f"  {says}: {', '.join(one.name for one in fields)}", "    "))


def _print_fields(template: Template) -> None:
    say(fold(f"{template.id}: {template.title} ({template.class_} document)", "  "))
    say(fold(f"  {template.purpose}", "  "))
    say(fold(f"  Written by: {template.author}", "  "))
    for says, fields in _by_need(template):
        say(f"{says}:")
        for one in fields:
            kind = f"one of: {', '.join(one.options)}" if one.options else one.type
            say(fold(f"  {one.name} ({kind}): {one.help}", "    "))


def _by_need(template: Template) -> list[tuple[str, list[Field]]]:
    parts = (
        ("Must have", [one for one in template.fields if one.mandatory]),
        ("May have", [one for one in template.fields if not one.mandatory]),
    )
    return [(says, fields) for says, fields in parts if fields]
