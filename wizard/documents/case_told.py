"""What a template tells of a case: whether anything, and what of it an anonymous document must not show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from wizard.documents.catalogue import Template

if TYPE_CHECKING:
    from jinja2 import nodes

#: The names by which a template shows something of the case itself, besides its own fields.
_OF_THE_CASE: Final = frozenset({"case", "reference"})
#: All that an anonymous document can show of these. Nothing else: what is added later is kept out until it is put here.
_ANONYMOUS: Final[Mapping[str, frozenset[str]]] = {
    "doc": frozenset({"title", "made_on", "made_by"}),
    "case": frozenset(
        {
            "person",
            "family",
            "about",
            "reached",
            "standing",
            "days_taken",
            "from_kind",
            "to_kinds",
            "resolved",
            "outside",
            "urgent",
            "emergency",
        }
    ),
    "card": frozenset(),
}


def tells_of_a_case(template: Template) -> bool:
    """Whether the document tells of a case: it is told something, or shows something of the case or its reference.

    A card of telephone numbers does neither.
    """
    return bool(template.fields) or _shows_the_case(template)


def _shows_the_case(template: Template) -> bool:
    from jinja2 import Environment, TemplateSyntaxError

    # Only cut into words: nothing is made of it, and whatever depth it has does no harm.
    words = Environment(autoescape=False).lex(template.body)  # noqa: S701 - no page comes of this
    try:
        return any(kind == "name" and word in _OF_THE_CASE for _, kind, word in words)
    except TemplateSyntaxError:
        return True  # nobody knows


def leading_back(tree: nodes.Template) -> Iterator[tuple[nodes.Node, str]]:
    """Each use of a value by which an anonymous document would lead back to its case, with the value's name."""
    from jinja2 import nodes as kinds

    allowed: set[int] = set()
    for use in tree.find_all(kinds.Getattr):
        if isinstance(use.node, kinds.Name) and use.node.name in _ANONYMOUS:
            allowed.add(id(use.node))
            if use.attr not in _ANONYMOUS[use.node.name]:
                yield use, f"{use.node.name}.{use.attr}"
    for name in tree.find_all(kinds.Name):
        # The whole of it, of which a part could be read by another way.
        if name.name in _ANONYMOUS and id(name) not in allowed:
            yield name, name.name
