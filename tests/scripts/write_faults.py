"""Writes docs/faults.md from the list of kinds: `python tests/scripts/write_faults.py`. A test holds the page to it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from wizard.policy.fault_codes import KINDS
from wizard.policy.fault_kind import Kind

PAGE: Final = Path(__file__).parents[2] / "docs" / "faults.md"
HEAD: Final = """# Faults and notes of a flow

`escalate check FOLDER` says what is wrong with a flow, one line a fault:

```text
flows/example-county/policy.yaml:96:9: clocks[0].at[0]: 'manager' is no stage of this flow; did you mean 'managers'? [F203]
```

That is the file, the line and the column, the key, what is wrong and what was expected, and the code. This page lists
the codes. `escalate check --explain F203` prints one of them. `escalate document check` tells of the templates and the
[documents](documents.md) in the same way.

A code that begins with F is a **fault**: it is certainly wrong, and the check ends with exit status 1. A code that
begins with N is a **note**: it may be right, and wants a look. It has `note:` before its sentence, and changes no exit
status. A code never changes its meaning.
"""
SECTIONS: Final = {
    "F1": "Files",
    "F2": "Ids",
    "F3": "Parts that contradict themselves",
    "F4": "Ways that nobody can go",
    "F5": "Contacts",
    "F6": "Vignettes and the proof",
    "F7": "Templates and documents",
    "N3": "Notes on texts, people and limits",
    "N4": "Notes on what is not used",
    "N5": "Notes on contacts",
    "N7": "Notes on templates and documents",
}


def page() -> str:
    """The page as it must stand."""
    parts = [HEAD]
    for start, title in SECTIONS.items():
        parts.append(f"## {title}\n")
        parts += [_entry(kind) for kind in KINDS if kind.code.startswith(start)]
    return "\n".join(parts)


def _entry(kind: Kind) -> str:
    language = "text" if kind.code[1] == "7" else "yaml"
    ways = (("Not like this:", kind.wrong), ("But like this:", kind.right))
    shown = "\n".join(f"{says}\n\n```{language}\n{example}\n```\n" for says, example in ways)
    return f"### {kind.code}: {kind.title}\n\n{kind.means}\n\n**What to do.** {kind.remedy}\n\n{shown}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
