"""Identifiers that are known by their shape: numbers, addresses and dates of birth.

No pattern walks back over more than a few signs, so that a long text takes as long as it has letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from wizard.documents.identifier_words import DAYS, MONTHS, NO_STREETS, PROFESSION

Span = tuple[int, int]

_FULL: Final = sorted(
    (one for one in MONTHS if len(one) > 4 or one in {"may", "june", "july"}), key=len, reverse=True
)
_SHORT: Final = sorted(MONTHS - set(_FULL), key=len, reverse=True)
_MONTH: Final = rf"(?:(?:{'|'.join(_FULL)})\b|(?:{'|'.join(_SHORT)})\b\.?)"
_YEAR: Final = r"(?:19|20)\d\d"
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th)?"
#: A date with its day, or a month with its year. A year alone is none.
DATE: Final = re.compile(
    rf"(?<![\w/])(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}|\d{{1,2}}[./-]\d{{1,2}}[./-](?:\d{{4}}|\d\d)"
    rf"|\d{{1,2}} \d{{1,2}} {_YEAR}"
    rf"|{_DAY}[ \t]{{1,2}}(?:of )?{_MONTH}(?:,?[ \t]{{1,2}}(?:{_YEAR}|\d\d))?|{_MONTH}[ \t]{{1,2}}{_DAY}(?:,?[ \t]{{1,2}}{_YEAR})?"
    rf"|{_MONTH},?[ \t]{{1,2}}{_YEAR})(?![\w/]|-\d)",
    re.IGNORECASE,
)
_BIRTH: Final = re.compile(
    r"\b(?:d\.? ?o\.? ?b\b\.?|(?-i:b)\.(?= ?\d)|date of birth|birth ?date|birthday|born|birth)(?!\w)",
    re.IGNORECASE,
)
_TO_THE_DATE: Final = 34
_NO_GAP: Final = re.compile(r"\d|\n|[.;!?]\s|\band\b|\bbut\b", re.IGNORECASE)

_POSTCODE: Final = re.compile(
    r"\b(?:GIR[ \u00a0]?0AA|[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]?[ \t\u00a0]{0,2}\d[ABD-HJLNP-UW-Z]{2})\b",
    re.IGNORECASE,
)
_OUTWARD: Final = re.compile(
    r"(?<![\w/.-])\d{1,4}[A-Za-z]?,? (?P<code>[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]?)\b(?![-/\d])"
)
#: They look like the first half of a postcode, and are sections of laws, years of school or roads.
_NO_OUTWARD: Final = re.compile(r"S(?:17|20|31|38|42|44|47|76)|[YMA]\d+|CP\d+", re.IGNORECASE)
_ORDINAL: Final = re.compile(r"(?:1st|2nd|3rd|\dth)$")

_STREET: Final = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|close|court|crescent|cres|place|way|terrace|gardens|grove|hill"
    r"|square|walk|mews|row|park|green|view|rise|parade|croft|fold|wharf|quay)"
)
_ADDRESS: Final = re.compile(
    rf"(?<![\w/.-])\d{{1,4}}[A-Za-z]?,?[ \t]{{1,2}}(?P<of>(?:[^\W\d_][\w'’.-]{{0,30}}[ \t]{{1,2}}){{1,3}}?)"
    rf"(?P<kind>{_STREET})\b(?!['’])",
    re.IGNORECASE,
)
_SURE_STREET: Final = frozenset({"street", "road", "avenue", "lane", "crescent", "terrace", "mews"})
_NO_STREETS: Final = NO_STREETS | MONTHS | DAYS
_FLAT: Final = re.compile(r"\b(?:flat|apartment|apt)\.? (?:no\.? ?)?\d{1,4}[A-Za-z]?\b", re.IGNORECASE)
_COTTAGE: Final = re.compile(r"(?<![\w'’-])[^\W\d_a-z][\w'’-]{1,30} (?:Cottage|Farmhouse|Bungalow)\b")

EMAIL: Final = re.compile(r"(?<![\w.+'-])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_WEB: Final = re.compile(
    r"(?:https?://|\bwww\.)[^\s<>\"”)\]]+|(?<![\w.@-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:uk|com|org|net|info)\b(?:/[^\s<>\"”)\]]*)?"
    r"|(?<![\w.@])@[A-Za-z_][\w.]{2,30}\b",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(r"(?<![\w/.,£+-])(?:\+ ?)?\(?\+?\d[\d() \u00a0.–-]{5,22}\d(?!\w|[./-]\d)")
_PHONE_WORD: Final = re.compile(
    r"\b(?:tel|telephone|phone|mobile|mob|call|ring|rang|text|landline)(?:ephone|phone)?(?: (?:no\.?|number|on|is))?[:.]? {0,2}"
    r"(?P<number>\d{5,8}|\d{3} \d{3,4})(?![\w/-])",
    re.IGNORECASE,
)
_TEN: Final = re.compile(r"(?<![\w/.,£-])\d{3}([ \u00a0-]?)\d{3}\1\d{4}(?![\w/]|-\d)")
_NHS_WORD: Final = re.compile(
    r"\bNHS (?:no\.?|number|num|id)(?: is)?[:.]? {0,2}(?P<number>\d(?:[ -]?\d){8,11})\b", re.I
)
_NI: Final = re.compile(r"\b[A-Z]{2}[ -]?\d\d[ -]?\d\d[ -]?\d\d[ -]?[A-D]\b", re.IGNORECASE)
_UPN: Final = re.compile(r"\b[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]\b", re.IGNORECASE)
_VALUE: Final = r"(?P<value>[A-Za-z0-9][A-Za-z0-9/-]{2,24}(?: \d{2,8}){0,3})"
_LABELLED: Final = re.compile(
    r"\b(?:ref|reference|urn|(?:police|crime|incident) log|case (?:no|number|ref|reference|id)|(?:file|record|crime|incident|occurrence|log|custody|hospital"
    r"|patient|client|pupil|person|court|claim|passport|account|unique|child|adult)"
    r" (?:no|number|ref|reference|id)|system id|case|id)"
    rf"(?: (?:no|number))?\b\.?(?: is)?(?P<sign> ?[:#])? {{0,2}}{_VALUE}",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(
    r"\b(?:[A-Z]{2,6}|Mosaic|Liquidlogic|SystmOne|RiO|Eclipse|Carefirst|Niche)(?: (?:no\.?|number|id|ref|case))?[:# -]{0,2}\d{5,12}\b"
)
_LONG_NUMBER: Final = re.compile(r"(?<![\w/.,£+-])\d{7,10}(?![\w/%]|[.,]\d|-\d)")


def phones(text: str) -> Iterator[Span]:
    """Telephone numbers in every spelling: with spaces, brackets, full stops or +44."""
    for match in _PHONE.finditer(text):
        digits = _digits(match[0])
        if DATE.search(match[0]) is None and is_phone(digits):
            yield match.span()
    yield from (match.span("number") for match in _PHONE_WORD.finditer(text))


def is_phone(digits: str) -> bool:
    """Whether digits make a British number that is not a short one."""
    for code in ("0044", "44"):
        if digits.startswith(code):
            rest = digits[len(code) :].removeprefix("0")
            return len(rest) in (9, 10) and rest[0] in "1235789"
    return len(digits) in (10, 11) and digits[0] == "0" and digits[1] in "1235789"


def is_mobile(words: str) -> bool:
    """Whether a telephone number is that of a mobile."""
    digits = _digits(words).removeprefix("00").removeprefix("44").removeprefix("0")
    return len(digits) == 10 and digits.startswith("7")


def nhs_numbers(text: str) -> Iterator[Span]:
    """Ten digits whose last one fits the others as in an NHS number, or that are said to be one."""
    for match in _TEN.finditer(text):
        if is_nhs_number(_digits(match[0])):
            yield match.span()
    yield from (match.span("number") for match in _NHS_WORD.finditer(text))


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits pass the check by eleven."""
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return (11 - rest) % 11 == int(digits[9])


def births(text: str, *, birth: bool = False) -> Iterator[Span]:
    """Dates beside words of birth. `birth`: the whole text is about a birth, so that every date is one."""
    if birth:
        yield from (match.span() for match in DATE.finditer(text))
        return
    for match in _BIRTH.finditer(text):
        after = DATE.search(text, match.end(), match.end() + _TO_THE_DATE + 24)
        if (
            after
            and len(gap := text[match.end() : after.start()]) <= _TO_THE_DATE
            and not _NO_GAP.search(gap)
        ):
            yield after.span()
            continue
        start = max(0, match.start() - 28)
        before = list(DATE.finditer(text, start, match.start()))[-1:]
        if before and not text[before[0].end() : match.start()].strip(" ,(–-=:/"):
            yield before[0].span()


def postcodes(text: str) -> Iterator[Span]:
    """Whole postcodes, and the first half of one after the number of a house."""
    for match in _POSTCODE.finditer(text):
        letters = [sign for sign in match[0] if sign.isalpha()]
        one_case = all(map(str.isupper, letters)) or all(map(str.islower, letters))
        if one_case and not _ORDINAL.search(match[0]):
            yield match.span()
    for match in _OUTWARD.finditer(text):
        if not _NO_OUTWARD.fullmatch(match["code"]):
            yield match.span()


def addresses(text: str) -> Iterator[Span]:
    """A number with a street, a flat with its number, a cottage with its name."""
    for match in _ADDRESS.finditer(text):
        words = match["of"].split()
        plain = [one.casefold().strip(".") for one in words]
        capitals = all(one[0].isupper() or plain[0] == "st" for one in words)
        sure = match["kind"].casefold() in _SURE_STREET and len(words) <= 2
        ordinary = all(one in PROFESSION for one in plain) and match["kind"].casefold() not in _SURE_STREET
        if not (capitals and match["kind"][0].isupper() and not ordinary) and not sure:
            continue
        # "3, The Crescent" is a home, "3 on the street" is none.
        the_street = words[0] == "The" and "," in match[0]
        if the_street or not set(plain) & _NO_STREETS:
            yield match.span()
    yield from (match.span() for match in _FLAT.finditer(text))
    yield from (match.span() for match in _COTTAGE.finditer(text))


def emails(text: str) -> Iterator[Span]:
    """Addresses of emails."""
    return (match.span() for match in EMAIL.finditer(text))


def web_addresses(text: str) -> Iterator[Span]:
    """Addresses of pages, and names that people go by on them."""
    for match in _WEB.finditer(text):
        yield match.start(), match.start() + len(match[0].rstrip(".,;:!?'’"))


def ni_numbers(text: str) -> Iterator[Span]:
    """National Insurance numbers."""
    return (match.span() for match in _NI.finditer(text))


def pupil_numbers(text: str) -> Iterator[Span]:
    """Unique pupil numbers."""
    return (match.span() for match in _UPN.finditer(text))


def references(text: str) -> Iterator[Span]:
    """Numbers of cases and files in the systems of agencies."""
    for match in _LABELLED.finditer(text):
        value = match["value"]
        needs_sign = match[0].casefold().startswith(("id", "case")) and not re.match(
            r"case (?:no|num|ref|id)", match[0], re.IGNORECASE
        )
        if sum(map(str.isdigit, value)) < 3 or DATE.fullmatch(value) or re.fullmatch(_YEAR, value):
            continue
        if needs_sign and not match["sign"] and len(_digits(value)) < 5:
            continue
        yield match.span("value")
    yield from (match.span() for match in _NUMBERED.finditer(text))
    yield from (match.span() for match in _LONG_NUMBER.finditer(text))


def _digits(text: str) -> str:
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())
