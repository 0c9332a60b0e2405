"""The kinds of faults and notes that the check of the documents tells, besides those of a template's own text."""

from __future__ import annotations

from typing import Final

from wizard.policy.fault_kind import Kind

DOCUMENTS: Final = (
    Kind(
        "F703",
        "A document cannot be made in some case",
        "In the case that is named the template shows something that is not there, or compares what cannot be compared.",
        "Put the value under an 'if'. The page on documents says which values can be missing.",
        "Please reply by {{ case.reply_by }}.",
        "{% if case.reply_by %}Please reply by {{ case.reply_by }}.{% endif %}",
    ),
    Kind(
        "F704",
        "A mandatory field is on no page",
        "People must fill in this field, and what they write is never shown to anybody.",
        "Show the field in the text, or take it out of the header.",
        "{name: cost_centre, type: text, mandatory: true, help: the cost centre}",
        "Our cost centre: {{ details.cost_centre }}",
    ),
    Kind(
        "F705",
        "A gap that no field fills",
        "The text has a gap to be filled in by hand. Nobody is told of it, and the document counts as finished.",
        "Add a field to the header and show it in place of the gap.",
        "Our reference: [please insert]",
        "Our reference: {{ doc.reference }}",
    ),
    Kind(
        "F706",
        "A letterhead cannot be used",
        "The Word file is damaged, or holds something that must not go out with every letter.",
        "Do what the sentence says in Word, and save the file again as a Word document (.docx).",
        "letterhead.docx: a letterhead with a macro",
        "letterhead.docx: the same letterhead, saved without macros",
    ),
    Kind(
        "F707",
        "A document cannot be written in a format",
        "The words of the document could be made, and a file in the format that is named could not.",
        "Look for something unusual in the template, such as very long tables. If there is nothing, report this.",
        "| one | row | with | thousands | of | cells |",
        "- one entry a line",
    ),
    Kind(
        "F708",
        "The office's folder of templates cannot be used",
        "The settings name a folder that is not there, or that cannot be looked into. No document can be made until then.",
        "Make the folder, connect the drive, or change 'templates' in the settings.",
        "templates: ../team/templats",
        "templates: ../team/templates",
    ),
    Kind(
        "F709",
        "A document that ships is classed otherwise",
        "The class says who may see a document, and 'anonymous' keeps all that leads back to a case off it. A template in place of one that ships keeps both. No document is made of one that does not.",
        "Give the class of the document that ships, and 'anonymous: true' where it has that. For another document, take an id of your own.",
        "{id: board-notification, class: case}",
        "{id: board-notification, class: partnership}",
    ),
    Kind(
        "N703",
        "A field about a person does not say so",
        "By its name the field is for a name, a birth date, or a way to reach somebody. An export leaves such things out only where the field says so.",
        "Add 'holds' with name, birth or address. If the field is for something else, give it another name.",
        "{name: social_worker_name, type: text, mandatory: false, help: who it is}",
        "{name: social_worker_name, type: text, mandatory: false, holds: name, help: who it is}",
    ),
    Kind(
        "N704",
        "A field is on no page",
        "In none of the cases that were tried does a page show this field.",
        "Look at the condition around it. If another policy needs it, leave it so.",
        "{% if details.copy and not details.copy %}{{ details.copy }}{% endif %}",
        "{% if details.copy %}{{ details.copy }}{% endif %}",
    ),
    Kind(
        "N705",
        "Nothing uses a file of the office's folder",
        "A template is named as its document: small letters, hyphens and .md. A folder is named as a policy.",
        "Give the file or the folder the right name, or move it away.",
        "templates/Challenge Letter.md",
        "templates/challenge-letter.md",
    ),
    Kind(
        "N706",
        "A template lacks what must be filled in where the document ships",
        "In the document that ships these fields must be filled in. Here they are left out, or need not be given.",
        "Add the fields and make them mandatory. If your policy does without them, leave it so.",
        "{name: decision, type: text, mandatory: false, help: what you challenge}",
        "{name: decision, type: text, mandatory: true, help: what you challenge}",
    ),
)
