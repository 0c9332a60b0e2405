"""Every kind of fault and note that the checks can tell, by its code. A code never changes its meaning.

F1 files, F2 ids, F3 parts, F4 ways, F5 contacts, F6 vignettes, F7 templates and documents; N with the same figures for notes.
"""

from __future__ import annotations

from typing import Final

from wizard.base.errors import wrong_input
from wizard.base.text import unknown
from wizard.policy.fault_kind import Kind
from wizard.policy.fault_kinds_documents import DOCUMENTS
from wizard.policy.fault_kinds_files import FILES, TEMPLATES, VIGNETTES
from wizard.policy.fault_kinds_ids import IDS
from wizard.policy.fault_kinds_notes import NOTES
from wizard.policy.fault_kinds_parts import CONTACTS, PARTS

KINDS: Final[tuple[Kind, ...]] = (*FILES, *IDS, *PARTS, *CONTACTS, *VIGNETTES, *TEMPLATES, *DOCUMENTS, *NOTES)


def kind_of(code: str) -> Kind:
    """The kind of a code, in capitals or not. Raises WrongInputError where there is none."""
    for kind in KINDS:
        if kind.code == code.strip().upper():
            return kind
    raise wrong_input(unknown(code, "code of a fault", [kind.code for kind in KINDS]), key="--explain")


def explained(kind: Kind) -> list[str]:
    """A kind in lines: what it means, what to do, and the example."""
    return [
        f"{kind.code}: {kind.title}",
        "",
        kind.means,
        kind.remedy,
        *(["This is a note: it may be right, and wants a look."] if kind.is_note else []),
        "",
        "Not like this:",
        *(f"    {line}" for line in kind.wrong.splitlines()),
        "But like this:",
        *(f"    {line}" for line in kind.right.splitlines()),
    ]
