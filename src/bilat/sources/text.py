"""Plain text → Document: decoding, what the head of the text says of itself, and the bounds of what is read."""

from __future__ import annotations

import codecs
import datetime
import hashlib
import re
from dataclasses import dataclass

from ..errors import BinaryError, EmptyError, EncodingError, LanguageError, OptionError, TooLargeError
from ..vocabulary import ISO3, Document, PublishedBasis, is_edtf
from .publishers import Publishers, built_in_publishers

MAX_CHARACTERS = 8_000_000
MAX_LINE = 3_000_000
"""The longest text, and the longest line in it, that is read as one piece."""


@dataclass(frozen=True)
class Metadata:
    """What is known of a document besides its text."""

    published: str | None = None
    published_basis: PublishedBasis | None = None
    publisher: str | None = None
    side: str | None = None
    url: str | None = None
    title: str | None = None
    id: str | None = None


_BOMS = [(codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")]


def decode(data: bytes, name: str) -> str:
    """Decode bytes as UTF-8, or as UTF-16 with its mark; anything else is an error that names `name` and says how to mend it."""
    if not data.strip():
        raise EmptyError(f"{name}: the file is empty; give a file with the text of a press piece")
    encoding = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "utf-8")
    if encoding != "utf-16" and b"\0" in data[:65536]:
        raise BinaryError(f"{name}: this is not text (it holds zero bytes); give plain text, or save the document as text first")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        controls = sum(byte < 9 or 13 < byte < 32 for byte in data[:4096])
        if controls > 0.05 * len(data[:4096]):
            raise BinaryError(f"{name}: this is not text; give plain text, or save the document as text first") from None
        raise EncodingError(
            f"{name}: not in UTF-8 (byte 0x{data[error.start]:02x} at {error.start}); convert it, for example with 'iconv -f WINDOWS-1252 -t UTF-8 IN > OUT'"
        ) from None
    return text


def document_from_bytes(data: bytes, name: str, metadata: Metadata) -> Document:
    """Make a document that bilat can read from the bytes of a file, its text unchanged to the last line end; an `InputError` names the file."""
    document = document_from_text(text_of(data, name), metadata)
    check_readable(document, name)
    return document


def text_of(data: bytes, name: str) -> str:
    """Return the text of a file within the bounds of what is kept as one piece; an `InputError` names the file."""
    text = decode(data, name)
    check_text(text, name)
    return text


def check_text(text: str, name: str) -> None:
    """Refuse a text that cannot be kept as one piece: empty, not made of characters, or out of bounds; the `InputError` names the file."""
    if not text.strip():
        raise EmptyError(f"{name}: the file is empty; give a file with the text of a press piece")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BinaryError(f"{name}: this is not text (it holds half a character at {error.start}); give plain text in UTF-8") from None
    if "\0" in text:
        raise BinaryError(f"{name}: this is not text (it holds zero bytes); give plain text, or save the document as text first")
    if len(text) > MAX_CHARACTERS:
        raise TooLargeError(f"{name}: {len(text):,} characters; more than {MAX_CHARACTERS:,} are not read as one piece: split the file")
    longest = max(map(len, text.splitlines()), default=0)
    if longest > MAX_LINE:
        raise TooLargeError(f"{name}: one line of {longest:,} characters; a line of more than {MAX_LINE:,} is no press piece: check the file")


def check_readable(document: Document, name: str) -> None:
    """Refuse a document in a language that bilat does not read; `LanguageError` names it."""
    if document.language != "en":
        raise LanguageError(f"{name}: the text seems to be in {document.language!r}; bilat reads English so far: give an English version")


def document_from_text(text: str, metadata: Metadata, publishers: Publishers | None = None) -> Document:
    """Make a document from text; what the metadata leaves out is filled from the text's head and from what is known of publishers.

    The side is that of the agency in the dateline where it is a known one, since the text is its, else that of the publisher, by its address
    or name. Without `publishers` the built-in list is asked.
    """
    check_metadata(metadata)
    leading, dateline, agency = _head(text, metadata.published)
    stated = leading or dateline or _date_line(text)
    published = metadata.published or stated
    issuer = publisher = None
    if agency or metadata.url or metadata.publisher:
        known = publishers or built_in_publishers()
        issuer = known.of_name(agency) if agency else None
        publisher = (known.of_url(metadata.url) if metadata.url else None) or (known.of_name(metadata.publisher) if metadata.publisher else None)
    side = metadata.side or (issuer.side if issuer else None) or (publisher.side if publisher else None)
    return Document(
        id=metadata.id or document_id(text, metadata),
        text=text,
        url=metadata.url,
        title=metadata.title,
        publisher=metadata.publisher or (publisher.name if publisher else None) or (issuer.name if issuer else agency),
        side=side,
        published=published,
        published_basis=(metadata.published_basis or "given") if metadata.published else None if stated is None else "dateline" if leading or dateline else "text",
        dateline=dateline,
        language=_language(text),
    )


def check_metadata(metadata: Metadata) -> None:
    """Refuse a date or a country that means nothing; `OptionError` names it."""
    check_date("published", metadata.published)
    check_country("side", metadata.side)


def check_date(name: str, value: str | None) -> None:
    """Refuse what is given as a date and is no EDTF date of the contract; `OptionError` names the option."""
    if value is not None and not is_edtf(value):
        raise OptionError(f"{name}: {value!r} is no date; give it as YYYY-MM-DD, YYYY-MM or YYYY")


def check_country(name: str, value: str | None) -> None:
    """Refuse what is given as a country and is no ISO 3166-1 alpha-3 code; `OptionError` names the option."""
    if value is not None and value not in ISO3:
        raise OptionError(f"{name}: {value!r} is no country code; give one of ISO 3166-1 alpha-3, such as KAZ")


def document_id(text: str, given: Metadata) -> str:
    """Return a short stable name for a document: the same text from the same address, with the same things said of it, always has the same.

    What whoever brings a document says of it counts, so that a second bringer's word is not lost in the first one's document: the two are
    copies of one piece.
    """
    said = [f"{name}={value}" for name in ("published", "publisher", "side", "title") if (value := getattr(given, name)) is not None]
    return hashlib.sha256("\n".join([given.url or "", *said, text]).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _language(text: str) -> str:
    """The language of a text; English where the text is too short to tell."""
    # English gives itself away by its small words; the identifier, slow to load, is asked only where they are missing
    head = text[:4000]
    words = head.lower().split()
    small = sum(map(_SMALL.__contains__, words))
    if words and words.count("the") >= 0.02 * len(words) and small >= 0.12 * len(words):
        return "en"
    letters = sum(map(str.isalpha, head))
    if letters < 60 or (letters < 400 and len(_SMALL.intersection(words)) >= 3):  # too little for the identifier
        return "en"
    return _identify(head)


_SMALL = frozenset(["the", "and", "of", "to", "in", "with", "said", "for", "on", "that"])


def _identify(sample: str) -> str:
    import py3langid

    language = str(py3langid.classify(sample)[0])
    return "en" if language == "pcm" else language  # English creoles are no press language; English names make them likely


_MONTHS = {m: n for n, m in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}
_LEADING = re.compile(r"\s*date (\d{4}-\d{2}-\d{2})\b")
_MONTH = r"(?P<m{n}>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAY = r"(?P<d{n}>\d{{1,2}})(?:st|nd|rd|th)?"
_DATELINE = re.compile(
    r"^\s{0,8}(?P<place>[A-Z][\w’'/ .-]{1,40}?)[,.:]?\s+(?:\w+day,?\s+)?(?:"
    + _MONTH.format(n=1) + r"\s+" + _DAY.format(n=1) + "|" + _DAY.format(n=2) + r"\s+" + _MONTH.format(n=2)
    + r")(?:,?\s+(?P<y>\d{4}))?[,.]?\s*(?:\((?P<agency>[^)\n]{2,40})\)|/(?P<agency2>[^/\n]{2,30})/|(?P<agency3>[A-Z]{3,15}))?\s*[.:]?\s*(?:[-–—]+|/|:)",
    re.MULTILINE,
)  # fmt: skip
_PLACELESS = re.compile(r"^\s{0,8}" + _MONTH.format(n=1) + r"\s+" + _DAY.format(n=1) + r"(?:,?\s+(?P<y>\d{4}))?\s*\((?P<agency>[^)\n]{2,40})\)\s*[-–—]", re.MULTILINE)
"""A dateline without a place: "Sep 22 (Agency) -"."""
_AGENCY = re.compile(r"^\s{0,8}[A-Z][A-Z’'/ .-]{2,30}(?:,[^(\n]{0,20})?\((?P<agency>[^)\n]{2,40})\)\s*[-–—:]|^\s{0,8}[A-Z]{3,}[.] (?P<agency2>[A-Z]{5,15}) ", re.MULTILINE)


_CLOSING = re.compile(
    r"\n\s*[A-Z][\w’' -]{2,30},?\s+(?:on |the )?(?P<d>\d{1,2})(?:st|nd|rd|th)? (?:of )?(?P<m>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*,? (?:of )?(?P<y>\d{4})\.?\s*$"
)


def _head(text: str, published: str | None) -> tuple[str | None, str | None, str | None]:
    """What the first lines say: a leading `date YYYY-MM-DD`, the dateline's date, the agency in the dateline."""
    head = text[:1500]
    leading: str | None = None
    match = _LEADING.match(head)
    if match and is_edtf(match.group(1)):
        leading = match.group(1)
        head = head[match.end() :].lstrip(" ")
    found = _DATELINE.search(head)
    placeless = None if found else _PLACELESS.search(head)
    dateline = agency = None
    if found:
        g = found.groupdict()
        month = _MONTHS[(g["m1"] or g["m2"]).lower()[:3]]
        day = int(g["d1"] or g["d2"])
        dateline = _dated(g["y"], month, day, published or leading)
        agency = g["agency"] or g["agency2"] or g["agency3"]
    elif placeless:
        dateline = _dated(placeless["y"], _MONTHS[placeless["m1"].lower()[:3]], int(placeless["d1"]), published or leading)
        agency = placeless["agency"]
    else:
        closing = _CLOSING.search(text[-200:])
        if closing:
            # a communiqué's last line: "Montevideo, 14 September 2022"
            dateline = _dated(closing.group("y"), _MONTHS[closing.group("m").lower()], int(closing.group("d")), None)
        named = _AGENCY.search(head)
        agency = (named.group("agency") or named.group("agency2")) if named else None
        if agency and agency.isupper() and len(agency) > 5:
            agency = agency.capitalize()
    return leading, dateline, agency.strip() if agency else None


_FULL_DATE = re.compile(
    r"\b(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?\s+(?P<m1>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+(?P<y1>\d{4})"
    r"|(?P<m2>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{4})"
    r"|(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2})|(?P<d4>\d{1,2})\.(?P<m4>\d{2})\.(?P<y4>\d{4}))(?!\d)",
    re.IGNORECASE,
)
_BESIDE_DATE = re.compile(
    r"(?:published|posted|updated|released|issued|date|on|at|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?|\d{1,2}[:.]\d{2}(?:[:.]\d{2})?|[ap]\.?m\.?|gmt|utc|[a-z]{1,3}[ds]?t|[+]?\d{1,2}(?::?\d{2})?|local|time)?",
    re.IGNORECASE,
)


def _date_line(text: str) -> str | None:
    """The date that stands alone on one of the first lines, above or below the headline: "12:11, 19 March 2014 | GMT +5"."""
    for line in [line.strip() for line in text[:1500].splitlines() if line.strip()][:4]:
        found = _FULL_DATE.match(line) if line[:1].isdigit() else None
        if found and line[found.end() : found.end() + 1] != ":":  # "25.07.2024: Ministers sign a declaration"
            found = None
        leads = found is not None
        found = found or (_FULL_DATE.search(line) if len(line) < 80 else None)
        if not found:
            continue
        before, after = (re.split(r"[\s,|:;()–-]+", part) for part in (line[: found.start()], line[found.end() :]))
        others = [] if leads else [word for word in after if not _BESIDE_DATE.fullmatch(word)]  # a byline or a place at most
        if (
            all(_BESIDE_DATE.fullmatch(word) for word in before)
            and len(others) <= 3
            and all(word[0].isupper() or word == "by" for word in others)
            and not line.endswith((".", "”", '"'))
        ):
            day, month, year = next((found[f"d{n}"], found[f"m{n}"], found[f"y{n}"]) for n in range(1, 5) if found[f"d{n}"])
            return _dated(year, int(month) if month.isdigit() else _MONTHS[month.lower()], int(day), None)
    return None


def _dated(year: str | None, month: int, day: int, published: str | None) -> str | None:
    """A dateline's date; without a year, the latest such day not after the day of publication."""
    years = [int(year)] if year else []
    if not years and published and len(published) >= 10:
        last = datetime.date.fromisoformat(published[:10]) + datetime.timedelta(days=1)
        years = [last.year if (month, day) <= (last.month, last.day) else last.year - 1]
    for candidate in years:
        try:
            return str(datetime.date(candidate, month, day))
        except ValueError:
            return None
    return None
