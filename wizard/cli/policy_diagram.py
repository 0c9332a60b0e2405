"""`escalate policy diagram`: a policy as a picture, in lines, as Mermaid or as SVG; with `--case`, a case's path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.base.errors import EXIT_DONE, wrong_input
from wizard.base.text import unknown
from wizard.cli.output import say
from wizard.policy.drawing.parts import FORMS

if TYPE_CHECKING:
    from wizard.policy.drawing.parts import Drawing


def run(policy_id: str, form: str = "text", case: str | None = None) -> int:
    """Prints the drawing in one of `FORMS`. Without a case the policy may be a flow folder too.

    Raises WrongInputError for an unknown policy, case or form.
    """
    if form not in FORMS:
        raise wrong_input(unknown(form, "format of a diagram", FORMS), key="format")
    # The drawing ends its last line, and so does whatever prints it.
    say(_rendered(_drawing(policy_id, case), form).removesuffix("\n"))
    return EXIT_DONE


def _drawing(policy_id: str, case: str | None) -> Drawing:
    if case is None:
        from wizard.cli.flows import flow_named
        from wizard.policy.drawing.build import drawing_of

        return drawing_of(flow_named(policy_id).policy)
    from wizard.casework.drawing import drawing_of_case
    from wizard.cli.surroundings import surroundings

    return drawing_of_case(surroundings(), policy_id, case)


def _rendered(drawing: Drawing, form: str) -> str:
    if form == "mermaid":
        from wizard.policy.drawing.mermaid import as_mermaid

        return as_mermaid(drawing)
    if form == "svg":
        from wizard.policy.drawing.svg import as_svg

        return as_svg(drawing)
    from wizard.policy.drawing.text import as_text

    return as_text(drawing)
