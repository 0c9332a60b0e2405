"""The words that the check of a letter looks for, each with a neutral one that may stand in its place.

They are patterns: `\\s+` stands for the space between two words, and `'` for every kind of apostrophe.
"""

from __future__ import annotations

from typing import Final

import msgspec


class Wording(msgspec.Struct, frozen=True):
    """Words that may be read otherwise than they are meant, and what may stand there instead.

    `instead` is in quotation marks where it is to be written, and else says what to do.
    """

    pattern: str
    instead: str


_SAY_WHAT: Final = "say what was done or not done, and when"
_LEAVE_OUT: Final = "leave it out"
_ONLY_KNOWN: Final = "say what you know, not why they may have done it"
_EFFECT: Final = "say what it means for the child or adult"

#: What may read as blame, or as a motive that nobody can know.
BLAME: Final = (
    Wording(r"fail(?:ed|s|ing)?\s+to", "'did not'"),
    Wording(r"failed(?!\s+(?:visit|call|delivery))|failings?|failures?(?!\s+to\s+thrive)", _SAY_WHAT),
    Wording(r"refus(?:ed|es|ing|al)\s+to(?:\s+(?:listen|engage|act|help|accept))?", "'did not' or 'said no to'"),
    Wording(r"(?:would|will)(?:\s+not|n't)\s+listen", "'has not agreed so far'"),
    Wording(r"ignor(?:ed|es|ing|ance)|ignorant", "'has not answered' or 'was not acted on'"),
    Wording(r"disregard(?:ed|s|ing)?", "'was not acted on'"),
    Wording(r"neglected\s+to", "'did not'"),
    Wording(r"negligen(?:t|ce|tly)", _SAY_WHAT),
    Wording(r"incompeten(?:t|ce|tly)|inept|clueless|useless|hopeless", _SAY_WHAT),
    Wording(r"careless(?:ly|ness)?|sloppy|slapdash|reckless(?:ly)?", _SAY_WHAT),
    Wording(r"lazy|lazily|laziness|idle", _SAY_WHAT),
    Wording(r"(?:could|can)(?:\s+not|not|n't)\s+be\s+bothered|(?:did|do|does)(?:\s+not|n't)\s+(?:even\s+)?bother(?:\s+to)?", "'did not'"),
    Wording(r"(?:clearly\s+|obviously\s+)?(?:do|does|did)(?:\s+not|n't)\s+(?:seem\s+to\s+)?care(?!\s+for)", _EFFECT),
    Wording(r"uncaring|heartless|callous", _EFFECT),
    Wording(r"unprofessional(?:ly|ism)?", _SAY_WHAT),
    Wording(r"unreasonabl[ey]|irrational|illogical", "'we do not agree, because'"),
    Wording(r"unacceptabl[ey]|inexcusabl[ey]|unforgivabl[ey]", _EFFECT),
    Wording(r"disgrac(?:e|eful|efully)|appalling(?:ly)?|shameful(?:ly)?|scandal(?:ous)?|outrageous(?:ly)?|shocking(?:ly)?", _EFFECT),
    Wording(r"ridiculous(?:ly)?|absurd(?:ly)?|nonsens(?:e|ical)|laughable|farc(?:e|ical)|pathetic|shambles|a\s+joke", "'we do not agree, because'"),
    Wording(r"stupid(?:ly)?|idiotic|foolish(?:ly)?", _LEAVE_OUT),
    Wording(r"(?:your|their|his|her)\s+(?:own\s+)?fault|at\s+fault|to\s+blame|blam(?:e|ed|es|ing)", _SAY_WHAT),
    Wording(r"(?:made|make|makes|making|full\s+of|no|feeble|poor)\s+excuses?|excuses", "'gave these reasons:'"),
    Wording(r"(?:should|must|ought\s+to)\s+have\s+known|should\s+know\s+better", "say what was known, and when"),
    Wording(r"deliberate(?!\s+(?:harm|self))(?:ly)?|wilful(?:ly)?|on\s+purpose|intentional(?:ly)?", _ONLY_KNOWN),
    Wording(r"(?:chose|choosing|decided)\s+to\s+ignore", "'was not acted on'"),
    Wording(r"(?:just|only|simply)\s+(?:trying|want(?:s|ed|ing)?)\s+to", _ONLY_KNOWN),
    Wording(r"to\s+(?:save\s+money|cut\s+costs|get\s+rid\s+of|cover\s+(?:your|their|its)\s+backs?)|protecting\s+(?:your|their|its)\s+budget", _ONLY_KNOWN),
    Wording(r"cover(?:ed|ing)?\s+up|cover-up|whitewash|swept\s+under", _ONLY_KNOWN),
    Wording(r"(?:passing|passed|pass)\s+the\s+buck|wash(?:ed|ing)?\s+(?:your|their|its)\s+hands|gate-?keeping", "'says that this is for another agency'"),
    Wording(r"fobb(?:ed|ing)\s+(?:us\s+)?off|hiding\s+behind|hides?\s+behind|brush(?:ed|ing)\s+(?:us\s+|it\s+)?(?:off|aside)", "'gave this answer:'"),
    Wording(r"(?:turn(?:ed|s|ing)?|turned)\s+a\s+blind\s+eye|looked\s+the\s+other\s+way", "'was not acted on'"),
    Wording(r"drag(?:ged|ging|s)?\s+(?:your|their|its)\s+feet|stalling", "say how long it has taken"),
    Wording(r"dump(?:ed|ing)\s+(?:on|this|it|the)", "'passed on'"),
    Wording(r"dishonest(?:ly|y)?|liars?|lied(?:\s+to)?|a\s+lie|lies\s+(?:about|to)|pretend(?:ed|s|ing)?", "say what was said, and what you know"),
    Wording(r"arrogan(?:t|ce|tly)|dismissive(?:ly)?|condescending|patronising|obstructive|uncooperative|un-cooperative|obstinate|stubborn(?:ly)?|hostile|rude(?:ly)?|defensive", _SAY_WHAT),
    Wording(r"no\s+interest\s+in|not\s+interested\s+in|couldn't\s+care\s+less", _ONLY_KNOWN),
    Wording(r"too\s+busy\s+to|too\s+lazy\s+to", _ONLY_KNOWN),
    Wording(r"out\s+of\s+(?:your|their|its)\s+depth", _SAY_WHAT),
    Wording(r"poor\s+practice|bad\s+practice|malpractice", _SAY_WHAT),
    Wording(r"(?<!who\s)claim(?:s|ed|ing)\s+(?:that|to)", "'says that' or 'said that'"),
)  # fmt: skip
#: What one single case speaks against, so that the reader looks for it.
ABSOLUTE: Final = (
    Wording(r"always|constantly|every\s+single\s+time|continually", "say how often, and on which dates"),
    Wording(
        r"never(?!\s*theless)|not\s+once|nothing\s+whatsoever", "'not since', or 'on none of these dates'"
    ),
    Wording(r"nobody\s+ever|no\s+one\s+ever|completely|totally|utterly", "say exactly what, or leave it out"),
)
#: What may sound as if it were meant otherwise than it is said.
SARCASM: Final = (
    Wording(r"of\s+course|needless\s+to\s+say|surprise,?\s+surprise|surely|obviously|evidently", _LEAVE_OUT),
    Wording(r"so-called|as\s+usual|(?:yet|once)\s+again|yet\s+another|as\s+ever|how\s+convenient|conveniently", "say when it was, or leave it out"),
    Wording(r"thanks\s+for\s+nothing|with\s+(?:all\s+due|the\s+greatest)\s+respect|if\s+(?:you|they)\s+(?:had\s+)?bothered", _LEAVE_OUT),
)  # fmt: skip
#: Short forms that everybody knows in Britain; "DNA" is not one, for in health it means that somebody did not come.
EVERYBODY_KNOWS: Final = frozenset(
    ["UK", "GB", "EU", "UN", "US", "USA", "NHS", "GP", "GPS", "BBC", "ITV", "TV", "CCTV", "DVD", "CD", "PC", "ID", "PDF", "SMS", "USB", "PIN", "AM", "PM", "BST", "GMT", "OK", "PS", "NB", "RSVP", "MP", "MPS", "VAT", "HIV", "IT", "II", "III", "IV", "VI", "VII", "VIII", "IX", "XI", "XII", "XX", "NSPCC", "RSPCA", "AD", "BC", "DIY", "CV", "FAQ", "DOB", "OX", "SW", "NW", "SE", "NE", "PTO", "ASAP", "GCSE", "GCSES"]
)  # fmt: skip
#: Short words that are no short form of anything, though somebody has written them in capitals.
SHORT_WORDS: Final = frozenset(
    ["a", "all", "also", "am", "an", "and", "any", "are", "as", "ask", "asked", "at", "back", "bad", "be", "been", "being", "but", "by", "call", "can", "cannot", "child", "could", "danger", "day", "days", "did", "do", "does", "done", "each", "ever", "every", "for", "found", "from", "full", "get", "give", "had", "harm", "has", "have", "he", "help", "her", "here", "him", "his", "home", "how", "i", "if", "in", "is", "it", "its", "just", "know", "last", "late", "less", "look", "made", "make", "many", "may", "me", "more", "most", "much", "must", "my", "need", "needs", "never", "new", "next", "nine", "no", "none", "not", "note", "now", "of", "off", "old", "on", "once", "one", "only", "or", "other", "our", "out", "over", "please", "put", "read", "real", "really", "risk", "safe", "said", "same", "saw", "say", "says", "see", "seen", "sent", "shall", "she", "should", "so", "some", "soon", "still", "stop", "such", "take", "tell", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "time", "times", "to", "today", "told", "too", "twice", "two", "under", "unsafe", "up", "urgent", "us", "very", "was", "we", "week", "weeks", "well", "were", "what", "when", "where", "which", "who", "why", "will", "with", "work", "would", "wrong", "year", "years", "yes", "yet", "you", "your", "again", "always", "nobody", "nothing", "both", "three", "four", "five", "six", "ten", "after", "before", "until", "first", "since", "agree", "agreed", "refuse", "ignore", "action", "answer", "reply", "school", "police", "family", "mother", "father", "adult", "abuse", "letter", "reason", "view", "plan", "care"]
)  # fmt: skip
#: What people write where something is still to be written.
PLACEHOLDERS: Final = (
    r"x{3,}(?!\w)",
    r"\btb[acd]\b|\bt\.b\.[acd]\b\.?",
    r"\bto\s+be\s+(?:completed|confirmed|added|filled\s+in|inserted|advised)\b",
    r"\b(?:insert|enter|add)\s+(?:name|date|text|details?|role|agency)(?:\s+here)?\b",
    r"\[[ \t_.…]{0,20}\]",
    r"\[(?:to\s+be|insert|enter|add|name|date|role|agency|details?|tbc|initials|your)\b[^\]\n]{0,100}\]",
    r"<(?:insert|enter|name|date|role|agency|details?|initials|your)\b[^>\n]{0,100}>",
    r"\?{3,}",
    r"\.{4,}|…{2,}",
    r"_{3,}",
    r"\blorem(?:\s+ipsum)?\b",
    r"\b(?:dd|d)[/.-](?:mm|m)[/.-]yy(?:yy)?\b",
    r"\b(?:asdf|qwerty|blah(?:\s+blah)*)\w*",
    r"\{\{|\}\}|\{%|%\}",
    r"\bto\s+do:|\btodo\b|\bfixme\b",
)
#: An answer that says nothing by itself.
NO_ANSWERS: Final = frozenset(
    ["n/a", "na", "n.a", "none", "nil", "no", "nothing", "not known", "unknown", "notknown", "not applicable", "not available", "not obtained", "not sought", "not asked", "not recorded", "none known", "none given", "none recorded", "not stated", "don't know", "do not know", "no view", "no views", "no comment", "as above", "see above", "see attached", "see record", "see records", "see file", "see report", "not yet", "not yet known", "to follow", "?", "-", "–", "—", ".", "..."]
)  # fmt: skip
#: A view that is said to be not known, and a word by which a reason begins.
NOT_KNOWN: Final = r"\b(?:not|n't|un)\s*(?:been\s+|yet\s+|be\s+)*(?:known|obtained|sought|asked|gathered|spoken|seen|recorded|available|clear|ascertained|able)\b|\bno\s+views?\b"
REASONS: Final = r"\b(?:because|as|since|for|until|so\s+that|too|due|owing|but|will|would|when|after|before|cannot|could\s+not|away|asleep|baby|unborn|pre-?verbal|tried|plan(?:s|ned)?|by\s+\d|on\s+\d)\b|\b[wh]e\s+will\b"
#: By one of them a line says where a fact comes from.
SOURCES: Final = (
    r"\b(?:record|note|log|report|letter|e-?mail|minute|assessment|plan|chronolog|register|file|referral|call|visit|statement"
    r"|said|say|told|tells?|saw|seen|heard|observ|accord|notif|meeting|review|conference|disclos|form|photo|body\s?map|test"
    r"|result|screen|source|doctor|nurse|teacher|police|gp|school|hospital|clinic|visitor|worker|officer|lead\b|manager"
    r"|midwi|paediatric|summar|entry|entries|profile|checklist|survey|diary|message|text|data|system|cctv|footage|decision"
    r"|order|judg|opinion|wrote|written|reported|recorded|court|agency|ambulance|a\s*&\s*e|discharge|attendance)"
)
#: By one of them an outcome says what somebody is to do.
ACTIONS: Final = (
    r"\b(?:accept|act|add|advis|agree|allocat|allow|answer|appoint|apply|arrang|ask|assess|assign|attend|begin|book|bring|call"
    r"|carr(?:y|ied)|chang|check|clos|come|commission|complet|conduct|confirm|consider|contact|continu|conven|decid|deliver"
    r"|discuss|do\b|draw|ensur|explain|extend|find|fund|get|give|go\b|have|hold|increas|inform|interview|invit|issu|join|keep"
    r"|lead|let\b|list|look|make|meet|mov|name|nominat|note|obtain|offer|open|organis|pause|place|plan\b|prepar|prevent|produc"
    r"|provid|publish|put|reallocat|reassess|recall|reconsider|reconven|record|reduc|re-?open|refer\b|remov|repeat|replac|reply"
    r"|report\b|request|respond|restart|return|revers|review|revis|run\b|secur|see\b|seek|send|set\b|share|show|speak|start|stay"
    r"|step|stop|supply|support|suspend|take|talk|tell|transfer|treat|undertak|updat|use\b|visit|withdraw|work|writ)(?:\w{0,4})\b"
)
#: By one of them a sentence turns to what is not agreed.
TURNS: Final = r"\b(?:but|however|although|though|whereas|nevertheless|disagree\w*|disput\w+|(?:do|does|did|is|are|was|were)(?:\s+not|n't)\s+(?:\w+\s+)?(?:agree|agreed|accept|accepted)|not\s+agreed|except\s+that)\b"
