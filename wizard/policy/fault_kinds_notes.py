"""The kinds of notes on a policy and its contacts: what may be right, and wants a look."""

from __future__ import annotations

from typing import Final

from wizard.policy.fault_kind import Kind

NOTES: Final = (
    Kind(
        "N301",
        "The review date has passed",
        "The policy names a day for its own review, and that day is past.",
        "Ask the board whether this edition still holds, and whether there is a new one.",
        "review_due: 2013-06-30",
        "review_due: 2027-06-30",
    ),
    Kind(
        "N302",
        "A role has no real title",
        "The title is a placeholder, and people would read it as it stands.",
        "Write the title as the policy does.",
        "chair: {title: TBC}",
        "chair: {title: Independent Chair}",
    ),
    Kind(
        "N303",
        "Nobody stands in at the last stage",
        "If nobody holds this role, no one is left to turn to after it.",
        "If the text names who stands in, add it as 'fallback'. If it names no one, leave it so.",
        "director: {title: Director}",
        "director: {title: Director, fallback: [{role: deputy, source: §4}]}",
    ),
    Kind(
        "N304",
        "A limit stands where the text states none",
        "The clock has a limit, and its own words say that there is none.",
        "Read the clause again. If it states no time, write 'limit: not stated'.",
        "rule: The policy gives no time limit.\nlimit: 5 working days",
        "rule: The policy gives no time limit.\nlimit: not stated",
    ),
    Kind(
        "N305",
        "No clock speaks of a stage",
        "Nobody can tell whether the text states no limit, or whether it was not looked for.",
        "Add a clock for the stage. If the text states no time, its limit is 'not stated'.",
        "clocks: []",
        "clocks: [{id: none, rule: No time is stated., source: §4, limit: not stated, at: [directors]}]",
    ),
    Kind(
        "N401",
        "Nothing uses a fact",
        "The flow declares the fact, and no condition or clock looks at it. It is never asked.",
        "Use it in a condition, or take it out.",
        "facts: {priority: {question: Is it urgent}}",
        "when: {facts: {priority: [high]}}",
    ),
    Kind(
        "N402",
        "Nothing uses an event",
        "The flow declares the event, and nothing waits for it.",
        "Use it in a clock, a notice or a condition, or take it out.",
        "events: {reply-received: {title: The reply was received}}",
        "ends: reply-received",
    ),
    Kind(
        "N403",
        "Nobody names a role",
        "The role has a title, and no stage, step, clock, notice or form names it.",
        "Name it where it belongs, or take it out.",
        "roles: {chair: {title: Chair}}",
        "with: [{role: chair, agency: board}]",
    ),
    Kind(
        "N404",
        "A form belongs to no stage",
        "The form lists no stage and has no condition, so that it is shown everywhere.",
        "List its stages under 'at'. If it does belong everywhere, leave it so.",
        "{id: form-a, title: Form A}",
        "{id: form-a, title: Form A, at: [managers]}",
    ),
    Kind(
        "N405",
        "A notice names nobody who gets it",
        "Who is to be told stands at most in its text. Nobody can be looked up for it.",
        "Add 'to', with a role and an agency.",
        "{id: tell-the-board, text: Tell the board., by: phone}",
        "{id: tell-the-board, text: Tell the board., by: phone, to: {role: office, agency: board}}",
    ),
    Kind(
        "N501",
        "Nobody answers out of hours",
        "The agency lists someone for office hours, and no one for nights and weekends.",
        "Add an entry with 'hours: out', or someone under 'fallback' for any time.",
        "{agency: police, role: Duty Sergeant, hours: in}",
        "{agency: police, role: Duty Sergeant, hours: any}",
    ),
    Kind(
        "N502",
        "A notice goes by email, and there is no address",
        "Nobody at that agency has an email address in the contacts.",
        "Add the address to contacts.yaml or to the text. If the text gives none, leave it so.",
        "{by: email, to: {role: office, agency: board}}",
        "{by: phone, to: {role: office, agency: board}}",
    ),
)
