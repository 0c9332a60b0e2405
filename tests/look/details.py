"""What invented people write for the documents: about a child, and about an adult. Nobody and no place here is real."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_FOR_ALL: Final[Mapping[str, str]] = {
    "addressee": "The duty team manager",
    "agreed_by": (
        "Head of safeguarding, for the agency that raised it\n"
        "Service manager, for the agency that it was raised with"
    ),
    "answer_by": "2026-11-27",
    "apologies": "Named nurse, community health trust\nHousing officer, district council",
    "arose_on": "2026-11-13",
    "attended": (
        "Safeguarding lead, for the agency that raised it\n"
        "Team manager, for the agency that it was raised with\n"
        "Health visitor, community health trust\n"
        "Minute taker, safeguarding partnership"
    ),
    "chair": "Independent chair, safeguarding partnership",
    "chair_reason": "Neither agency had worked with the chair on this before, and both agreed to the choice.",
    "challenged_on": "2026-11-16",
    "completed_by": "Head of safeguarding",
    "confirmed": "",
    "copied_to": "Designated safeguarding lead, own agency\nNamed nurse, community health trust",
    "debrief": "Offered on 20 November 2026 to the practitioner who raised it and to the allocated worker.",
    "enclosed": "Our challenge letter of 16 November 2026\nThe reply of 18 November 2026\nThe chronology of the case",
    "facilitator": "The practice lead of the safeguarding partnership",
    "filed": "On our electronic file, under safeguarding correspondence, 18 November 2026",
    "files": (
        "Our electronic file, 20 November 2026\n"
        "The electronic file of the agency that it was raised with, 20 November 2026"
    ),
    "guided_by": "Practice lead, safeguarding partnership",
    "helped": (
        "Both managers met in person within two days, and both had read the same chronology beforehand. "
        "The practitioners heard each other's reasons before anybody was asked to decide."
    ),
    "blocked": (
        "Each side went by a different version of the threshold guidance. Messages were left with a duty desk that "
        "did not pass them on, so that the first two days were lost."
    ),
    "suggestion": "Name the version of the threshold guidance in every decision, and answer a challenge by telephone first.",
    "lessons_shared": "The learning group of the partnership, and the team meetings of both agencies",
    "invoked_on": "2026-11-16",
    "late_reason": "The manager who could decide was away, and nobody stood in for two days.",
    "learning": (
        "Thresholds were read from two versions of one document. The partnership could publish one version with its "
        "date on each page. The policy itself need not change."
    ),
    "means": "Secure email",
    "meeting_date": "2026-11-18",
    "meeting_kind": "Multi-agency panel",
    "meeting_offer": "A video call on 19 November between 9:00 and 11:00, or on 20 November after 14:00",
    "meeting_place": "Video call",
    "meeting_stage": "The stage of the managers",
    "meeting_time": "10:00 to 11:15",
    "minutes_to": (
        "Everybody who was there, by 20 November 2026\n"
        "Head of safeguarding, for the agency that raised it, by 20 November 2026"
    ),
    "needed_too": "General practitioner, by telephone for the second half",
    "notice_reason": "The board asked to hear of every disagreement that lasts beyond a week.",
    "notice_request": "Please note this, and tell us if you have another view. Nothing else is asked of you now.",
    "notice_to": "",
    "notice_type": "",
    "originator_told": "By telephone on 20 November 2026, and in writing on the same day",
    "outstanding": (
        "How the plan is shared with housing: owned by the service manager, by 4 December 2026, "
        "looked at again at the next core meeting"
    ),
    "raised_with_on": "2026-11-16",
    "recipient": "Business manager of the partnership",
    "record_dissent": "Safeguarding lead, for the agency that raised it: the second decision comes too late",
    "reply_by": "2026-11-20",
    "resolved_at": "The stage of the managers",
    "resolved_on": "2026-11-20",
    "review": "At the next meeting of both managers, on 4 December 2026",
    "review_considered_by": "Head of safeguarding, for the agency that raised it",
    "review_decided_by": "Chair of the case review group of the partnership",
    "review_decided_on": "2026-11-24",
    "review_decision": "A case review is asked for",
    "review_reasons": (
        "The same kind of disagreement came up twice before within a year. Looking at this one together may show why."
    ),
    "sender_role": "Designated safeguarding lead",
    "sent_by": "Business support officer",
    "skip_authorised_by": "Head of safeguarding, own agency, and service manager of the other agency",
    "skip_reason": "Waiting for the earlier stages would have left the risk as it was over a weekend.",
    "their_reference": "CSC-55021",
    "told": "The business manager of the partnership, on 20 November 2026, by secure email",
    "types": "Levels of need and thresholds\nHow quickly an agency acts",
    "work_contact": "0100 555 0147, safeguarding@agency.example",
}

_OF_A_CHILD: Final[Mapping[str, str]] = {
    "actions": (
        "An assessment is begun with a visit to the home: team manager, by 23 November 2026, checked by the service manager\n"
        "School sends its attendance and welfare log each Friday: safeguarding lead, from 20 November 2026\n"
        "Both managers talk by telephone after the visit: team manager, by 25 November 2026"
    ),
    "age_band": "5 to 9 years",
    "agreed": "The child has been absent on eleven days since September, and nobody has seen the child at home since October.",
    "concerns": (
        "Two visits found nobody in, the parent's account changed between them, and the marks that the school saw on "
        "12 November have not been explained. We do not think that a plan without a conference will hold."
    ),
    "conference_date": "2026-11-16",
    "conference_type": "Initial conference",
    "decision": (
        "The referral of 13 November was closed without an assessment, on the ground that early help was in place."
    ),
    "decision_date": "2026-11-13",
    "decisions": (
        "The referral is opened again, because the school's log was not read when it was closed\n"
        "No conference for now, because the assessment has to come first"
    ),
    "dissent_aim": "To challenge the decision",
    "dissent_of": "The view of my agency",
    "earlier_contact": (
        "13 November 2026, telephone call to the duty desk: told that the referral was closed\n"
        "16 November 2026, telephone call to the team manager: no agreement, call noted on file"
    ),
    "effect": (
        "The child comes to school tired and hungry on most days, wears the same clothes all week, and has stopped "
        "going to the after-school club."
    ),
    "evidence": (
        "Attendance register, 1 September to 17 November 2026: eleven absences, nine of them on Mondays\n"
        "Welfare log, 12 November 2026: bruise on the left forearm, seen by the class teacher and the school nurse\n"
        "School nurse, 12 November 2026: weight has fallen by two kilograms since June\n"
        "Telephone note, 13 November 2026: the parent said that the child had been at a relative's home"
    ),
    "family_aware": "The mother knows of it since 16 November. The father has not been told, because his address is not known.",
    "family_told": "the mother was told on 20 November 2026 by the head teacher, in person",
    "grounds": (
        "The threshold was met on two counts, by the partnership's own guidance of 2025\n"
        "The conference did not hear the school nurse, who had seen the marks"
    ),
    "harm": "Neglect over some months, and an injury that was not explained",
    "involvement": "The child has been at our school for three years. The head of year took part in the section 47 enquiry.",
    "lead_consulted": "Asked on 16 November 2026; our safeguarding lead agrees with this statement.",
    "level_of_need": "Child in need",
    "not_agreed": (
        "Whether the threshold for an assessment is met. Early help was offered in June and was not taken up, so that "
        "we do not think that it keeps the child safe now."
    ),
    "not_settled": "Whether a conference is held. This is looked at again after the assessment.",
    "other_change": "It has not said so.",
    "other_threshold": "Level 2 of the partnership's threshold guidance, early help",
    "other_view": (
        "Early help was offered, the mother said that she would take it up, and one injury with a likely explanation "
        "does not by itself reach the threshold."
    ),
    "outcome": "The referral was opened again, and an assessment has begun. Both agencies visit the home together.",
    "outcome_sought": "Please open the referral again and begin an assessment, with a visit to the home within two working days.",
    "own_change": "A visit in which the child is seen alone and well, and food and heating are found in the home.",
    "own_view": (
        "What we see at school each day has grown worse since the summer. Early help rests on the family's consent, "
        "which was given in June and never followed by an appointment."
    ),
    "person": "K.R.",
    "plan_changes": "The early help plan ends. A plan for a child in need takes its place once the assessment is done.",
    "positions": (
        "School: the threshold for an assessment is met, and early help has not worked since June.\n"
        "Children's social care: early help comes first, and the mother is willing now.\n"
        "Community health trust: the child's weight is a worry in its own right and needs a paediatrician."
    ),
    "purpose": "To agree on whether an assessment is begun now, and on what keeps the child safe until then.",
    "raiser_role": "Designated safeguarding lead",
    "referral_considered": "Yes. The referral of 13 November was sent again on 16 November with the school's log.",
    "review_grounds": "Harm that went on while agencies disagreed\nThe same disagreement has come up twice before",
    "risk_if_unchanged": "The child may be hurt or go hungry over the weekend with nobody outside the family knowing.",
    "safety_action": "The child is seen at school each morning, and an absence is followed up by a visit on the same day.",
    "safety_now": (
        "The child is seen by the head of year each morning. If the child is absent, two staff visit the home before "
        "11:00, and call the police if nobody answers."
    ),
    "summary": (
        "A school and children's social care did not agree on whether a referral needed an assessment. The school held "
        "that early help had not worked; social care held that it should be tried first."
    ),
    "supported_by": "Head teacher, 17 November 2026\nNamed nurse, community health trust, 17 November 2026",
    "talked_over": "16 November 2026, head of year with the team manager, by telephone: no agreement",
    "threshold": "Level 3 of the partnership's threshold guidance of 2025, child in need: neglect that goes on despite help",
    "urgent_referral": "Made on 18 November 2026 at 9:20 by the safeguarding lead, by telephone to the duty desk and to the police",
    "views": "The child told the class teacher that nobody is at home after school and that it is cold there at night.",
}

_OF_AN_ADULT: Final[Mapping[str, str]] = {
    **_OF_A_CHILD,
    "actions": (
        "An enquiry under section 42 is begun with a visit: team manager, by 23 November 2026, checked by the service manager\n"
        "The district nurse tells the team manager of each visit that is refused: from 20 November 2026\n"
        "Both managers talk by telephone after the visit: team manager, by 25 November 2026"
    ),
    "age_band": "75 to 84 years",
    "agreed": "The adult lives alone, needs help to wash and to take medicines, and has lost weight since September.",
    "decision": "The concern of 13 November was closed without an enquiry, on the ground that the adult had declined help.",
    "decisions": (
        "An enquiry is begun, because nobody had asked the adult without the nephew in the room\n"
        "No change of care for now, because the adult's own wishes have to be heard first"
    ),
    "earlier_contact": (
        "13 November 2026, telephone call to the duty desk: told that the concern was closed\n"
        "16 November 2026, telephone call to the team manager: no agreement, call noted on file"
    ),
    "effect": (
        "The adult often has nothing to eat at midday, medicines are missed on several days each week, and the "
        "telephone has been taken away."
    ),
    "evidence": (
        "District nurse's notes, 1 to 17 November 2026: medicines missed on nine days\n"
        "District nurse, 12 November 2026: bruises on both wrists, said to be from a fall\n"
        "General practitioner, 13 November 2026: weight has fallen by six kilograms since June\n"
        "Bank's letter of 10 November 2026, shown by the adult: three cash withdrawals that the adult did not make"
    ),
    "family_aware": "The adult knows of it and wants it. The nephew has not been told, so that the adult is not put at risk.",
    "family_told": "the adult was told on 20 November 2026 by the district nurse, alone and in person",
    "harm": "Neglect and loss of money over some months, and bruises that were not explained",
    "level_of_need": "Adult safeguarding enquiry (section 42)",
    "not_agreed": (
        "Whether the duty to enquire applies. The adult declined help while the nephew was in the room, so that we do "
        "not think that this was a free choice."
    ),
    "not_settled": "Whether an advocate is found before the enquiry ends. This is looked at again on 4 December 2026.",
    "other_threshold": "Section 42 of the Care Act 2014, which it does not think is met while help is declined",
    "other_view": (
        "The adult has capacity, was asked twice, and declined help both times. An enquiry against the adult's wishes "
        "would not be proportionate."
    ),
    "outcome": "An enquiry has begun. The district nurse and a social worker visit together, and an advocate is asked for.",
    "outcome_sought": "Please begin an enquiry, with a visit in which the adult is asked alone, within two working days.",
    "person": "M.A.",
    "plan_changes": "Visits are moved to the morning, when the nephew is at work.",
    "positions": (
        "Community health trust: the duty to enquire applies, because the adult was not free to choose.\n"
        "Adult social care: the adult has capacity and declined help twice.\n"
        "Police: the cash withdrawals are looked into apart from this."
    ),
    "purpose": "To agree on whether an enquiry is begun now, and on what keeps the adult safe until then.",
    "raiser_role": "Safeguarding lead",
    "referral_considered": "Yes. The concern of 13 November was sent again on 16 November with the nurse's notes.",
    "risk_if_unchanged": "The adult may be hurt or lose more money with nobody outside the family knowing.",
    "safety_action": "The district nurse visits each morning and tells the duty desk at once if the door is not opened.",
    "safety_now": (
        "The district nurse visits each morning. If nobody opens, the nurse tells the duty desk at once, and calls the "
        "police where there is danger."
    ),
    "sender_role": "Safeguarding lead",
    "summary": (
        "A health trust and adult social care did not agree on whether a concern needed an enquiry. The trust held that "
        "a refusal of help was not free; social care held that it had to be respected."
    ),
    "threshold": "Section 42 of the Care Act 2014: care needs, abuse or neglect, and no way to protect oneself from it",
    "urgent_referral": "Made on 18 November 2026 at 9:20 by the safeguarding lead, by telephone to the duty desk and to the police",
    "views": "I would like the visits to go on. I do not want trouble with my nephew, but I want my money safe.",
}

#: Fields that are as good as always left out, so that what the program knows by itself is shown.
LEFT_EMPTY: Final = frozenset(name for name, text in _FOR_ALL.items() if not text)


def details_of(subject: str) -> dict[str, str]:
    """A text for every field that any document has but those of `LEFT_EMPTY`; `subject` is "child" or "adult"."""
    told = _OF_AN_ADULT if subject == "adult" else _OF_A_CHILD
    return {name: text for name, text in {**_FOR_ALL, **told}.items() if text}


def some_details(subject: str) -> dict[str, str]:
    """What somebody has who only began: every third field."""
    return dict(sorted(details_of(subject).items())[::3])
