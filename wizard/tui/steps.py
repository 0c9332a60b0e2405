"""The steps that can be recorded: a key each, that can be given another, and the line that shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen

from wizard.tui.frame import key_part

if TYPE_CHECKING:
    from wizard.advice.steps import NextStep, StepId

#: The keys that `next_steps` names; they stand here for whoever gives a step another key.
STEP_KEYS: Final[Mapping[StepId, str]] = {
    "attempt": "t",
    "outcome": "o",
    "reply": "y",
    "silence": "s",
    "conference": "m",
    "resolution": "e",
    "duties": "c",
}


def step_bindings(prefix: str) -> list[BindingType]:
    """A binding for every step. Those that a case has not now do nothing: the screen's `check_action` says so."""
    return [
        Binding(key, _action(step), f"Record: {step}", id=f"{prefix}.step-{step}", show=False)
        for step, key in STEP_KEYS.items()
    ]


def step_parts(steps: Sequence[NextStep], keys: Mapping[str, str]) -> list[Content]:
    """Each step with the key that begins it, as `step_keys` gives them."""
    return [key_part(keys.get(_action(one.id), one.key), one.title) for one in steps]


def step_keys(screen: Screen[None]) -> Mapping[str, str]:
    """The keys that begin the steps on a screen where no text has the focus, by what they do."""
    return {active.binding.action: key for key, active in screen.active_bindings.items()}


def _action(step: StepId) -> str:
    return f"step('{step}')"
