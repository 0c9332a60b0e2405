"""How a document looks as a web page: on a screen, in the dark, and on paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from wizard.base.text import visible
from wizard.documents.page_marks import PageMarks

#: Characters of one running line, at most: what is longer stands whole in the body, and a page keeps its room.
_LONGEST: Final = 240
#: Characters that surely fit on one running line, between the margins of a page of A4 at 8 points.
_ACROSS: Final = 110
_LINE_MM: Final = 3.6
#: What the printer cannot reach, and the space between a running line and the text.
_EDGE_MM: Final = 14.0

#: All contrasts are 7 : 1 or more, in the light and in the dark.
_SCREEN: Final = """\
:root{color-scheme:light dark;--paper:#fff;--ink:#16191d;--soft:#3d444d;--line:#6b7480;--mark:#fff4d6;--mark-ink:#3a2a00;--mark-line:#8a6500;--shade:#eef1f4}
@media screen and (prefers-color-scheme:dark){:root{--paper:#14171a;--ink:#eceff2;--soft:#c3cad2;--line:#8b95a1;--mark:#3a2c00;--mark-ink:#ffe9ad;--mark-line:#d9ac35;--shade:#22272c}}
*{box-sizing:border-box}
html{font-size:100%;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font-family:system-ui,-apple-system,"Segoe UI","Noto Sans",Arial,sans-serif;font-size:1.0625rem;line-height:1.55}
header,main,footer{padding-inline:max(1rem,calc((100% - 70ch)/2))}
header{background:var(--mark);color:var(--mark-ink);border-block-end:2px solid var(--mark-line);padding-block:.5rem;font-weight:600}
header p,footer p{margin:0}
main{padding-block:1.5rem 2rem}
footer{border-block-start:1px solid var(--line);color:var(--soft);font-size:.9375rem;padding-block:.75rem 1.5rem}
footer p+p{margin-block-start:.25rem}
h1,h2,h3,h4,h5,h6{line-height:1.25;margin-block:1.75em .5em;text-wrap:balance}
h1{font-size:1.875rem;margin-block-start:.75em}
h2{font-size:1.375rem}
h3,h4,h5,h6{font-size:1.125rem}
main>:first-child{margin-block-start:0}
p,ul,ol,blockquote,.table{margin-block:0 1em}
ul,ol{padding:0}
li{margin-block-end:.3em;margin-inline-start:1.75em}
li>p{margin-block-end:.6em}
.tight>li>p{margin-block-end:0}
blockquote{margin-inline:0;padding-inline-start:1em;border-inline-start:4px solid var(--line)}
blockquote>:last-child{margin-block-end:0}
p,h1,h2,h3,h4,h5,h6,th,td{white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext}
hr{border:0;border-block-start:1px solid var(--line);margin-block:2rem}
.table{overflow-x:auto}
.table:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
table{border-collapse:collapse;width:100%}
th,td{border:1px solid var(--line);padding:.4em .6em;text-align:start;vertical-align:top;min-width:7.6em}
tr>:first-child:nth-last-child(n+3){min-width:4.2em}
th{background:var(--shade)}
tr.fill>td{height:3.5em}
table:has(tr.fill){table-layout:fixed}
.end{text-align:end}
.middle{text-align:center}
@media screen and (min-width:40rem) and (min-height:35rem){header{position:sticky;inset-block-start:0}}
"""
_PRINT: Final = """\
@media print{
:root{color-scheme:light;--paper:#fff;--ink:#000;--soft:#000;--line:#444;--mark:#fff;--mark-ink:#000;--mark-line:#000;--shade:#fff}
body{font-size:10.5pt;line-height:1.4}
header,main,footer{padding-inline:0}
main{padding-block:0}
h1{font-size:17pt}h2{font-size:13pt}h3,h4,h5,h6{font-size:11pt}
h1,h2,h3,h4,h5,h6{break-after:avoid;break-inside:avoid;margin-block-start:1.4em}
p,li{orphans:3;widows:3}
thead{display:table-header-group}
tr{break-inside:avoid}
table{font-size:9.5pt;line-height:1.3}
th,td{padding:.25em .5em}
tr.fill>td{height:14mm}
.table{overflow:visible;padding-inline:.5pt}
hr{margin-block:1rem}
main>hr:last-of-type~p{font-size:9pt;margin-block-end:.5em}
}
"""
# Chromium prints the boxes in the margins, and the same lines once more would be too much. Another browser prints
# the lines once, above and below the text. None can be asked for the boxes themselves: this is known by Chromium.
_BOXES_ARE_PRINTED: Final = "@media print{@supports (-webkit-app-region:none){header,footer{display:none}}}\n"


def style(marks: PageMarks) -> str:
    """The style sheet of one document. Nothing in it fetches anything, and no mark can end it."""
    head = [visible(line, _LONGEST) for line in marks.head]
    foot = [visible(line, _LONGEST) for line in marks.foot]
    top, bottom = _margin(head), _margin([*foot, "Page"])
    return "".join(
        [
            _SCREEN,
            _PRINT,
            _BOXES_ARE_PRINTED,
            f"@page{{size:A4;margin:{top:.1f}mm 20mm {bottom:.1f}mm;",
            _box("top-left", [_string(head)], "vertical-align:bottom;padding-bottom:5mm;font-weight:bold")
            if head
            else "",
            _box(
                "bottom-left",
                [_string([*foot, "Page "]), "counter(page)", _string([" of "]), "counter(pages)"],
                "vertical-align:top;margin-top:4mm;padding-top:1.5mm;border-top:.5pt solid #444",
            ),
            "}\n",
        ]
    )


def _margin(lines: Iterable[str]) -> float:
    """The room above or below the text, in millimetres."""
    return _EDGE_MM + _LINE_MM * sum(-(-len(line) // _ACROSS) for line in lines)


def _box(place: str, content: Iterable[str], more: str) -> str:
    return (
        f"@{place}{{content:{' '.join(content)};width:100%;text-align:left;white-space:pre-line;overflow-wrap:anywhere;"
        f"font:8pt/{_LINE_MM}mm system-ui,sans-serif;color:#000;{more}}}"
    )


def _string(lines: Iterable[str]) -> str:
    """Lines as one string of CSS: whatever could mean anything there is written by its number."""
    text = "\n".join(lines)
    return (
        '"' + "".join(one if one.isascii() and one.isalnum() else f"\\{ord(one):06x}" for one in text) + '"'
    )
