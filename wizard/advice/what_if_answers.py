"""The answers about the case and its parties that could be otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeVar, get_args

from msgspec.structs import replace

from wizard.advice import classes
from wizard.advice.questions import ABOUT_LABELS, CIRCUMSTANCE, RISK, SECTOR, SUBJECT
from wizard.advice.situation import Situation
from wizard.advice.what_if_variant import Make, Variant, View, with_facts
from wizard.policy.model import Circumstance, Policy, Risk, Sector, Subject

_RISKS: Final[dict[Risk, str]] = {
    "immediate": "immediate",
    "significant": "significant",
    "welfare": "to wellbeing only",
    "none": "none",
}
_CIRCUMSTANCES: Final[dict[Circumstance, str]] = {
    "disagreement": "a disagreement about a decision",
    "conference-refused": "about a conference that social care will not hold",
    "conference-dissent": "about a conference chair's decision",
    "emergency": "an emergency that normal planning cannot solve",
    "policy-issue": "about policy, not only about this case",
    "complaint": "a complaint",
    "whistleblowing": "whistleblowing",
    "allegation": "an allegation about a member of staff",
}
_SUBJECTS: Final[dict[Subject, str]] = {"child": "a child", "adult": "an adult"}
_SECTORS: Final[dict[Sector, str]] = {
    "statutory": "a public body",
    "voluntary": "a voluntary, community or faith organisation",
    "sole-trader": "yourself",
}

T = TypeVar("T", bound=str)


def about_the_case(view: View) -> Iterator[Variant]:
    """How serious it is, and what kind of disagreement."""
    yield from _risks(view)
    yield from _circumstances(view)


def about_the_parties(view: View) -> Iterator[Variant]:
    """Whom and what it is about, and who challenges whom."""
    yield from _subjects(view)
    yield from _abouts(view)
    yield from _agencies(view)
    yield from _sectors(view)


def _values(view: View, fact: str, every: tuple[T, ...], kinds: Iterable[T]) -> tuple[T, ...]:
    """What can be tried of a fact; nothing where no condition that decides reads it."""
    if not any(getattr(when, fact) for when in view.whens):
        return ()
    return tuple(kinds) if view.one_of_each else every


def _risks(view: View) -> Iterator[Variant]:
    now = view.situation
    was = "not known, so read as significant" if now.risk_unknown else _RISKS[now.risk]
    for one in _values(view, "risk", get_args(Risk), classes.risks(view.policy)):
        if one != now.risk:
            yield Variant(
                fact="risk",
                title=RISK.short,
                value=one,
                was=was,
                says="the risk were",
                to=_RISKS[one],
                make=with_facts(risk=one, risk_unknown=False),
            )


def _circumstances(view: View) -> Iterator[Variant]:
    now = view.situation
    every: tuple[Circumstance, ...] = get_args(Circumstance)
    for one in _values(view, "circumstance", every, classes.circumstances(view.policy)):
        if one != now.circumstance:
            yield Variant(
                fact="circumstance",
                title=CIRCUMSTANCE.short,
                value=one,
                was=_CIRCUMSTANCES[now.circumstance],
                says="it were",
                to=_CIRCUMSTANCES[one],
                make=with_facts(circumstance=one),
            )


def _subjects(view: View) -> Iterator[Variant]:
    now = view.situation
    for one in _values(view, "subject", get_args(Subject), classes.subjects(view.policy)):
        if one != now.subject:
            yield Variant(
                fact="subject",
                title=SUBJECT.short,
                value=one,
                was=_SUBJECTS[now.subject],
                says="it were about",
                to=_SUBJECTS[one],
                make=with_facts(subject=one),
            )


def _abouts(view: View) -> Iterator[Variant]:
    now, policy = view.situation, view.policy
    kinds = [one for one in classes.abouts(policy) if one is not None]
    every: tuple[str, ...] = policy.about.ids
    tried: list[str | None] = [*_values(view, "about", every, kinds)]
    for one in [*tried, None] if tried else []:
        if one != now.about:
            yield Variant(
                fact="about",
                title="Subject",
                value=one,
                was="not known" if now.about_unknown else _about(policy, now.about),
                says="the disagreement were about",
                to=_about(policy, one),
                make=with_facts(about=one, about_unknown=False),
            )


def _about(policy: Policy, about: str | None) -> str:
    if about is None:
        return "something else"
    label = policy.about_labels().get(about) or ABOUT_LABELS.get(about, about)
    return label[:1].lower() + label[1:]


def _sectors(view: View) -> Iterator[Variant]:
    now = view.situation
    for one in _values(view, "sector", get_args(Sector), classes.sectors(view.policy)):
        if one != now.sector:
            yield Variant(
                fact="sector",
                title=SECTOR.short,
                value=one,
                was=_SECTORS[now.sector],
                says="you worked for",
                to=_SECTORS[one],
                make=with_facts(sector=one),
            )


def _agencies(view: View) -> Iterator[Variant]:
    both = any(when.dispute or when.party for when in view.whens)
    if both or any(when.challenging for when in view.whens):
        yield from _challenging(view)
    if both or any(when.challenged for when in view.whens):
        for agency in view.situation.challenged:
            yield from _challenged(view, agency)


def _challenging(view: View) -> Iterator[Variant]:
    now, title = view.situation, view.policy.agency_title
    for one in _other_agencies(view, (now.challenging,), now.challenged):
        yield Variant(
            fact="from",
            title="Your agency",
            value=one,
            was=title(now.challenging),
            says="your agency were",
            to=f"{title(one)}, as the one you challenge" if one in now.challenged else title(one),
            other="any other agency",
            make=with_facts(challenging=one),
        )


def _challenged(view: View, agency: str) -> Iterator[Variant]:
    now, title = view.situation, view.policy.agency_title
    for one in _other_agencies(view, now.challenged, (now.challenging,)):
        yield Variant(
            fact=f"to:{agency}",
            title="Challenged",
            value=one,
            was=title(agency),
            says=f"in place of {title(agency)} you challenged",
            to=f"{title(one)}, your own agency" if one == now.challenging else title(one),
            other="any other agency",
            make=_instead(agency, one),
        )


def _other_agencies(view: View, but: tuple[str, ...], parties: tuple[str, ...]) -> tuple[str, ...]:
    """The agencies that can stand there; that of the other side always, for both may be the same."""
    policy = view.policy
    tried = classes.agencies(policy, view.house.contacts) if view.one_of_each else policy.party_agencies()
    return tuple(one for one in dict.fromkeys((*parties, *tried)) if one not in but)


def _instead(agency: str, other: str) -> Make:
    def make(situation: Situation) -> Situation:
        parties = (other if one == agency else one for one in situation.challenged)
        return replace(situation, challenged=tuple(dict.fromkeys(parties)))

    return make
