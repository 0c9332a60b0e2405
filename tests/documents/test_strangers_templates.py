"""A template from another organisation can show, choose and repeat, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from wizard.advice.lead import CardText
from wizard.base.errors import EscalateError, WrongInputError
from wizard.base.paths import shipped
from wizard.documents.case_view import CaseView
from wizard.documents.catalogue import Field, Template, catalogue
from wizard.documents.context import Context, DocumentView, PolicyView
from wizard.documents.environment import NESTING_LIMIT, PAGE_LIMIT, PARTS_LIMIT, ROUNDS_LIMIT, Press
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
        "{% set x = x ~ x %}",
        "{% for a in details.many %}{{ a ~ a }}{% endfor %}",
        "{{ '%1000000000d' % 1 }}",
        "{{ '{:1000000000}'.format(1) }}",
        "{{ details.words|center(1000000000) }}",
        "{{ details.words|ljust(1000000000) }}",
        "{{ details.words|indent(1000000000) }}",
        "{{ details.words|wordwrap(1) }}",
        "{{ details.words|replace('a', 'aaaaaaaaaa') }}",
        "{{ details.many|join(details.words) }}",
        "{{ details.words|counted rounds }}",
        "{{ [details.many, details.many] }}",
        "{{ {'a': details.many} }}",
        "{{ details.words[0:9] }}",
        "{{ -1 }}",
        "{{ 1e999 }}",
        "{{ " + "9" * 5000 + " }}",
        "{% for a in details.many recursive %}{{ loop(details.many) }}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% call m() %}{% endcall %}",
        "{% block b %}{% endblock %}",
        "{% filter upper %}{% endfilter %}",
        "{% with x = details.words %}{% endwith %}",
        "{% autoescape true %}{% endautoescape %}",
        "{% for a, b in details.many %}{% endfor %}",
        "{{ ''.__class__.__mro__() }}",
        "{{ cycler }}",
        "{{ joiner }}",
        "{{ namespace }}",
        "{{ dict }}",
        "{{ ''.__class__ }}",
        "{{ doc.title._private }}",
        "{% if details.words.__doc__ %}{% endif %}",
        "{% for a in details.many %}{{ a.__len__ }}{% endfor %}",
        "{{ details['__class__'] }}",
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


WORDS_HERE = "{% if details.words %}"
NESTED = {
    "conditions": WORDS_HERE * 150 + "{% endif %}" * 150,
    "thousands of conditions": WORDS_HERE * 5000 + "{% endif %}" * 5000,
    "brackets": "{{ " + "(" * 5000 + "details.words" + ")" * 5000 + " }}",
    "negations": "{% if " + "not " * 5000 + "details.words %}{% endif %}",
    "conjunctions": "{% if " + "details.words and " * 5000 + "details.words %}{% endif %}",
    "choices": "{{ " + "details.words if details.words else " * 3000 + "details.words }}",
    "else-ifs": WORDS_HERE + "{% elif details.words %}" * 3000 + "{% endif %}",
    "attributes": "{{ details.words" + ".a" * 5000 + " }}",
}


@pytest.mark.parametrize("body", NESTED.values(), ids=NESTED)
def test_what_lies_deeper_than_anyone_writes_is_refused_and_breaks_nothing(
    body: str, make_template: MakeTemplate
) -> None:
    with pytest.raises(WrongInputError, match=f"more than {NESTING_LIMIT} deep"):
        Press().check(make_template(body, WORDS))


@pytest.mark.parametrize(
    "body", ["{{ doc.title }}\n" * PARTS_LIMIT, "{% if " + "1 < " * PARTS_LIMIT + "2 %}{% endif %}"]
)
def test_a_template_of_more_parts_than_anyone_writes_is_refused(
    body: str, make_template: MakeTemplate
) -> None:
    with pytest.raises(WrongInputError, match=f"more than {PARTS_LIMIT:,} parts"):
        Press().check(make_template(body))


LOOP = "{% for a in details.many %}"
ENDLESS = {
    "two that show nothing": f"{LOOP}{LOOP}{{% endfor %}}{{% endfor %}}",
    "letters of a long text": "{% for a in details.words %}{% for b in details.words %}{% endfor %}{% endfor %}",
    "many after each other": f"{LOOP}{{% endfor %}}" * 400,
    "counted to the end each time": f"{LOOP}{LOOP}{{% if loop.last %}}{{% endif %}}{{% endfor %}}{{% endfor %}}",
    "only for some": f"{LOOP}{{% for b in details.many if a == b %}}{{% endfor %}}{{% endfor %}}",
}


@pytest.mark.parametrize("body", ENDLESS.values(), ids=ENDLESS)
def test_all_loops_of_a_page_together_have_an_end(
    body: str, make_template: MakeTemplate, make_context: MakeContext
) -> None:
    told = {"many": "\n".join("ab" for _ in range(400)), "words": "word " * 200}
    with pytest.raises(EscalateError, match=f"more than {ROUNDS_LIMIT:,} times"):
        render(make_template(body, WORDS, MANY), make_context(details=told))


def test_rounds_are_counted_anew_for_each_page(
    make_template: MakeTemplate, make_context: MakeContext
) -> None:
    template = make_template(f"{LOOP}{LOOP}{{% endfor %}}{{% endfor %}}Words", MANY)
    context, press = make_context(details={"many": "\n".join("ab" for _ in range(300))}), Press()
    pages = [render(template, context, press).markdown for _ in range(3)]
    assert "Words" in pages[0]
    assert pages == pages[:1] * 3


@pytest.mark.parametrize(
    "body",
    [
        "{% if doc < 3 %}x{% endif %}",
        "{% if 3 in case %}x{% endif %}",
        "{% if 3 in policy.title %}x{% endif %}",
        "{% for a in case %}x{% endfor %}",
        "{% for a in 3 %}x{% endfor %}",
    ],
)
def test_what_cannot_be_compared_or_repeated_is_a_sentence(
    body: str, make_template: MakeTemplate, make_context: MakeContext
) -> None:
    with pytest.raises(EscalateError, match="compares or repeats what it cannot"):
        render(make_template(body), make_context())


@pytest.mark.parametrize("sign", ["\\x1b[2J", "\\x1d", "\\x1e", "\\u202e", "\\ud800"])
def test_a_sign_that_a_template_writes_by_its_number_is_shown_and_never_obeyed(
    sign: str, make_template: MakeTemplate, make_context: MakeContext
) -> None:
    made = render(make_template(f"{{{{ '{sign}' }}}}"), make_context()).text
    assert sign[:4] in made
    assert made.replace("\n", "").isprintable()


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


def anonymous(template: Template) -> Template:
    return msgspec.structs.replace(template, anonymous=True, class_="partnership")


LEADING_BACK = {
    *(f"doc.{name}" for name in set(DocumentView.__struct_fields__) - {"title", "made_on", "made_by"}),
    *(f"case.{name}" for name in CaseView.__struct_fields__),
    *(f"card.{name}" for name in CardText.__struct_fields__),
} - {
    "case.person",
    "case.family",
    "case.about",
    "case.reached",
    "case.standing",
    "case.days_taken",
    "case.from_kind",
    "case.to_kinds",
    "case.resolved",
    "case.outside",
    "case.urgent",
    "case.emergency",
}


@pytest.mark.parametrize("value", sorted(LEADING_BACK))
def test_an_anonymous_document_shows_nothing_that_leads_back_to_the_case(
    value: str, make_template: MakeTemplate
) -> None:
    template = anonymous(make_template(f"First line\n{{{{ {value} }}}}"))
    with pytest.raises(WrongInputError) as caught:
        Press().check(template)
    (fault,) = caught.value.faults
    assert f"an anonymous document cannot show '{value}', which leads back to the case" in fault.what
    assert (fault.file, fault.line) == ("a-test.md", 12)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("{% if doc.reference %}x{% endif %}", "doc.reference"),
        ("{% for one in case.attempts %}{{ one.outcome }}{% endfor %}", "case.attempts"),
        ("{{ (doc if case.urgent else doc).reference }}", "doc"),
        ("{% for one in case %}{% endfor %}", "case"),
        ("{% if case == doc %}x{% endif %}", "case"),
    ],
)
def test_an_anonymous_document_reaches_it_by_no_other_way(
    body: str, value: str, make_template: MakeTemplate
) -> None:
    with pytest.raises(WrongInputError, match=f"cannot show '{value}'"):
        Press().check(anonymous(make_template(body)))


def test_an_anonymous_document_shows_how_it_went_the_policy_and_what_it_is_told(
    make_template: MakeTemplate, make_context: MakeContext
) -> None:
    policy = "".join(f"{{{{ policy.{name} }}}} " for name in PolicyView.__struct_fields__)
    body = (
        "{{ doc.title }} {{ doc.made_on }} {{ doc.made_by }} {{ case.person }} {{ case.family }} {{ case.reached }} "
        "{{ case.standing }} {{ case.days_taken }} {{ case.from_kind }} {{ details.words }} "
        "{% for one in case.to_kinds %}{{ one }}{% if not loop.last %}; {% endif %}{% endfor %}"
        "{% if case.resolved or case.outside or case.urgent or case.emergency or case.about %}x{% endif %}"
    )
    made = render(anonymous(make_template(policy + body, WORDS)), make_context(details={"words": "so"}))
    assert "A test" in made.text


def test_a_document_without_fields_that_shows_the_case_is_marked_as_one_of_a_case(
    make_template: MakeTemplate, make_context: MakeContext
) -> None:
    for body in (
        "Words about a {{ case.person }}",
        "{% if case.urgent %}x{% endif %}",
        "{{ doc.reference }}",
    ):
        made = render(make_template(body), make_context())
        assert "Case document" in made.text
        assert any(line.startswith("Case document") for line in made.marks.foot)


def test_a_document_that_shows_nothing_of_a_case_is_not_marked_as_one(
    make_template: MakeTemplate, make_context: MakeContext, make_card: Callable[..., CardText]
) -> None:
    card = make_card("oxfordshire", "childrens-social-care")
    made = render(make_template("In any case: {{ card.title }} {# case #}"), make_context(card=card))
    assert "Case document" not in made.text
    assert len(made.marks.foot) == 2


def test_words_of_a_template_itself_are_markdown(
    make_template: MakeTemplate, make_context: MakeContext
) -> None:
    assert "**so**" in render(make_template("**so**"), make_context()).markdown


def test_the_shipped_templates_hold_no_faults() -> None:
    press = Press()
    checked = [press.check(one) for one in catalogue(shipped("templates"))]
    assert len(checked) >= 3
