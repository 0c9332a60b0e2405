"""The files of a flow: their names, and that each lies in the flow's own folder."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from wizard.base.errors import wrong_input
from wizard.base.paths import named, within
from wizard.base.reader import Node, read_file
from wizard.policy.reading_codes import code_of_file_fault, coding

POLICY_FILE: Final = "policy.yaml"
CONTACTS_FILE: Final = "contacts.yaml"
VIGNETTES_FILE: Final = "vignettes.yaml"
#: A flow keeps its own templates in this folder of its own.
TEMPLATES_FOLDER: Final = "templates"


def flow_folders(root: Path) -> list[Path]:
    """The folders under `root` that hold a policy, by name; `root` itself where it holds one."""
    if (root / POLICY_FILE).is_file():
        return [root]
    return sorted(path.parent for path in root.glob(f"*/{POLICY_FILE}"))


def read_flow_file(folder: Path, name: str) -> Node:
    """The tree of one of a flow's files.

    Raises WrongInputError with its faults, and where it is a link that leads out of the folder or no plain file:
    a flow from elsewhere shows nothing but itself, and a pipe would be waited for without end.
    """
    with coding(code_of_file_fault):
        return read_file(flow_file(folder, name))


def flow_file(folder: Path, name: str) -> Path:
    """The path of one of a flow's files, which may be missing. Raises WrongInputError as `read_flow_file`."""
    path = folder / name
    try:
        real = within(folder, name)
        odd = real.exists() and not real.is_file() and not real.is_dir()
    except ValueError as error:
        raise wrong_input(f"{error}; expected the file itself", file=named(path)) from None
    except OSError:
        return path  # whoever reads it says why that is not possible
    if odd:
        raise wrong_input("is a device or a pipe; expected a plain file", file=named(path))
    return path


def template_folder(folders: tuple[Path, ...], name: str) -> Path:
    """The first of a flow's folders, its own and then its parents', that has the template; else its own."""
    for folder in folders:
        try:
            if within(folder / TEMPLATES_FOLDER, name).is_file():
                return folder
        except (ValueError, OSError):
            continue
    return folders[0]
