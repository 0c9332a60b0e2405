"""What the check of a letter looks for: each rule by its code, what it says, and why it matters."""

from __future__ import annotations

from typing import Final

import msgspec


class RuleText(msgspec.Struct, frozen=True):
    """A rule in words: `what` is said of a letter, and `why` it matters. Each is one sentence."""

    code: str
    what: str
    why: str


RULES: Final = (
    RuleText(
        "views-missing",
        "The view of the child or adult is not given, and no reason says why.",
        "Whoever decides needs to know what the child or adult wants, or why nobody could ask.",
    ),
    RuleText(
        "evidence-date",
        "A line of the evidence has no date.",
        "The reader checks each fact in their own files, and looks for it by its date.",
    ),
    RuleText(
        "evidence-source",
        "A line of the evidence does not say where the fact comes from.",
        "A fact counts for more when the reader can see who saw it or wrote it down.",
    ),
    RuleText(
        "outcome-action",
        "The outcome that is asked for has no word that says what to do.",
        "The other agency can only say yes or no to something that it can do.",
    ),
    RuleText(
        "reply-date",
        "No date is given for the reply, and the policy sets none.",
        "Without a date nobody can tell when to take the next step.",
    ),
    RuleText(
        "reply-late",
        "The day that you ask for comes after the policy's own time limit.",
        "The reader may take the later day, and the next stage is due by then.",
    ),
    RuleText(
        "date-none",
        "A date is given that is in no calendar.",
        "A page does not show such a day, and the reader would miss it.",
    ),
    RuleText(
        "date-past",
        "The day by which you ask for an answer has passed already.",
        "Nobody can answer by a day that is over, and the reader may stop to ask which day you mean.",
    ),
    RuleText(
        "date-future",
        "A day that should be over is still to come.",
        "A wrong day is soon found, and then puts the other facts in doubt.",
    ),
    RuleText(
        "differs-from-record",
        "A day is not the one that the record of the case has.",
        "The letter and the record may be held side by side, and only one of the two days can be right.",
    ),
    RuleText(
        "choice-own-words",
        "An answer is none of the usual answers.",
        "Your own words are fine where none of them fits, and a slip is easy to make.",
    ),
    RuleText(
        "points-missing",
        "What is agreed, or what is not agreed, is left empty.",
        "The talk goes faster when each side can see how little is left to settle.",
    ),
    RuleText(
        "points-same",
        "What is agreed and what is not agreed are the same words.",
        "A point that stands on both sides leaves the reader to guess.",
    ),
    RuleText(
        "points-mixed",
        "What is agreed seems to hold something that is not agreed.",
        "The two are easier to read and to answer when they are kept apart.",
    ),
    RuleText(
        "blame",
        "Some words may read as blame, or as a guess at why somebody did something.",
        "A reader who feels blamed answers the blame, and not the worry about the child or adult.",
    ),
    RuleText(
        "absolute",
        "A word such as 'always' claims more than one letter can show.",
        "One time when it was not so is then enough to put the whole point in doubt.",
    ),
    RuleText(
        "sarcasm",
        "Some words may sound as if they were not meant as they are said.",
        "On paper nobody hears your tone, and a reader under pressure may hear the worst.",
    ),
    RuleText(
        "shouting",
        "Words in capitals may look like shouting.",
        "Small letters are easier to read, and the facts stay as strong.",
    ),
    RuleText(
        "exclamation",
        "Several exclamation or question marks stand together.",
        "They may look like anger, and they add no fact.",
    ),
    RuleText(
        "abbreviation",
        "A short form is used that this document does not spell out.",
        "The same letters mean different things in different agencies.",
    ),
    RuleText(
        "placeholder",
        "Something seems to be still unwritten.",
        "The other agency would get it as it stands.",
    ),
    RuleText(
        "third-party-named",
        "A relative or somebody else close to the case seems to be named.",
        "A word such as 'mother' or 'neighbour' tells enough, and gives nobody's name away.",
    ),
    RuleText(
        "person-named",
        "Somebody seems to be named where initials or a role may be enough.",
        "A letter is copied and filed, and names go with it to people who may not need them.",
    ),
    RuleText(
        "personal-mobile",
        "The number of a mobile phone stands in a document that leaves the agency.",
        "A work number keeps reaching the team, and keeps private numbers private.",
    ),
    *(
        RuleText(
            f"identifier-{kind}",
            f"{what} seems to stand in a document for the board.",
            "The board learns from what happened, and needs nothing that tells who it happened to.",
        )
        for kind, what in (
            ("name", "A name"),
            ("birth", "A date of birth"),
            ("postcode", "A postcode"),
            ("address", "The address of a home"),
            ("phone", "A telephone number"),
            ("email", "An email address"),
            ("nhs-number", "An NHS number"),
            ("ni-number", "A National Insurance number"),
            ("pupil-number", "A pupil number"),
            ("school", "The name of a school"),
            ("reference", "A number from the files of an agency"),
            ("web", "A web address or a name on one"),
        )
    ),
)
_BY_CODE: Final = {rule.code: rule for rule in RULES}


def rules() -> tuple[RuleText, ...]:
    """Every rule, in the order in which the page lists them."""
    return RULES


def rule(code: str) -> RuleText:
    """The rule of a code. Raises KeyError where there is none."""
    return _BY_CODE[code]
