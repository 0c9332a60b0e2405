"""What PyYAML says is wrong, in words for somebody who keeps a policy and not parsers."""

from __future__ import annotations

from typing import Final

import yaml
from yaml.error import MarkedYAMLError

from wizard.base.text import visible

_QUOTE: Final = "put the text in quotation marks"
_TABS: Final = "a tab stands here where spaces belong; indent with spaces"
_ESCAPE: Final = (
    "this escape after '\\' is not known; write '\\\\' for the sign itself, or use single quotation marks"
)
_UNCLOSED: Final = "the quotation mark that opens here is never closed"
_BLOCK: Final = (
    "after '|' or '>' nothing else stands on the line; the text follows on the next lines, indented"
)
_DIRECTIVE: Final = "a line that begins with '%' is not needed and cannot be understood; delete it"
_INDENT: Final = "check the indentation, the brackets and the quotation marks"
_COLON: Final = f"a ':' cannot stand here; check the indentation, and where text holds ': ' {_QUOTE}"
_OWN_LINE: Final = "put each '- ' on a line of its own"
_TAG: Final = f"a word that begins with '!' is a tag, which is not allowed; {_QUOTE} if it is meant as text"

# Words of the parsers (the C one and the Python one differ a little): in what they were doing, then in what
# they found. The first row that fits counts. The last column: is the place where the whole thing began?
_ROWS: Final[tuple[tuple[str, str, str, bool], ...]] = (
    ("quoted scalar", "unexpected end of stream", _UNCLOSED, True),
    ("quoted scalar", "unexpected document indicator", _UNCLOSED, True),
    ("double-quoted scalar", "unexpected", _UNCLOSED, True),
    ("quoted scalar", "", _ESCAPE, False),
    ("double-quoted scalar", "", _ESCAPE, False),
    ("block scalar", "tab", _TABS, False),
    ("block scalar", "", _BLOCK, False),
    ("directive", "", _DIRECTIVE, False),
    ("", "incompatible yaml document", _DIRECTIVE, False),
    ("", "directive", _DIRECTIVE, False),
    ("scanning a tag", "", _TAG, False),
    ("", "tag handle", _TAG, False),
    ("scanning an anchor", "", f"a word that begins with '&' cannot stand here; {_QUOTE}", True),
    ("scanning an alias", "", f"a word that begins with '*' cannot stand here; {_QUOTE}", True),
    ("", "mapping values are not allowed", _COLON, False),
    ("simple key", "", f"expected 'key: value' here, found no ':'; {_INDENT}", True),
    ("", "sequence entries are not allowed", f"a list cannot begin here; {_OWN_LINE}", False),
    ("", "tab", _TABS, False),
    (
        "block mapping",
        "",
        f"expected 'key: value', indented as the lines of this table above; {_INDENT}",
        False,
    ),
    ("block collection", "", f"expected '- ', indented as the lines of this list above; {_INDENT}", False),
    ("block sequence", "", f"expected '- ', indented as the lines of this list above; {_INDENT}", False),
    ("flow sequence", "", "expected ',' or the ']' that closes this list", False),
    ("flow mapping", "", "expected ',' or the '}' that closes this table", False),
    ("flow node", "", "expected a value here, found none; a bracket may not be closed", False),
    ("block node", "", "expected a value here, found none", False),
    ("", "<document start>", f"this does not belong to what stands above; {_INDENT}", False),
)


def explain(error: yaml.YAMLError, text: str) -> tuple[int, int, str]:
    """Line and column, from 1, and a sentence for `error`, which arose in `text`. It may lie at its end."""
    if not isinstance(error, MarkedYAMLError) or error.problem is None or error.problem_mark is None:
        return 1, 1, "cannot be read as YAML"
    context = (error.context or "").casefold()
    problem = error.problem.casefold()
    mark = error.problem_mark
    if "cannot start any token" in problem:
        return mark.line + 1, mark.column + 1, _odd_start(text, mark.index)
    for doing, found, what, from_start in _ROWS:
        if doing in context and found in problem:
            if from_start and error.context_mark is not None:
                mark = error.context_mark
            return mark.line + 1, mark.column + 1, what
    return mark.line + 1, mark.column + 1, f"cannot be read as YAML here ({visible(error.problem, 100)})"


def _odd_start(text: str, index: int) -> str:
    char = text[index : index + 1]
    return _TABS if char == "\t" else f"'{visible(char)}' cannot begin a value; {_QUOTE}"
