"""What a brief says is what the record holds: every sentence has notes, every note is words of a document, and what weighs most comes first."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bilat import api
from bilat.errors import OptionError
from bilat.record import Store
from bilat.record.model import Record
from bilat.views.brief import Brief, Paragraph, Points, Sentence, Table
from bilat.views.checks import plain
from brief.conftest import IDS, PAIRS, Briefs

ABOUT = re.compile(r"^\d+ more in the record\.$|^\d+ undertakings? in the record: |^No (?:official series|document)|^Reported by \d+ independent sources\.$|^The record holds no")
EVERY = pytest.mark.parametrize("pair", PAIRS, ids=IDS)


def groups(brief: Brief) -> Iterator[list[Sentence]]:
    """What stands together: the sentences of a point, the cells of a row, the sentences of a paragraph."""
    return (group for section in brief.sections for block in section.blocks for group in _of(block))


def words(brief: Brief) -> str:
    return "\n".join(sentence.text for group in groups(brief) for sentence in group)


def section(brief: Brief, key: str) -> list[str]:
    """The words of each group of a section, cells parted by a bar; none where the brief has no such section."""
    return [" | ".join(sentence.text for sentence in group) for part in brief.sections if part.key == key for block in part.blocks for group in _of(block)]


def _of(block: object) -> list[list[Sentence]]:
    if isinstance(block, Points):
        return [point.sentences for point in block.points]
    return block.rows if isinstance(block, Table) else [block.sentences] if isinstance(block, Paragraph) else []


@EVERY
@pytest.mark.parametrize("length", [1, 6])
def test_every_note_resolves_to_its_words(stories: Store, brief_of: Briefs, pair: tuple[str, str], length: int) -> None:
    brief = brief_of(*pair, length=length)
    assert [note.number for note in brief.notes] == list(range(1, len(brief.notes) + 1))
    cited = [number for group in groups(brief) for sentence in group for number in sentence.notes]
    assert list(dict.fromkeys(cited)) == [note.number for note in brief.notes]  # numbered as they are read, none unused
    assert len({(note.document, tuple(note.evidence)) for note in brief.notes}) == len(brief.notes)
    for note in brief.notes:
        assert note.document is not None and note.evidence
        document = stories.document(note.document)
        assert all(0 <= start < end <= len(document.text) for start, end in note.evidence)
        assert note.words == " … ".join(plain(document.text[start:end]) for start, end in note.evidence) and note.words
        assert (note.publisher, note.published, note.url) == (document.publisher, document.published, document.url)
        reading = stories.reading(note.document)
        assert note.fact is None or any(fact.id == note.fact for fact in reading.facts)  # type: ignore[union-attr]


@EVERY
def test_every_sentence_has_notes_or_speaks_of_the_record(brief_of: Briefs, pair: tuple[str, str]) -> None:
    brief = brief_of(*pair, length=6)
    assert len(brief.sections) > 5
    for group in groups(brief):
        bare = [sentence.text for sentence in group if not sentence.notes]
        assert any(sentence.notes for sentence in group) or all(ABOUT.search(text) for text in bare), bare


@EVERY
def test_what_is_quoted_stands_in_a_document_that_is_cited(stories: Store, brief_of: Briefs, pair: tuple[str, str]) -> None:
    brief = brief_of(*pair, length=6)
    notes = {note.number: note for note in brief.notes}
    quotations = 0
    for group in groups(brief):
        texts = [plain(stories.document(notes[number].document or "").text).casefold() for sentence in group for number in sentence.notes]
        for sentence in group:
            for quotation in re.findall(r"“([^”]+)", sentence.text):
                quotations += 1
                own = quotation.removesuffix("…").strip(" .").casefold()
                assert any(all(piece.strip() in text for piece in own.split(" … ")) for text in texts), quotation
    assert quotations > 10


@EVERY
def test_people_and_days_are_those_of_the_record(stories: Store, brief_of: Briefs, pair: tuple[str, str]) -> None:
    record = api.record_of(stories, *pair)
    brief = brief_of(*pair)
    names = {plain(person.name) for person in record.people if person.country in pair}
    rows = [row for part in brief.sections for block in part.blocks if isinstance(block, Table) and block.of == "people" for row in block.rows]
    assert rows and {row[0].text for row in rows} <= names
    assert brief.as_of == max(document.published or "" for document in record.documents)


def test_what_the_story_is_about_is_told(brief_of: Briefs) -> None:
    brief = brief_of("KAZ", "HUN")
    assert any("Hungary pledged to Kazakhstan" in row and "Overdue" in row and "agricultural fund" in row for row in section(brief, "commitments"))
    assert any("entered into force 1 October 2024" in row for row in section(brief, "instruments"))
    assert any("214 million USD (Kazakhstan’s documents)" in row and "187 million USD (Hungary’s documents)" in row for row in section(brief, "conflicts"))
    assert any("was postponed" in row for row in section(brief, "contacts"))
    assert any("Nurlan Abishev to Hungary is planned" in row for row in section(brief, "contacts"))
    assert any("Kazakhstan’s text" in row and "Hungary’s" in row for row in section(brief, "comparison"))
    assert "Overdue: 1 undertaking" in words(brief)


def test_silence_is_not_a_no(stories: Store, brief_of: Briefs) -> None:
    brief = brief_of("EGY", "KEN", as_of="2023-02-20")
    assert any(row.endswith("That nothing is told does not mean that there is nothing.") and "texts of both sides" in row for row in section(brief, "gaps"))
    nothing = api.brief(stories, "Peru", "Mongolia")
    assert [part.key for part in nothing.sections] == ["gaps"]
    assert words(nothing) == "The record holds no document that deals with both."
    assert not nothing.notes and nothing.as_of is None


def test_only_what_was_told_since(brief_of: Briefs) -> None:
    whole, late = brief_of("KAZ", "HUN", length=6), brief_of("KAZ", "HUN", length=6, since="2024-06")
    assert any("5 October 2023" in (point.lead or "") for part in whole.sections for block in part.blocks if isinstance(block, Points) for point in block.points)
    assert "spoke by telephone" in words(whole) and "spoke by telephone" not in words(late) and "paid an official visit" not in words(late)
    assert "agricultural fund" in words(late)  # it fell due since
    assert "Only what was told or fell due since June 2024" in " ".join(late.lead)


def test_as_of_an_earlier_day_nothing_later_is_known(brief_of: Briefs) -> None:
    brief = brief_of("KAZ", "HUN", as_of="2024-03-01")
    assert brief.as_of == "2024-03-01"
    assert max(note.published or "" for note in brief.notes) <= "2024-03-01"
    assert "Overdue" not in words(brief) and "entered into force" not in words(brief)
    later = brief_of("IDN", "AUS", as_of="2025-06-01")
    assert "Overdue" in words(later) and "Overdue" not in words(brief_of("IDN", "AUS"))


def test_more_pages_hold_more(brief_of: Briefs) -> None:
    sizes = [len(words(brief_of("POL", "VNM", length=length))) for length in (1, 2, 4)]
    assert sizes == sorted(sizes) and sizes[0] * 1.5 < sizes[1] and sizes[1] * 1.3 < sizes[2]


def test_the_order_of_the_countries_is_the_readers(brief_of: Briefs) -> None:
    assert brief_of("HUN", "KAZ").title == "Hungary – Kazakhstan"
    assert brief_of("kazakhstan", "Hungary").title == "Kazakhstan – Hungary"


def test_what_is_left_out_is_counted(stories: Store, brief_of: Briefs) -> None:
    record: Record = api.record_of(stories, "POL", "VNM")
    rows = section(brief_of("POL", "VNM"), "commitments")
    shown = sum(" | " in row for row in rows)
    left = next(int(row.split()[0]) for row in rows if row.endswith("more in the record."))
    assert shown + left == len(record.commitments) and shown > 3


@pytest.mark.parametrize(
    ("parties", "options", "told"),
    [
        (("KAZ", "KAZ"), {}, "two different countries"),
        (("KAZ", "Central Asia"), {}, "a brief is on two countries"),
        (("KAZ",), {}, "a brief is on two countries"),
        (("KAZ", "HUN"), {"length": 0}, "length: 0 is none"),
        (("KAZ", "HUN"), {"length": 99}, "from 1 to 20 pages"),
        (("KAZ", "HUN"), {"language": "xx"}, "written in en"),
        (("KAZ", "HUN"), {"language": "../en"}, "written in en"),
        (("KAZ", "HUN"), {"since": "yesterday"}, "since"),
        (("KAZ", "HUN"), {"as_of": "2024-13-01"}, "as_of"),
        (("KAZ", "HUN"), {"template": "/no/such/house"}, "no such folder"),
    ],
    ids=["same", "region", "one", "length-0", "length-99", "language", "language-path", "since", "as-of", "template"],
)
def test_what_means_nothing_is_told(stories: Store, parties: tuple[str, ...], options: dict[str, object], told: str) -> None:
    with pytest.raises(OptionError, match=re.escape(told)):
        api.brief(stories, *parties, **options)  # type: ignore[arg-type]
