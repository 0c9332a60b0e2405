"""The drawing of the policy that a case goes by, with the case's own path marked."""

from __future__ import annotations

from wizard.advice.marked import marks_of
from wizard.base.errors import EscalateError, wrong_input
from wizard.base.text import visible
from wizard.casework.looking import look_at
from wizard.casework.session import Surroundings
from wizard.policy.drawing.build import drawing_of
from wizard.policy.drawing.parts import Drawing


def drawing_of_case(around: Surroundings, policy_id: str, case_id: str) -> Drawing:
    """The drawing of a policy with the path of a case that goes by it, as it stands at the present moment.

    Raises WrongInputError for an unknown case and for one that goes by another policy, and EscalateError where there
    is no advice for it: a question is open, or what was recorded does not let any be given.
    """
    looked = look_at(around, case_id)
    own = looked.policy_id
    if own is not None and own != policy_id:
        raise wrong_input(
            f"case {visible(case_id)} goes by the policy '{visible(own)}', and not by '{visible(policy_id)}'; "
            f"draw it with 'escalate policy diagram {visible(own)} --case {visible(case_id)}'",
            key="case",
        )
    if looked.problem is not None:
        raise looked.problem
    if looked.policy is None or looked.advice is None:
        raise EscalateError(
            f"case {visible(case_id)} has no advice yet, and so no path to draw; 'escalate' asks its next question"
        )
    return drawing_of(looked.policy, marks_of(looked.advice, looked.policy, looked.case.id))
