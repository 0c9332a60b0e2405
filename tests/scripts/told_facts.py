"""The facts that answers tell, as somebody would write them into a file: from the contract, and not from the code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any


def facts_of(answers: Mapping[str, tuple[str, ...]], now: datetime) -> dict[str, Any]:
    """The situation that somebody would write down who had given these answers, "I do not know" read as it says.

    `answers` are those that count, one for every question that is asked.
    """
    one = {key: values[0] for key, values in answers.items()}

    def known(key: str, instead: str) -> str:
        return instead if one.get(key, "unknown") == "unknown" else one[key]

    facts: dict[str, Any] = {
        "policy": one["policy"],
        "now": now.isoformat(),
        "subject": known("subject", "child"),
        "circumstance": known("circumstance", "disagreement"),
        "risk": "immediate" if one["danger"] != "no" else one.get("risk", "unknown"),
        "from": {"agency": one["from"], "sector": known("sector", "statutory")},
        "to": list(answers["to"]),
    }
    if "about" in one:
        facts["about"] = one["about"]
    if "raised" in one:
        facts["raised"] = one["raised_earliest"] if one["raised"] == "unknown" else one["raised"]
    if one.get("start_at", "recommended") != "recommended":
        facts["start_at"] = one["start_at"]
        facts["bypass_agreed"] = one.get(f"bypass_agreed:{one['start_at']}") == "yes"
    own = {
        key.partition(":")[2]: value
        for key, value in one.items()
        if key.startswith("fact:") and value != "not-said"
    }
    if own:
        facts["facts"] = own
    happened = [
        {"event": key.partition(":")[2], "at": value}
        for key, value in one.items()
        if key.startswith("event:") and value not in ("not-yet", "not-said")
    ]
    if happened:
        facts["events"] = happened
    facts["attempts"] = [
        _attempt(one, stage) for stage in answers.get("tried", ()) if stage not in ("nothing", "unknown")
    ]
    return facts


def _attempt(one: Mapping[str, str], stage: str) -> dict[str, str]:
    attempt = {"stage": stage, "began": one[f"began:{stage}"], "outcome": one[f"outcome:{stage}"]}
    if attempt["outcome"] == "unknown":
        return attempt | {"outcome": "unresolved", "ended": "unknown"}
    if f"ended:{stage}" in one:
        attempt["ended"] = one[f"ended:{stage}"]
    return attempt
