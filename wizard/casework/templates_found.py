"""Which template makes a document, and on which letterhead: the office's own, the policy's own, or the one that ships.

The most specific comes first: what the office keeps for that policy, the policy's own, what the office keeps for
every policy, and what ships. An office's template is as restricted as any stranger's: one press makes them all.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

import msgspec

from wizard.base.errors import NotNowError, WrongInputError, wrong_input
from wizard.base.paths import named, shipped, within
from wizard.base.settings import SETTINGS_FILE
from wizard.casework.template_rules import reclassed
from wizard.documents.catalogue import Template, no_template, own_path, read_template, template_files
from wizard.policy.basics import DocumentId
from wizard.policy.edition import unfolded
from wizard.policy.files import TEMPLATES_FOLDER, template_folder
from wizard.policy.layers import read_layers

if TYPE_CHECKING:
    from wizard.casework.session import Session
    from wizard.policy.read import Flow

LETTERHEAD: Final = "letterhead.docx"
#: The documents that a policy can ask for; an office may have others besides.
NAMED_IN_POLICIES: Final = frozenset(map(str, get_args(DocumentId)))


class TemplatePlaces(msgspec.Struct, frozen=True, kw_only=True):
    """Where the templates for cases under one policy lie.

    `office` is the office's folder, None where it has none; `own` is what the policy says of its own templates, and
    `folders` are those of its flow, its own first. Without a `policy` there are the office's and what ships.
    """

    office: Path | None = None
    policy: str = ""
    own: Mapping[str, str] = {}
    folders: tuple[Path, ...] = ()

    @classmethod
    def of(cls, flow: Flow, office: Path | None) -> TemplatePlaces:
        """Those for cases under the policy as it lies on the disk."""
        own = {str(document): name for document, name in flow.policy.templates.items()}
        return cls(office=office, policy=flow.policy.id, own=own, folders=flow.folders)

    def ids(self) -> tuple[str, ...]:
        """The documents that there is a template of, in order. Raises WrongInputError as `office_files`."""
        return tuple(sorted({*self._shipped(), *self.own, *self._office(), *self._office(self.policy)}))

    def office_own(self) -> tuple[str, ...]:
        """The office's own documents: those that no policy can ask for, in order. Raises as `ids`."""
        ours = {*self._office(), *self._office(self.policy)}
        return tuple(sorted(ours - NAMED_IN_POLICIES - self._shipped().keys()))

    def find(self, document: str) -> Template:
        """The template of a document.

        Raises WrongInputError where it has faults, where there is none, or where the office's folder is not there:
        a letter never goes out in other words than the office's own without anybody's knowing; also where it is in
        place of one that ships and is classed otherwise. Raises NotNowError.
        """
        path = self.path(document)
        template = read_template(path, document)
        if path != self._shipped().get(document):
            ships = self.that_ships(document)
            if ships is not None and (faults := list(reclassed(template, ships))):
                raise WrongInputError(faults)
        return template

    def that_ships(self, document: str) -> Template | None:
        """The template of a document as it ships; None where none does. Raises WrongInputError, NotNowError."""
        path = self._shipped().get(document)
        return read_template(path, document) if path else None

    def path(self, document: str) -> Path:
        """The file of that template. Raises WrongInputError as `find`."""
        for_all, for_policy = self._office(), self._office(self.policy)
        if document in for_policy:
            return for_policy[document]
        if document in self.own:
            return own_path(template_folder(self.folders, self.own[document]), self.own[document])
        path = for_all.get(document) or self._shipped().get(document)
        if path is None:
            raise no_template(document, self.ids())
        return path

    def letterhead(self) -> Path:
        """The letterhead for documents in Word, in the same order. Raises WrongInputError as `find`."""
        office = office_there(self.office)
        places = [(office, f"{self.policy}/{LETTERHEAD}")] if office and self.policy else []
        places += [(folder / TEMPLATES_FOLDER, LETTERHEAD) for folder in self.folders]
        places += [(office, LETTERHEAD)] if office else []
        for folder, name in places:
            # Also a link to nothing: another letterhead than the one that is meant goes out on no letter.
            if os.path.lexists(folder / name):
                return _inside(folder, name)
        return shipped("templates") / LETTERHEAD

    def _office(self, policy: str | None = None) -> dict[str, Path]:
        if policy == "":
            return {}
        return office_files(self.office, policy)

    def _shipped(self) -> dict[str, Path]:
        return template_files(shipped("templates"))


def office_there(office: Path | None) -> Path | None:
    """The office's folder. Raises WrongInputError where it is to be one and is not there."""
    if office is not None and not office.is_dir():
        what = f"there is no such folder of templates; make it, or change 'templates' in {SETTINGS_FILE}"
        raise wrong_input(what, file=named(office))
    return office


def office_files(office: Path | None, policy: str | None = None) -> dict[str, Path]:
    """The office's templates for every policy, or those for one `policy`, by the id of the document.

    Raises WrongInputError where its folder is not there, or where a name in it leads out of it.
    """
    folder = office_there(office)
    if folder is None:
        return {}
    there = template_files(folder / policy if policy else folder)
    return {one: _inside(folder, path.relative_to(folder).as_posix()) for one, path in there.items()}


def office_templates(office: Path | None, policies: Iterable[str]) -> Iterator[Template]:
    """The office's templates for every policy and for each of the `policies`, but those that have faults.

    For whoever asks what is known: what is wrong is told where a document is made, and by the check.
    """
    for policy in (None, *policies):
        with suppress(WrongInputError, NotNowError):
            for document, path in office_files(office, policy).items():
                with suppress(WrongInputError, NotNowError):
                    yield read_template(path, document)


def _inside(folder: Path, name: str) -> Path:
    """The file of that name in the folder, which is no link that leads out of it, and no pipe that never ends."""
    try:
        path = within(folder, name)
    except ValueError as error:
        raise wrong_input(f"{error}; expected the file itself", file=named(folder / name)) from None
    if not path.is_file():
        raise wrong_input("is no plain file; expected one", file=named(folder / name))
    return path


# In a session.


def template_for(session: Session, document: str) -> Template:
    """The template of a document of the case, by the edition that it goes by. Raises as `TemplatePlaces.find`."""
    with _places(session, document) as places:
        return places.find(document)


def letterhead_for(session: Session) -> Path:
    """The letterhead for the case's documents in Word. Raises as `TemplatePlaces.find`.

    The policy's own is the one that lies on the disk now: a letterhead says nothing of the policy, and no edition
    keeps it.
    """
    going = session.going_by()
    folders: tuple[Path, ...] = ()
    if going is not None:
        try:
            folders = session.surroundings.flow_folders(going.house.policy.id)
        except WrongInputError:  # the flow is gone, and the case goes on without it
            folders = ()
    policy = going.house.policy.id if going else ""
    return TemplatePlaces(office=_office(session), policy=policy, folders=folders).letterhead()


def documents_there(session: Session) -> tuple[str, ...]:
    """The documents that there is a template of for this case; those of an office's folder that is not there apart."""
    places = _places_alone(session)
    try:
        return places.ids()
    except (WrongInputError, NotNowError):  # whoever makes one of them is told
        return msgspec.structs.replace(places, office=None).ids()


def office_documents(session: Session) -> tuple[str, ...]:
    """The office's own documents, which no policy asks for; none where its folder cannot be looked into."""
    try:
        return _places_alone(session).office_own()
    except (WrongInputError, NotNowError):
        return ()


def title_of(session: Session, document: str) -> str:
    """The title of a document; its id in words where its template has faults, which are told when it is made."""
    try:
        return template_for(session, document).title
    except (WrongInputError, NotNowError):
        return document.replace("-", " ").capitalize()


def _office(session: Session) -> Path | None:
    return session.surroundings.office_templates


def _places_alone(session: Session) -> TemplatePlaces:
    """All but the folders of the policy's flow, which only its own templates need."""
    house = session.house()
    if house is None:
        return TemplatePlaces(office=_office(session))
    own = {str(document): name for document, name in house.policy.templates.items()}
    return TemplatePlaces(office=_office(session), policy=house.policy.id, own=own)


@contextmanager
def _places(session: Session, document: str) -> Iterator[TemplatePlaces]:
    places, going = _places_alone(session), session.going_by()
    if going is None or document not in places.own:
        yield places
    elif going.texts is not None:  # the edition's own, which may no longer lie on the disk
        with unfolded(going.texts) as kept:
            yield msgspec.structs.replace(places, folders=read_layers(kept).folders)
    else:
        folders = session.surroundings.flow_folders(places.policy)
        yield msgspec.structs.replace(places, folders=folders)
