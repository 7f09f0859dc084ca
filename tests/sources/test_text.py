"""From bytes to documents: what the head and the end of a text say of it, and what cannot be read."""

import pytest

from bilat.errors import BinaryError, EmptyError, EncodingError, LanguageError, TooLargeError
from bilat.sources import Metadata, document_from_text
from bilat.sources.text import document_from_bytes

HEADS = [
    ("date 2024-03-31 The ministers met.", "2024-03-31", None),
    ("ASTANA, 29 March 2024 (Steppe Press) – The ministers met.", "2024-03-29", "Steppe Press"),
    ("RIGA, May 3, 2023 /Amber/ -- The ministers met.", "2023-05-03", "Amber"),
    ("The ministers met today.\n\nMontevideo, 14 September 2022", "2022-09-14", None),
    ("The ministers met on 29 March 2024.", None, None),
]


@pytest.mark.parametrize(("text", "published", "publisher"), HEADS, ids=[h[0][:30] for h in HEADS])
def test_what_the_text_says_of_itself(text: str, published: str | None, publisher: str | None) -> None:
    document = document_from_text(text, Metadata())
    assert (document.published, document.publisher) == (published, publisher)
    assert document.text == text


def test_what_is_given_goes_before_what_is_found() -> None:
    document = document_from_text("ASTANA, 29 March 2024 (Steppe Press) – The ministers met.", Metadata(published="2024-04-01", publisher="Another", side="KAZ"))
    assert (document.published, document.publisher, document.side, document.dateline) == ("2024-04-01", "Another", "KAZ", "2024-03-29")


ENGLISH = "The ministers of the two countries met in Riga and agreed to work on trade. "
BAD = [
    (b"  \n", EmptyError),
    (b"PK\x03\x04\x00\x00\x08\x00" * 40, BinaryError),
    ("Les ministres des deux pays se sont rencontrés à Riga pour parler du commerce. ".encode("latin-1") * 4, EncodingError),
    ("Les ministres des affaires étrangères des deux pays se sont rencontrés lundi à Riga pour parler du commerce et de la culture. ".encode() * 4, LanguageError),
    ("Министры иностранных дел двух стран встретились в Риге и обсудили торговлю и культуру. ".encode() * 4, LanguageError),
    (ENGLISH.encode() * 45_000, TooLargeError),
]


@pytest.mark.parametrize(("data", "error"), BAD, ids=[e.__name__ + str(n) for n, (_, e) in enumerate(BAD)])
def test_what_cannot_be_read_is_named(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"^note\.txt: .+"):
        document_from_bytes(data, "note.txt", Metadata())


def test_short_english_and_marks_of_order_are_read() -> None:
    assert document_from_bytes("\ufeff".encode() + ENGLISH.encode(), "x", Metadata()).text == ENGLISH
    assert document_from_bytes(ENGLISH.encode("utf-16"), "x", Metadata()).text == ENGLISH


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ("12:11, 19 March 2014 | GMT +5\nMinisters sign a memorandum\n", "2014-03-19"),
        ("Foreign Ministers’ Meeting (Summary)\nAugust 9, 2014\n", "2014-08-09"),
        ("Published: Tuesday, 3 May 2022, 10:15 am\n", "2022-05-03"),
        ("10.04.2019 14:20\n", "2019-04-10"),
        ("25.07.2024: Riga and Santiago aim to intensify cooperation in many fields of common interest to both\n", "2024-07-25"),
        ("On 3 May 2022 the ministers met\n", None),
        ("The talks of 3 May 2022 went well.\n", None),
        ("31 February 2014\n", None),
    ],
)
def test_a_line_that_is_only_a_date_is_the_day_of_publication(head: str, published: str | None) -> None:
    document = document_from_text(head + "\nThe foreign ministers of Latvia and Chile met in Riga.\n", Metadata())
    assert (document.published, document.published_basis) == (published, "text" if published else None)


def test_a_dateline_without_a_place() -> None:
    document = document_from_text("Sep 22, 2024 (Harbour News) - The foreign ministers of Latvia and Chile met in Riga.\n", Metadata())
    assert (document.published, document.dateline, document.publisher) == ("2024-09-22", "2024-09-22", "Harbour News")
