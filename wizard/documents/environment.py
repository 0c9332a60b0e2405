"""The language that templates are written in: a small part of Jinja, the same for strangers' templates as for ours.

A template shows values, chooses (`if`) and repeats (`for`). It calls nothing, computes nothing and loads
nothing, so that one from another organisation is safe to open. Whatever it shows is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.advice.lead import CardText
from wizard.base.errors import EscalateError, Fault, WrongInputError, wrong_input
from wizard.base.text import visible
from wizard.documents.case_told import leading_back
from wizard.documents.case_view import CaseView
from wizard.documents.catalogue import Template
from wizard.documents.context import DocumentView, Page, PolicyView
from wizard.documents.details import Gap
from wizard.documents.escape import escape, gap_mark

if TYPE_CHECKING:
    import jinja2
    from jinja2 import nodes
    from jinja2.sandbox import SandboxedEnvironment

#: Characters of one page, at most: a template must not fill the memory.
PAGE_LIMIT: Final = 1_000_000
#: Loops within each other, at most.
LOOPS_LIMIT: Final = 2
#: Rounds that all loops of one page go through together, at most: a loop that shows nothing must end too.
ROUNDS_LIMIT: Final = 100_000
#: Parts within each other (conditions, loops, the words of one condition), and parts of one template, at most.
NESTING_LIMIT: Final = 40
PARTS_LIMIT: Final = 10_000
#: What a template's use of a value of the wrong kind raises: it compares, or walks through, what cannot be.
_MISUSE: Final = (TypeError, ValueError, ArithmeticError, LookupError, RecursionError)
#: Names that no template can write, for what is put into it here.
_COUNTED: Final = "counted rounds"

_ALLOWED: Final = frozenset(
    {
        "And",
        "Compare",
        "CondExpr",
        "Const",
        "For",
        "Getattr",
        "If",
        "Name",
        "Not",
        "Operand",
        "Or",
        "Output",
        "Template",
        "TemplateData",
    }
)
#: What a template can name, and what each of those has; the fields of `details` are the template's own.
_STRUCTS: Final[dict[str, type[msgspec.Struct]]] = {
    "doc": DocumentView,
    "policy": PolicyView,
    "case": CaseView,
    "card": CardText,
}
_DETAILS: Final = "details"
#: What is not always there, and how its absence is told.
_NEEDED: Final = {"case": "a case", "card": "a lead card"}


class _Compiled(msgspec.Struct, frozen=True):
    """A template ready to use, and which of the names that are not always there it uses."""

    names: set[str]
    text: jinja2.Template


class Press:
    """Turns templates into pages. Each template is compiled once for as long as the press is kept."""

    def __init__(self) -> None:
        self._environment = _environment()
        self._compiled: dict[Template, _Compiled] = {}

    def check(self, template: Template) -> None:
        """Raises WrongInputError with every fault of the template's text."""
        self._compile(template)

    def page(self, template: Template, page: Page) -> str:
        """The page as Markdown that `wizard.documents.escape.settle` has still to see.

        Raises WrongInputError for faults of the template, EscalateError where it asks for what there is none of.
        """
        from jinja2 import TemplateError

        compiled = self._compile(template)
        names = {name: getattr(page, name) for name in page.__struct_fields__}
        # Without a case or a card the name is not there at all, and the template's use of it is an error.
        given = {name: value for name, value in names.items() if value is not None}
        for name in sorted(compiled.names - given.keys()):
            raise EscalateError(f"The document '{template.title}' cannot be made without {_NEEDED[name]}.")
        try:
            return "".join(_bounded(compiled.text.generate({**given, _COUNTED: _Rounds(template)}), template))
        except TemplateError as error:
            raise EscalateError(
                f"The document '{template.title}' cannot be made here: {visible(str(error.message))} ({template.file})"
            ) from error
        except _MISUSE as error:
            raise EscalateError(
                f"The document '{template.title}' cannot be made here. Its template asks for more than it may: "
                f"it compares or repeats what it cannot ({template.file})"
            ) from error

    def _compile(self, template: Template) -> _Compiled:
        if template not in self._compiled:
            self._compiled[template] = self._compiled_anew(template)
        return self._compiled[template]

    def _compiled_anew(self, template: Template) -> _Compiled:
        from jinja2 import TemplateSyntaxError, nodes

        try:
            tree = self._environment.parse(template.body)
            faults = list(_too_much(tree, template)) or list(_faults(tree, template))
            if template.anonymous and not faults:
                faults = list(_not_anonymous(tree, template))
            if faults:
                raise WrongInputError(faults)
            for loop in tree.find_all(nodes.For):
                loop.iter = nodes.Filter(loop.iter, _COUNTED, [], [], None, None)
            used = {one.name for one in tree.find_all(nodes.Name)}
            return _Compiled(names=used & _NEEDED.keys(), text=self._environment.from_string(tree))
        except TemplateSyntaxError as error:
            raise wrong_input(
                f"{visible(str(error.message))}; expected text, {{{{ values }}}}, {{% if %}} and {{% for %}}",
                file=template.file,
                line=_line(template, error.lineno),
                column=1,
            ) from None
        except RecursionError:
            what = f"has parts within each other more than {NESTING_LIMIT} deep; make it simpler"
            raise wrong_input(what, file=template.file, line=_line(template, 1), column=1) from None
        except (ValueError, SyntaxError, MemoryError):
            # A number of thousands of digits, or a structure that Python's own compiler has no room for.
            what = "holds something that cannot be read; expected text, {{ values }}, {% if %} and {% for %}"
            raise wrong_input(what, file=template.file, line=_line(template, 1), column=1) from None


class _Rounds:
    """Counts the rounds of all loops of one page."""

    def __init__(self, template: Template) -> None:
        self._left = ROUNDS_LIMIT
        self._title = template.title

    def over(self, items: Iterable[object]) -> Iterator[object]:
        """The items. Raises EscalateError once the page has had all its rounds."""
        for item in items:
            self._left -= 1
            if self._left < 0:
                raise EscalateError(
                    f"The document '{self._title}' would repeat something more than {ROUNDS_LIMIT:,} times. "
                    "Shorten what it is told."
                )
            yield item


def _environment() -> SandboxedEnvironment:
    from jinja2 import StrictUndefined, pass_context
    from jinja2.runtime import Context
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # The page is Markdown: `shown` escapes for that, and HTML is made from the finished page.
        autoescape=False,
    )
    environment.globals.clear()
    environment.filters.clear()
    environment.tests.clear()

    @pass_context
    def counted(context: Context, items: Iterable[object]) -> Iterator[object]:
        rounds = context[_COUNTED]
        assert isinstance(rounds, _Rounds)
        return rounds.over(items)

    # The only filter: it is put around what a loop walks through, and a template that names any is refused.
    environment.filters[_COUNTED] = counted
    return environment


def shown(value: object) -> str:
    """A value as it is put on the page: escaped, and never nothing. Raises EscalateError."""
    if isinstance(value, Gap):
        return gap_mark(value.field) + escape(value.words)
    if isinstance(value, str) and (words := escape(value)):
        return words
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    from jinja2 import Undefined

    if isinstance(value, Undefined):
        return str(value)  # raises, and says what is not there
    raise EscalateError(
        "A template shows something that has no words: a list, or nothing at all. "
        "Show the items of a list one by one, and put what may be missing under an if."
    )


def _bounded(pieces: Iterator[str], template: Template) -> Iterator[str]:
    room = PAGE_LIMIT
    for piece in pieces:
        room -= len(piece)
        if room < 0:
            raise EscalateError(
                f"The document '{template.title}' would be longer than {PAGE_LIMIT:,} characters. Shorten what it is told."
            )
        yield piece


def _faults(tree: nodes.Template, template: Template) -> Iterator[Fault]:
    from jinja2 import nodes as kinds

    fields = {field.name for field in template.fields}
    loops = {one.name for loop in tree.find_all(kinds.For) for one in loop.find_all(kinds.Name)}
    for node in _walk(tree):
        kind = type(node).__name__
        if kind not in _ALLOWED or (isinstance(node, kinds.Const) and isinstance(node.value, float)):
            yield _fault(
                template,
                node,
                f"holds what a template cannot do here ({kind}); expected text, values, if and for alone",
            )
        elif isinstance(node, kinds.Getattr) and node.attr.startswith("_"):
            what = f"reads '{visible(node.attr, 60)}', and no name that begins with an underscore can be read; expected a value's own name"
            yield _fault(template, node, what)
        elif isinstance(node, kinds.Name) and node.name not in {*_STRUCTS, _DETAILS, "loop", *loops}:
            known = ", ".join([*_STRUCTS, _DETAILS])
            yield _fault(template, node, f"'{visible(node.name, 60)}' is not known; expected one of: {known}")
        elif isinstance(node, kinds.Getattr) and isinstance(node.node, kinds.Name):
            owner = node.node.name
            has = (
                fields
                if owner == _DETAILS
                else set(_STRUCTS[owner].__struct_fields__)
                if owner in _STRUCTS
                else None
            )
            if has is not None and node.attr not in has:
                yield _fault(
                    template, node, f"'{owner}.{visible(node.attr, 60)}' is not known; check the name"
                )
    if _depth(tree) > LOOPS_LIMIT:
        yield _fault(template, tree, f"has loops within each other more than {LOOPS_LIMIT} deep")


def _not_anonymous(tree: nodes.Template, template: Template) -> Iterator[Fault]:
    for node, name in leading_back(tree):
        what = f"an anonymous document cannot show '{visible(name, 60)}', which leads back to the case; take it out"
        yield _fault(template, node, what)


def _too_much(tree: nodes.Template, template: Template) -> Iterator[Fault]:
    """That it is deeper or larger than anything is worked through that has to look into its parts one in another."""
    from jinja2 import nodes as kinds

    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    parts = 0
    while waiting:
        node, depth = waiting.pop()
        parts += 1
        if depth > NESTING_LIMIT:
            yield _fault(
                template, node, f"has parts within each other more than {NESTING_LIMIT} deep; make it simpler"
            )
            return
        if parts > PARTS_LIMIT:
            yield _fault(template, node, f"has more than {PARTS_LIMIT:,} parts; make it shorter")
            return
        # Each "elif" lies within the one before it, once it is compiled.
        deeper = (
            {id(one): number for number, one in enumerate(node.elif_)} if isinstance(node, kinds.If) else {}
        )
        waiting += [(one, depth + 1 + deeper.get(id(one), 0)) for one in node.iter_child_nodes()]


def _walk(tree: nodes.Node) -> Iterator[nodes.Node]:
    yield tree
    for child in tree.iter_child_nodes():
        yield from _walk(child)


def _depth(tree: nodes.Node) -> int:
    from jinja2 import nodes as kinds

    inside = max((_depth(child) for child in tree.iter_child_nodes()), default=0)
    return inside + 1 if isinstance(tree, kinds.For) else inside


def _fault(template: Template, node: nodes.Node, what: str) -> Fault:
    # Some nodes that Jinja makes up itself have no line.
    line = _line(template, node.lineno or 1)
    return Fault(file=template.file, line=line, column=1, key="", what=what)


def _line(template: Template, line: int) -> int:
    return template.body_line + line - 1
