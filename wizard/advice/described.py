"""What each key of a vignette holds, in a sentence: the help that an editor shows. Nothing but the schemas reads this."""

from __future__ import annotations

from typing import Final

from wizard.policy.described import Descriptions

_WALL: Final = "such as 2026-11-24T17:00 in London; null where there is none."

IN_VIGNETTES: Final[Descriptions] = {
    "Vignette": {
        "id": "A short name of your own, in small letters and hyphens. Each only once.",
        "given": "What has happened: the same as in a file for 'escalate advise'.",
        "expect": "What must come out. Only the keys that you write are compared.",
    },
    "Given": {
        "policy": "The id of this policy.",
        "risk": "How great the risk is. unknown is read as significant.",
        "from_": "The agency that challenges.",
        "to": "The agencies that are challenged.",
        "now": "The moment at which it plays, such as 2026-11-16T10:00. A vignette needs it.",
        "subject": "Whether the concern is for a child or an adult.",
        "circumstance": "What kind of disagreement it is.",
        "about": "What they disagree about: an id of the policy's list, or unknown.",
        "raised": "When the disagreement was noticed. now, if you leave it out.",
        "attempts": "The stages that have been tried.",
        "start_at": "The id of a later stage that somebody wishes to start at.",
        "bypass_agreed": "true where those whom the policy names have agreed to that.",
        "facts": "The policy's own facts: id to value, or unknown.",
        "events": "What has happened, of the events that the policy names.",
    },
    "GivenParty": {"agency": "The id of an agency.", "sector": "What kind of agency it is."},
    "GivenAttempt": {
        "stage": "The id of the stage that was tried.",
        "began": "When it began: a day, a moment, or unknown.",
        "outcome": "open, unresolved or resolved.",
        "ended": "When it ended. An open attempt has no end.",
    },
    "GivenEvent": {
        "event": "The id of an event of the policy's, or invoked.",
        "at": "When it happened: a day, a moment, or unknown.",
        "by": "The agency that did it.",
    },
    "Expect": {
        "status": "act, in-progress, overdue, resolved, complete or outside-policy.",
        "stage": "The id of the stage, or null for none.",
        "urgent": "Whether danger comes first.",
        "act_by": f"The time limit, {_WALL}",
        "aim_by": f"The time that is hoped for, {_WALL}",
        "overdue_since": f"The limit that was missed, {_WALL}",
        "first_action": "The id of the first thing to do.",
        "first_action_not": "The id of a thing that must not come first.",
        "phones_include": "Numbers that must be given.",
        "phones_exclude": "Numbers that must not be given.",
        "documents_include": "Documents that must be there.",
        "documents_exclude": "Documents that must not be there.",
        "notify_include": "The ids of notices that must be there.",
        "notify_exclude": "The ids of notices that must not be there.",
        "warnings_include": "The ids of warnings that must be there.",
        "warnings_exclude": "The ids of warnings that must not be there.",
        "may_start_at_include": "Stages where a case may be started at by wish.",
        "may_start_at_exclude": "Stages where it may not.",
        "sources_include": "Clauses that must stand among the reasons or the actions.",
        "acts_role_contains": "A word of the role that acts, in small letters.",
        "with_role_contains": "A word of a role that is gone to, in small letters.",
        "acts_or_with_role_contains": "A word of either, in small letters.",
        "clocks": "How clocks stand: a clock's id to its status (running, met, met late, missed, not started, no date), or to when it ends.",
        "actions_include": "The ids of things to do that must be there.",
        "actions_exclude": "The ids of things to do that must not be there.",
        "forms_include": "The ids of forms that must be there.",
        "forms_exclude": "The ids of forms that must not be there.",
        "also_role_contains": "A word of a role that has some other part in it, in small letters.",
    },
}
