"""escalate: guides people who work with children through a safeguarding board's escalation policy."""

__version__ = "0.1.0"
