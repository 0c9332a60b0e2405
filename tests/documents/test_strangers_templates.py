"""A template from another organisation can show, choose and repeat, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wizard.base.errors import EscalateError, WrongInputError
from wizard.base.paths import shipped
from wizard.documents.catalogue import Field, Template, catalogue
from wizard.documents.context import Context
from wizard.documents.environment import PAGE_LIMIT, Press
from wizard.documents.render import render

MakeContext = Callable[..., Context]
MakeTemplate = Callable[..., Template]
WORDS = Field(name="words", type="text", mandatory=False, help="the words")
MANY = Field(name="many", type="list", mandatory=False, help="the items")


@pytest.mark.parametrize(
    "body",
    [
        "{{ 'a' * 300000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ 1 + 1 }}",
        "{{ details.words.upper() }}",
        "{{ details['words'] }}",
        "{{ range(9) }}",
        "{{ details.words|upper }}",
        "{% include 'lead-card.md' %}",
        "{% import 'x' as x %}",
        "{% extends 'x' %}",
        "{% macro m() %}{% endmacro %}",
        "{% set x = 1 %}",
        "{% if details.words is defined %}{% endif %}",
        "{% for a in details.many %}{% for b in details.many %}{% for c in details.many %}{% endfor %}{% endfor %}{% endfor %}",
        "{{ self }}",
        "{{ lipsum }}",
        "{{ details.unheard_of }}",
        "{{ policy.unheard_of }}",
        "{% if false %}{{ case.unheard_of }}{% endif %}",
        "{{ unheard_of }}",
        "{% if %}",
        "{{ details.words",
        "{% nonsense %}",
    ],
)
def test_a_template_that_does_more_is_refused_before_anything_is_made(
    body: str, make_template: MakeTemplate
) -> None:
    with pytest.raises(WrongInputError) as caught:
        Press().check(make_template("First line\n" + body, WORDS, MANY))
    assert {fault.file for fault in caught.value.faults} == {"a-test.md"}


def test_a_fault_is_placed_in_the_file_and_not_in_its_text_alone(make_template: MakeTemplate) -> None:
    with pytest.raises(WrongInputError) as caught:
        Press().check(make_template("First line\n\n{{ nobody }}"))
    assert [fault.line for fault in caught.value.faults] == [13]


@pytest.mark.parametrize(
    "body", ["{{ details.words.__class__ }}", "{{ details.__init__ }}", "{{ case.to.count }}"]
)
def test_a_template_cannot_reach_into_python(
    body: str, make_template: MakeTemplate, make_context: MakeContext
) -> None:
    with pytest.raises(EscalateError):
        render(make_template(body, WORDS), make_context(details={"words": "so"}))


@pytest.mark.parametrize(
    "body", ["{{ case.to }}", "{{ case.about }}", "{{ true }}", "{{ '' }}", "{{ none }}"]
)
def test_what_has_no_words_is_refused_and_not_shown_as_nothing(
    body: str, make_template: MakeTemplate, make_context: MakeContext
) -> None:
    with pytest.raises(EscalateError, match="no words"):
        render(make_template(body), make_context())


def test_a_page_has_an_end(make_template: MakeTemplate, make_context: MakeContext) -> None:
    many = "\n".join(["x" * 100] * 200)
    body = "{% for a in details.many %}{% for b in details.many %}{{ b }}{% endfor %}{% endfor %}"
    with pytest.raises(EscalateError, match=f"{PAGE_LIMIT:,}"):
        render(make_template(body, MANY), make_context(details={"many": many}))


def test_what_is_about_a_case_is_not_made_without_one(
    make_template: MakeTemplate, make_context: MakeContext
) -> None:
    whole = make_context()
    bare = Context(policy=whole.policy, made_at=whole.made_at)
    with pytest.raises(EscalateError, match="'A test' cannot be made without a case"):
        render(make_template("{{ case.stage }}"), bare)


def test_half_a_case_is_refused(make_template: MakeTemplate, make_context: MakeContext) -> None:
    whole = make_context()
    half = Context(policy=whole.policy, made_at=whole.made_at, advice=whole.advice)
    with pytest.raises(EscalateError, match="both its situation and the advice"):
        render(make_template("Words"), half)


def test_words_of_a_template_itself_are_markdown(
    make_template: MakeTemplate, make_context: MakeContext
) -> None:
    assert "**so**" in render(make_template("**so**"), make_context()).markdown


def test_the_shipped_templates_hold_no_faults() -> None:
    press = Press()
    checked = [press.check(one) for one in catalogue(shipped("templates"))]
    assert len(checked) >= 3
