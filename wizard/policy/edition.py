"""Editions of a policy: which text it was, by its content, and that text read again years later.

An edition is the exact bytes of the files that a flow was read from, so that a case can go on under the text that
it began under, whatever becomes of the flow on the disk. The vignettes are no part of it: they change no advice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.base.errors import WrongInputError, wrong_input
from wizard.base.paths import named, not_now, within
from wizard.base.source import SIZE_LIMIT

# The register knows of editions, and asks nothing of the model: a case is opened without reading a policy.
if TYPE_CHECKING:
    from wizard.policy.read import Flow

#: All files of an edition together, in bytes, and how many there may be: more than any flow has.
LARGEST: Final = 4 * SIZE_LIMIT
MOST_FILES: Final = 100
#: A policy over its parent, and that over its own: no more are ever read.
_MOST_FLOWS: Final = 3
#: What every hash begins with: another way of putting the content together would be another name.
_HASHED_AS: Final = b"escalate edition 1"


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """Which text of which policy: its id, the edition in the policy's own words, and the hash of the content."""

    id: str
    version: str
    hash: str

    @property
    def short(self) -> str:
        """The policy and enough of the hash to name the edition in a command: "my-county@1f0c9a62d4b7"."""
        return f"{self.id}@{self.hash[:12]}"


class FlowTexts(msgspec.Struct, frozen=True, kw_only=True):
    """What a flow was read from: `flow` is the name of its folder, `files` the bytes by `folder/file`."""

    flow: str
    files: dict[str, bytes]

    def hash(self) -> str:
        """SHA-256 of the whole content, in hexadecimal: the same files give the same hash on every system."""
        import hashlib  # not before a policy is chosen

        said = hashlib.sha256()
        for part in (_HASHED_AS, self.flow.encode(), *_parts(self.files)):
            said.update(len(part).to_bytes(8, "big") + part)
        return said.hexdigest()


def _parts(files: Mapping[str, bytes]) -> Iterator[bytes]:
    for name in sorted(files):
        yield name.encode()
        yield files[name]


#: The folder of a policy by its id. Raises WrongInputError where there is none.
FindFlow = Callable[[str], Path]


def texts_of(folder: Path, find: FindFlow | None = None) -> FlowTexts:
    """The texts of a flow as they lie in its folder now. Raises as `flow_files`."""
    return FlowTexts(flow=folder.name, files=flow_files(folder, find))


def flow_files(folder: Path, find: FindFlow | None = None) -> dict[str, bytes]:
    """Every file that decides what a flow says, by `folder/file`: its own, and those of the flows that it supplements.

    Nothing of them is decoded, so that it costs little each time that a case is opened. `find` finds a parent that
    does not lie beside it. Raises WrongInputError where it holds no policy, or is larger than a policy can be.
    """
    from wizard.policy.files import CONTACTS_FILE, POLICY_FILE, TEMPLATES_FOLDER, flow_file

    found: dict[str, bytes] = {}
    for one in _folders(folder, find):
        policy = _read(flow_file(one, POLICY_FILE))
        if policy is None:
            raise wrong_input(f"holds no policy; expected a {POLICY_FILE} in it", file=named(one))
        found[f"{one.name}/{POLICY_FILE}"] = policy
        names = [CONTACTS_FILE, *_templates(one / TEMPLATES_FOLDER, one, b"".join(found.values()))]
        for name in names:
            data = _read(flow_file(one, name))
            if data is not None:
                found[f"{one.name}/{name}"] = data
            if len(found) > MOST_FILES or sum(map(len, found.values())) > LARGEST:
                raise wrong_input(
                    f"is larger than a policy can be; expected at most {LARGEST:,} bytes in {MOST_FILES} files",
                    file=named(folder),
                )
    return found


def _folders(folder: Path, find: FindFlow | None) -> Iterator[Path]:
    """The flow's folder, and those of the flows that it supplements, nearest first.

    One that is not to be found is left out: whoever reads the flow says so.
    """
    from wizard.policy.files import POLICY_FILE, flow_file, read_flow_file
    from wizard.policy.supplement import word_at

    for _ in range(_MOST_FLOWS):
        yield folder
        # Most name none, and so are not taken apart.
        if b"parent" not in (_read(flow_file(folder, POLICY_FILE)) or b""):
            return
        try:
            parent = word_at(read_flow_file(folder, POLICY_FILE), "parent")
        except WrongInputError:
            return
        if parent is None:
            return
        beside = {path.name: path for path in folder.absolute().parent.iterdir()}
        if parent != folder.name and parent in beside and (beside[parent] / POLICY_FILE).is_file():
            folder = beside[parent]
            continue
        try:
            folder = find(parent) if find else folder / parent
        except WrongInputError:
            return
        if not (folder / POLICY_FILE).is_file():
            return


def _templates(folder: Path, flow: Path, policies: bytes) -> list[str]:
    """The flow's own templates: of the files in their folder, those that a policy names."""
    try:
        there = sorted(path for path in folder.rglob("*") if path.is_file())
    except OSError:
        return []
    inside = [(path.relative_to(folder).as_posix(), path.relative_to(flow).as_posix()) for path in there]
    return [name for short, name in inside if short.encode() in policies]


def _read(path: Path) -> bytes | None:
    """What a file holds, as far as it may; None where there is none."""
    try:
        with path.open("rb") as file:
            return file.read(SIZE_LIMIT + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise not_now(error, "read", path) from error


@contextmanager
def unfolded(texts: FlowTexts) -> Iterator[Path]:
    """The flow's folder as it was, for as long as the block lasts. Raises NotNowError, WrongInputError.

    The one reader of flows then reads it: kept texts and those on the disk cannot come to be read in two ways.
    """
    import tempfile  # costs several milliseconds, and only a kept edition needs it

    try:
        with tempfile.TemporaryDirectory(prefix="escalate-", ignore_cleanup_errors=True) as temporary:
            root = Path(temporary)
            for name, data in texts.files.items():
                path = _inside(root, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            yield root / texts.flow
    except OSError as error:
        raise not_now(error, "laid out", Path(tempfile.gettempdir())) from error


def _inside(root: Path, name: str) -> Path:
    try:
        return within(root, name)
    except ValueError as error:
        raise wrong_input(f"names a file outside of it: {error}", file="the edition that was kept") from None


def read_texts(texts: FlowTexts) -> Flow:
    """The flow that the texts say. Raises WrongInputError where this program does not read them, NotNowError."""
    from wizard.policy.read import read_flow

    with unfolded(texts) as folder:
        return read_flow(folder)


def edition_of(flow: Flow, texts: FlowTexts) -> Edition:
    """Which edition the texts of a flow are."""
    return Edition(id=flow.policy.id, version=flow.policy.policy.edition, hash=texts.hash())
