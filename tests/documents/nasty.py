"""Texts that mean something to one of the languages on the way from a person to a page, or to who reads the page."""

from __future__ import annotations

from typing import Final

#: Loaded with signs of Markdown, HTML, Typst, Jinja, XML, CSS and RTF, beside letters, spaces and what is not seen.
PRINTABLE: Final = "abAB019 é—’“”£€§ \n\n\t\\`*_[](){}<>&|~#-+=:;.,!?%$@^/'\""
UNSEEN: Final = (
    "\x00\x01\x07\x08\x0b\x0c\r\x1b\x1c\x1d\x1e\x1f\x7f\x80\x85\x9f\xad"
    "\u061c\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\ufeff\ufffe\ufff9\U000e0041"
)
SPACES: Final = "\xa0\u2003\u2009\u202f\u3000"
LETTERS: Final = "ßñŁșΩжЯא\u05b7بمह\u093fก\u0e49가\u0301\u0308\u0327漢字ﬁ…😀👩\ufe0f"
HOSTILE: Final = PRINTABLE * 3 + UNSEEN + SPACES + LETTERS
#: What the fonts of a PDF have, all but a few.
IN_FONTS: Final = PRINTABLE * 3 + "\x00\x07\r\x1b\x1d\x1e\x85\u200b\u202e\u2028\ufeff" + "\xa0ßñŁșΩжЯ…漢😀"

NASTY: Final = (
    # Markdown.
    "*bold* _under_ **both** ***all***",
    "# heading\n## another\n###### sixth",
    "title\n===\nother\n---",
    "- item\n+ item\n* item\n1. one\n2) two\n> quote\n>> deeper",
    "- [ ] to do\n- [x] done",
    "a | b\n--- | ---\n1 | 2",
    "a|b\n:-|-:",
    "| |\n|-|\n| |",
    "[link](https://example.org) ![picture](x.png) <https://example.org> www.example.org",
    "[ref]\n\n[ref]: https://example.org 'title'",
    "[redacted] [x][y] [^1]\n[^1]: note",
    "`code` ``two`` ```\nfence\n```\n~~~\n    indented\n~~~",
    "~~struck~~ ==marked== H~2~O x^2^",
    "ends with a backslash\\\nand again\\\\\nand a space before the end  \nnext",
    "\\* \\\\ \\\\\\ \\# \\<b\\>",
    "***\n___\n---\n- - -",
    "16. November and 2) and :colon: and =",
    "1234567890. ten\n999999999. nine",
    "&amp; &lt;b&gt; &#65; &#x41; &#0; &nbsp; &copy &unknown; &#1234567890;",
    # HTML.
    "<b>bold</b> <script>alert(1)</script> <!-- gone --> <![CDATA[gone]]> <?php gone ?>",
    "</main></body></html> gone?",
    "</p></li></ul></td></tr></table><h1>new",
    "</title></style></script></textarea></noscript><img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)> ' onmouseover='alert(1)",
    "<a href=\"javascript:alert(1)\">press</a> <iframe src='//example.org'></iframe>",
    "<meta http-equiv=refresh content='0;url=https://example.org'> <base href=//example.org>",
    "<plaintext> <xmp> <listing> <br/> <hr",
    "a<b and c>d; x<!y; 1 < 2 > 0; <3",
    # Typst.
    '#set page(width: 1cm) #panic("no") #read("/etc/passwd") #import "x.typ"',
    "= heading\n== another\n/ term: what\n+ one\n- two",
    '$x^2$ $ sum_(i=0) $ @reference <label> #link("https://example.org")[x]',
    "// remark\n/* remark */ `raw` ~ -- --- ... -? \\ \\u{1F600} \\u{41}",
    '#[ #{ #( ] } ) "quoted" \\"escaped\\" "',
    "*unclosed _unclosed `unclosed $unclosed [unclosed",
    "https://example.org/a_b*c?d=e&f=g#h",
    # Jinja.
    "{{ case.to }} {% if x %} {# note #} {%- raw -%} {{ '{{' }}",
    "{% endfor %}{% endif %} }} %} #} {{ [].__class__.__mro__ }}",
    "# for x in y\n## line statement",
    # XML, and what Word makes of it.
    "<w:p><w:r><w:t>run</w:t></w:r></w:p> ]]> &quot; <?xml version='1.0'?>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "_x000D_ _x0041_ \\t \\n \\x41 \\u0041",
    '{ HYPERLINK "https://example.org" } { DDEAUTO c:\\\\windows } { PAGE }',
    '=HYPERLINK("x") +1 -1 @SUM(A1) |cmd',
    # CSS and RTF.
    '*/ } body { display: none } @import url(//example.org); content: "\\""; /*',
    "expression(alert(1)) url('x') \\00003c \\3c script",
    "{\\rtf1\\ansi\\b bold\\b0\\par} {\\*\\generator x;} \\'e9 \\u233?",
    # Controls, and what is not seen.
    "\u202eright to left\u202c \x1b[31mred\x07 \x00 \x1d\x1e",
    "\x1dname\x1d \x1e \x1c \x1f",
    "one\r\ntwo\rthree\x85four\u2028five\u2029six\x0bseven\x0ceight",
    "zero\u200bwidth so\xadft \ufeffmark \u2060join \u200e\u200f\u061c \u2066iso\u2069",
    "tags \U000e0001\U000e0041\U000e007f, interlinear \ufff9a\ufffab\ufffb, no sign \ufffe\uffff \U0001ffff",
    "private \ue000 \U000f0000, replacement \ufffd",
    # Spaces.
    "  spaced\n\n\n   out\t here  ",
    "\xa0\u3000wide spaces\u3000\n\u3000and again\xa0",
    "tab\there\tand\t\tthere\n\ttab first",
    "a" + " " * 40 + "b",
    "\n\n\nfirst after empty lines\n\n\n\nlast\n\n",
    # Letters.
    "e\u0301 n\u0303 a\u0308\u0323 Z\u0351\u036b\u0343\u036a\u0302 \u0301alone",
    "Ünïcödé Łódź Șerban Çelik Þór ﬁ ﬂ ſ K Å",
    'محمد علي قال: "لا" (2026) 12/11',
    "שלום עולם [abc] 12-34 \u05e9\u05c1",
    "नमस्ते क्षेत्र ਪੰਜਾਬੀ தமிழ் ไทย ភាសា",
    "می\u200cخواهم क्\u200dष",
    "漢字 かな カナ 한국어 𠮷",
    "😀 👩\u200d👩\u200d👧 🇬🇧 👍🏽 ❤\ufe0f 1\ufe0f\u20e3",
    "x" * 300,
    "-" * 120,
    "|" * 30 + "\\" * 30 + "`" * 30 + "*" * 30 + "_" * 30,
)
