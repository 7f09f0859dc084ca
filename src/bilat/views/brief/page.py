"""A brief as one HTML file that needs nothing beside it: words escaped, style and chart within, every number a link to its note and back."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import msgspec

from ...errors import OptionError
from ..trade import described, draw_image
from .house import House
from .model import Brief, Chart, Note, Points, Sentence, Table, kind
from .notes import code_of, date_of, shown_words
from .wording import Wording

CHART_SIZE = 7.0, 2.6
"""Inches of the chart: as wide as the words, a fifth of a page high."""
_SHORT = 1800
"""Letters below which the notes follow on the same page."""
_STRING = re.compile(r'"(TITLE|PAGE |DAY| OF )"')


def to_html(brief: Brief, house: House) -> str:
    """Return a brief as HTML, from the house's `brief.html.j2` and `brief.css`; without matplotlib the chart is left to its caption and the sentences."""
    from markupsafe import Markup

    seen: set[int] = set()

    def sentence(told: Sentence) -> Any:
        return Markup("").join(_part(part.text, part.notes, seen) for part in told.parts)

    wording = Wording(house)
    shown, charts = _drawn(brief)
    house.filters.update(
        kind=kind,
        sentence=sentence,
        sentences=lambda told: Markup(" ").join(map(sentence, told)),
        note=lambda note: _note(brief, note, wording),
        chart=lambda block: charts[id(block)],
        described=described,
    )
    values = {"brief": shown, "css": Markup(_style(brief, house)), "logo": house.logo, "short": _letters(brief) < _SHORT}
    return house.fill("brief.html.j2", values, escape=True)


def _style(brief: Brief, house: House) -> str:
    """The style sheet with the words that a printed page's margins say: in it "TITLE", "DAY", "PAGE " and " OF " stand for those of the brief."""
    words = {"TITLE": brief.title, "DAY": f"{brief.title} · {brief.words['as_of']}", "PAGE ": f"{brief.words['page']} ", " OF ": f" {brief.words['of']} "}
    return _STRING.sub(lambda found: json.dumps(words[found[1]], ensure_ascii=False).replace("<", "\\3c "), house.text("brief.css"))


def _part(text: str, numbers: list[int], seen: set[int]) -> Any:
    from markupsafe import Markup, escape

    links = []
    for number in numbers:
        place = Markup(' id="r{}"').format(number) if number not in seen else ""
        seen.add(number)
        links.append(Markup('<a href="#n{0}"{1} role="doc-noteref">{0}</a>').format(number, place))
    if not links:
        return escape(text)
    head, space, last = text.rpartition(" ")
    return Markup('{}{}<span class="tie">{}<sup>{}</sup></span>').format(head, space, last, Markup(", ").join(links))


def _note(brief: Brief, note: Note, wording: Wording) -> Any:
    from markupsafe import Markup

    named = Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(note.url, note.publisher) if note.url else note.publisher
    code = Markup(' <span class="code">{}</span>').format(code_of(note)) if note.document else ""
    back = Markup('<a class="back" href="#r{}" role="doc-backlink" aria-label="{}">↩</a>').format(note.number, brief.words["back"])
    return Markup("{}, {}: “<bdi>{}</bdi>”{} {}").format(named, date_of(brief, note, wording), shown_words(note), code, back)


def _image(block: Chart) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(draw_image(block.trade, 'svg', CHART_SIZE, notes=False)).decode()}"


def _drawn(brief: Brief) -> tuple[Brief, dict[int, str]]:
    """The brief and its charts as addresses that hold them; without matplotlib the brief without its charts, whose values stand in the sentences too."""
    blocks = [block for section in brief.sections for block in section.blocks]
    try:
        return brief, {id(block): _image(block) for block in blocks if isinstance(block, Chart)}
    except OptionError:
        bare = [msgspec.structs.replace(section, blocks=[block for block in section.blocks if not isinstance(block, Chart)]) for section in brief.sections]
        return msgspec.structs.replace(brief, sections=bare), {}


def _letters(brief: Brief) -> int:
    """How long the body is, about."""
    total = 0
    for section in brief.sections:
        for block in section.blocks:
            if isinstance(block, Chart):
                total += 1500
            elif isinstance(block, Table):
                total += sum(len(cell.text) for row in block.rows for cell in row)
            elif isinstance(block, Points):
                total += sum(len(one.text) for point in block.points for one in point.sentences)
            else:
                total += sum(len(one.text) for one in block.sentences)
    return total
