"""How the advice cites what is the product's own rule, and no policy's."""

from __future__ import annotations

from typing import Final

#: What every such citation begins with.
OWN: Final = "Reading rule"
DECISION: Final = f"{OWN} 1"
EMERGENCY: Final = f"{OWN} 6"
NOT_KNOWN: Final = f"{OWN}: not known"
