"""Conditions beside each other: whether two can never hold at once, and whether one holds wherever the other does.

Both answers are on the safe side: what is not certain is taken as possible.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from wizard.policy.model import When

#: Facts of which a case has one value each.
_OF_ONE_VALUE = ("risk", "circumstance", "subject", "about", "sector", "dispute")
#: Facts of which a case may have several values: each condition asks whether one of them is listed.
_OF_SEVERAL = ("tried", "challenged", "party")
_AGENCIES = ("challenging", "challenged", "party", "agency")


def never_both(one: When | None, other: When | None) -> bool:
    """Whether no case can meet both conditions."""
    if one is None or other is None:
        return False
    apart = any(
        _named(one, key) and _named(other, key) and not set(getattr(one, key)) & set(getattr(other, key))
        for key in _OF_ONE_VALUE
    )
    apart = apart or any(
        not set(values) & set(other.facts[name]) for name, values in one.facts.items() if name in other.facts
    )
    if one.challenging and other.challenging:
        apart = apart or not any(
            _within(a, b) or _within(b, a) for a in one.challenging for b in other.challenging
        )
    both = (one, other)
    return apart or any(_undone(wants, refuses) for wants in both for refuses in both)


def always_with(one: When | None, other: When | None) -> bool:
    """Whether every case that meets `one` meets `other` too. A condition that is None holds always."""
    if other is None:
        return True
    one = one or When()
    for key in (*_OF_ONE_VALUE, *_OF_SEVERAL, "challenging", "agency"):
        wanted, given = getattr(other, key), getattr(one, key)
        if wanted and not (given and _all_listed(given, wanted, agencies=key in _AGENCIES)):
            return False
    if other.happened and not (one.happened and set(one.happened) <= set(other.happened)):
        return False
    if not set(other.not_happened) <= set(one.not_happened):
        return False
    return all(
        name in one.facts and set(one.facts[name]) <= set(values) for name, values in other.facts.items()
    )


def _named(when: When, key: str) -> bool:
    return bool(getattr(when, key))


def _undone(one: When, other: When) -> bool:
    """Whether all the events of which one wants some are events of which the other wants none."""
    return bool(one.happened) and set(one.happened) <= set(other.not_happened)


def _all_listed(given: Iterable[str], wanted: Collection[str], *, agencies: bool) -> bool:
    if agencies:
        return all(any(_within(one, listed) for listed in wanted) for one in given)
    return set(given) <= set(wanted)


def _within(agency: str, listed: str) -> bool:
    return agency == listed or agency.startswith(f"{listed}/")
