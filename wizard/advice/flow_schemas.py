"""The JSON Schemas of the three files of a flow, by name. What is shipped was made here, and a test holds it to that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from msgspec import Meta

from wizard.advice.described import IN_VIGNETTES
from wizard.advice.vignettes import VIGNETTES_LIMIT, Vignette
from wizard.policy.described import IN_POLICY
from wizard.policy.schema import contacts_schema, file_schema, policy_schema

Vignettes = Annotated[tuple[Vignette, ...], Meta(max_length=VIGNETTES_LIMIT)]
_TITLE: Final = "A policy's vignettes"


def flow_schemas() -> Mapping[str, str]:
    """The schema of each file, as JSON text, by the file's name without its ending."""
    return {
        "policy": policy_schema(),
        "contacts": contacts_schema(),
        "vignettes": file_schema("vignettes", _TITLE, Vignettes, {**IN_POLICY, **IN_VIGNETTES}),
    }
