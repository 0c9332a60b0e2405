"""Every text that ships and that people read: the flows', the questions', the templates' and the program's own.

Each text is one string as it stands, with `this` where the program puts a value in. Names are left out: titles of
policies, boards, roles and stages are the policies' own words, which are not ours to make plainer.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, NamedTuple, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import msgspec

import wizard
from wizard.advice import questions
from wizard.base.paths import shipped
from wizard.casework.choices import policy_choices
from wizard.documents.catalogue import Template, catalogue
from wizard.policy import contacts, model
from wizard.policy.model import EventKind, FactKind
from wizard.policy.read import Flow, flow_folders, read_flow

#: Stands where a value is put in.
VALUE = "this"


class Text(NamedTuple):
    """One text, where it stands, and the texts that it is measured together with."""

    group: str
    place: str
    words: str

    @property
    def is_sentence(self) -> bool:
        """Whether it ends as a sentence does. Headings, labels and half-sentences do not."""
        return self.words.rstrip("*_) ").endswith((".", "?", "!"))


def shipped_texts() -> list[Text]:
    """All of them."""
    flows = [read_flow(folder) for folder in flow_folders(shipped("flows"))]
    found = [text for flow in flows for text in of_flow(flow)]
    found += of_questions(flows)
    found += [text for template in catalogue(shipped("templates")) for text in of_template(template)]
    root = Path(wizard.__file__).parent
    found += [text for path in sorted(root.rglob("*.py")) for text in of_module(path, root)]
    return list(dict.fromkeys(found))


def names() -> set[str]:
    """What the policies call themselves and their editions, their boards, their roles and the bodies in their areas."""
    found = set(model.AGENCIES.values())
    for flow in (read_flow(folder) for folder in flow_folders(shipped("flows"))):
        policy = flow.policy
        identity = policy.policy
        found |= {
            identity.title,
            identity.edition,
            identity.area,
            identity.board,
            policy.terms.notification_title,
        }
        found |= set(policy.bodies.values())
        for role in policy.roles.values():
            for title in (role.title, *(one.title for one in role.instead)):
                found |= {
                    title,
                    *re.split(r",? or (?:an? )?|, (?:with the support of )?(?:an? |the )?", title),
                }
    return {one for one in found if one[:1].isupper()}


# Flows. Which fields hold words for people is read off their types, so that a new one cannot be forgotten.

#: Names and references: the policies' own words, and what no one reads as a sentence.
NAMES = {
    *("id", "source", "review_source", "review_due", "agency", "name", "phone", "email", "as_at", "limit"),
    *("board", "board_short", "area", "edition", "role", "label", "notification_title", "stage"),
    *("challenging_agency", "receiving_agency", "templates", "bodies", "calendar", "at", "of", "to", "ids"),
    *("equals", "starts", "owner", "on", "within", "law", "without", "parties", "own", "supersedes"),
    *("published_at", "read_from", "business_team", "adopted", "organisation", "through", "finder"),
    *("monday", "tuesday", "wednesday", "thursday", "friday"),
}
#: What a title is depends on whose it is: a policy's and a role's are names, a stage's is ours.
TITLES_OF_OURS = (model.Stage,)


def of_flow(flow: Flow) -> Iterator[Text]:
    """What people read of a flow."""
    group = f"flow {flow.policy.id}"
    for part in (flow.policy, flow.contacts):
        for place, words in _written(part, ()):
            yield Text(group, f"{group}: {place}", words)


def _written(value: object, place: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, msgspec.Struct):
        for name in words_of(type(value)):
            words = getattr(value, name)
            where = ".".join((*place, str(getattr(value, "id", "")), name))
            if isinstance(words, Mapping):
                yield from ((f"{where}.{key}", one) for key, one in words.items() if isinstance(one, str))
            elif words:
                yield where, words
        for name in value.__struct_fields__:
            yield from _written(getattr(value, name), (*place, str(getattr(value, "id", name))))
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _written(one, (*place, str(key)))
    elif isinstance(value, tuple):
        for one in value:
            yield from _written(one, place)


def words_of(part: type[msgspec.Struct]) -> list[str]:
    """The fields of a part of a flow that hold words for people."""
    hints = get_type_hints(part, include_extras=True)
    return [
        name
        for name, hint in hints.items()
        if name not in NAMES
        and not (name == "title" and part not in TITLES_OF_OURS)
        and any(one in (model.Line, model.Words) for one in (hint, *_alternatives(hint)))
    ]


def _alternatives(hint: object) -> tuple[object, ...]:
    return () if get_origin(hint) is Annotated else get_args(hint)


def parts_of_a_flow() -> list[type[msgspec.Struct]]:
    """Every kind of part that a flow is made of."""
    found = [*vars(model).values(), *vars(contacts).values()]
    return [one for one in found if isinstance(one, type) and issubclass(one, model.Part)]


# Questions, as they are asked under each policy.


def of_questions(flows: list[Flow]) -> list[Text]:
    """Every question with its hints, options and reasons."""
    found = [_asked(one, name) for name, one in vars(questions).items() if not name.startswith("_")]
    for flow in flows:
        given = _given(flow, flows)
        for name, ask in inspect.getmembers(questions, inspect.isfunction):
            if name.startswith("ask_"):
                found.append(_asked(_call(ask, given), f"{name}, {flow.policy.id}"))
    return [text for texts in found for text in texts]


def _call(ask: Callable[..., object], given: Mapping[str, object]) -> object:
    wanted = inspect.signature(ask).parameters.values()
    return ask(**{one.name: given[one.name] for one in wanted if one.default is one.empty})


def _given(flow: Flow, flows: list[Flow]) -> dict[str, object]:
    """What the functions that make a question want to be given, by the names of their parameters."""
    stages = flow.policy.stages()
    return {
        "policy": flow.policy,
        "choices": policy_choices(),
        "stages": stages,
        "later": stages,
        "stage": stages[0],
        "recommended": f"{stages[0].label}: {stages[0].title}",
        "who": next((one.who for one in flow.policy.bypasses), VALUE),
        "now": datetime(2026, 11, 18, 10, 30, tzinfo=ZoneInfo("Europe/London")),
        "question": questions.DANGER,
        # What is asked of a day stands in the module that asks it, and is found there.
        "question_id": "a-day",
        **dict.fromkeys(("title", "short", "why"), ""),
        "name": "own",
        "fact": next(iter(flow.policy.facts.values()), FactKind(question="How urgent is it?", source=VALUE)),
        "event": next(iter(flow.policy.events.values()), EventKind(title="The reply came", source=VALUE)),
    }


_OF_A_QUESTION = {"title": "questions", "hint": "hints", "label": "options", "why": "reasons for asking"}


def _asked(value: object, place: str) -> list[Text]:
    if isinstance(value, tuple):
        return [text for one in value for text in _asked(one, place)]
    if isinstance(value, Mapping):
        return [Text("options", place, one) for one in value.values() if isinstance(one, str)]
    if not isinstance(value, msgspec.Struct):
        return []
    of_options = [
        text for name in ("options", "unknown") for text in _asked(getattr(value, name, None), place)
    ]
    own = [
        Text(group, f"{place}: {name}", words)
        for name, group in _OF_A_QUESTION.items()
        if isinstance(words := getattr(value, name, None), str) and words
    ]
    return [*own, *of_options]


# Templates: what their headers say, and the page without what is put in.


def of_template(template: Template) -> Iterator[Text]:
    """What people read of a template."""
    group = f"template {template.id}"
    for name in ("title", "purpose", "author"):
        yield Text(group, f"{group}: {name}", getattr(template, name))
    for field in template.fields:
        for words in (field.help, *field.options):
            yield Text(group, f"{group}: {field.name}", words)
    page = re.sub(r"\{#.*?#\}|\{%.*?%\}", "", template.body, flags=re.DOTALL)
    page = re.sub(r"\{\{.*?\}\}", VALUE, page, flags=re.DOTALL)
    for number, line in enumerate(page.split("\n"), template.body_line):
        words = re.sub(r"[*_#|\\]|^\s*-\s|-{3,}", " ", line)
        if words.replace(VALUE, "").strip(" .:;()"):
            yield Text(group, f"{group}: line {number}", " ".join(words.split()))


# The program's own words: what stands between quotes in its modules and reads as words, not as code.

#: What no sentence holds: patterns, types, styles and colours.
_CODE = re.compile(
    r"\\[dsw(\[]|\w\[|^\S+$|\(\?|\[\^|^\^|\$$|\^\(| \| |^[.#\[]?[\w-]+ [>{]|\{[^}]*:|;\s*$|[$&]\w|->|<w:|#set "
)
_PLACED = "\0"


def of_module(path: Path, root: Path) -> Iterator[Text]:
    """The words in a module of the program: each string of three words or more that is no docstring and no code."""
    module = path.relative_to(root).with_suffix("").as_posix()
    tree = ast.parse(path.read_text("utf-8"))
    for node, words in _strings(tree):
        plain = re.sub(rf"[a-z]*{_PLACED}", VALUE, words) if _PLACED in words else words
        if len(re.findall(r"[A-Za-z']{2,}", words.replace(_PLACED, " "))) >= 3 and not _CODE.search(plain):
            yield Text(f"module {module}", f"{module}:{node.lineno}", " ".join(plain.split()))


def _strings(tree: ast.Module) -> Iterator[tuple[ast.expr, str]]:
    within: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            within.add(node.value)  # a docstring
        if isinstance(node, ast.JoinedStr):
            within.update(child for child in ast.walk(node) if isinstance(child, ast.Constant))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (one.value if isinstance(one, ast.Constant) else _PLACED for one in node.values)
            yield node, "".join(str(one) for one in parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in within:
            yield node, node.value
