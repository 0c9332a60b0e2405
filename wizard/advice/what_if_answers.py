"""The answers about the case and its parties that could be otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeVar

from msgspec.structs import replace

from wizard.advice import classes
from wizard.advice.questions import CIRCUMSTANCE, RISK, SECTOR, SUBJECT, about_label
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


def _listed(
    view: View, fact: str, title: str, says: str, words: Mapping[T, str], kinds: Iterable[T], was: str = ""
) -> Iterator[Variant]:
    """The other values of a fact that has one of those that `words` names."""
    now: T = getattr(view.situation, fact)
    for one in _values(view, fact, tuple(words), kinds):
        if one != now:
            yield Variant(
                fact=fact,
                title=title,
                value=one,
                was=was or words[now],
                says=says,
                to=words[one],
                make=with_facts(**{fact: one}),
            )


def _risks(view: View) -> Iterator[Variant]:
    unknown = view.situation.risk_unknown
    was = "not known, so read as significant" if unknown else ""
    for one in _listed(view, "risk", RISK.short, "the risk were", _RISKS, classes.risks(view.policy), was):
        yield replace(one, make=with_facts(risk=one.value, risk_unknown=False))


def _circumstances(view: View) -> Iterator[Variant]:
    kinds = classes.circumstances(view.policy)
    yield from _listed(view, "circumstance", CIRCUMSTANCE.short, "it were", _CIRCUMSTANCES, kinds)


def _subjects(view: View) -> Iterator[Variant]:
    kinds = classes.subjects(view.policy)
    yield from _listed(view, "subject", SUBJECT.short, "it were about", _SUBJECTS, kinds)


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
    label = about_label(policy, about)
    return label[:1].lower() + label[1:]


def _sectors(view: View) -> Iterator[Variant]:
    yield from _listed(view, "sector", SECTOR.short, "you worked for", _SECTORS, classes.sectors(view.policy))


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
