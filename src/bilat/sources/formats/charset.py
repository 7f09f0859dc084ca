"""Bytes of a page → its characters, whatever the labels on it say."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from ...errors import BinaryError, EmptyError, FormatError

_BOMS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]

# the labels that the WHATWG Encoding Standard reads as another, larger encoding, and those that Python does not know
_ALIASES = {
    **dict.fromkeys(["ascii", "us-ascii", "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1", "x-cp1252"], "cp1252"),
    **dict.fromkeys(["iso-8859-9", "iso8859-9", "iso_8859-9", "latin5", "x-cp1254"], "cp1254"),
    **dict.fromkeys(["iso-8859-11", "iso8859-11", "tis-620", "windows-874", "dos-874"], "cp874"),
    **dict.fromkeys(["gb2312", "gb_2312-80", "gbk", "x-gbk", "chinese", "csgb2312", "cp936", "windows-936"], "gb18030"),
    **dict.fromkeys(["shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j", "ms932"], "cp932"),
    **dict.fromkeys(["euc-kr", "ks_c_5601-1987", "ksc5601", "korean", "windows-949", "cseuckr"], "cp949"),
    **dict.fromkeys(["big5", "big5-hkscs", "cn-big5", "x-x-big5"], "big5hkscs"),
    **dict.fromkeys(["utf-16", "ucs-2", "unicode", "iso-10646-ucs-2"], "utf-16-le"),
    **dict.fromkeys(["unicode-1-1-utf-8", "x-unicode20utf8", "utf8mb4"], "utf-8"),
    **dict.fromkeys(["x-mac-cyrillic", "x-mac-ukrainian"], "mac-cyrillic"),
    **dict.fromkeys(["macintosh", "x-mac-roman", "mac"], "mac-roman"),
    **dict.fromkeys(["iso-8859-8-i", "iso-8859-8-e", "logical", "visual"], "iso8859-8"),
    **dict.fromkeys(["koi", "koi8", "koi8_r", "cskoi8r"], "koi8-r"),
    "koi8-ru": "koi8-u",
}
_ALIASES |= {f"x-cp125{n}": f"cp125{n}" for n in (0, 1, 3)}

ENCODINGS = (
    *("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "cp1252", "cp1251", "koi8-r", "gb18030", "cp932", "euc_jp", "cp949", "big5hkscs", "iso2022_jp"),
    *(f"cp{number}" for number in (1250, *range(1253, 1259), 866, 874)),
    *(f"iso8859-{number}" for number in (*range(2, 9), 10, 13, 14, 15, 16)),
    *("koi8-u", "koi8-t", "kz1048", "ptcp154", "mac-cyrillic", "mac-roman", "johab", "hz"),
)
"""The encodings in which a page can be written, by Python's names; UTF-7, escapes and compressions are none."""

_META = re.compile(rb"<meta\b[^>]{0,400}?\bcharset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})")
_MARKUP = re.compile(rb"<[^<>]*>|[\x00-\x20]+")
_HIGH = re.compile(rb"[\x80-\xff]")

HEAD = 32_768
"""Bytes at a page's head in which its own label is looked for."""

SAMPLE = 16_384
"""Bytes, freed of markup, from which an unlabelled encoding is guessed."""


def decode_page(data: bytes, declared: str | None, name: str) -> str:
    """Return the characters of a page, feed or other marked-up text; `declared` is the charset of the HTTP header, where there was one.

    A byte order mark goes first; then UTF-8 wherever the bytes are valid UTF-8, for no label makes them so by chance; then what the header,
    the page itself or the XML declaration says, if it decodes without a fault into words that could be words; then the best guess from a
    bounded sample. U+FFFD stands only where at most one in a thousand characters of what is otherwise UTF-8 is broken, as in teasers that a
    site cut in the middle of a character. `FormatError` where no encoding fits, `BinaryError` where the bytes are no text.
    """
    if not data.strip():
        raise EmptyError(f"{name}: there is nothing in it; give a page with the text of a press piece")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = _strict(data[len(bom) :], encoding)
            if text is None:
                raise FormatError(f"{name}: its first bytes say {encoding.upper()}, and the rest is not; save the page again as UTF-8")
            return text
    wide = _wide(data)
    if wide is not None:
        return wide
    if b"\0" in data[:65_536] or sum(byte < 9 or 13 < byte < 27 for byte in data[:4096]) > 0.05 * len(data[:4096]):
        raise BinaryError(f"{name}: this is not text; give the page itself, not an image or an archive")
    labels = list(_labels(data, declared))
    escaped = next((label for label in labels if label in ("iso2022_jp", "hz")), None)
    if escaped is None or _HIGH.search(data):
        text = _strict(data, "utf-8")
        if text is not None:
            return text
    for label in labels:
        text = _strict(data, label)
        if text is not None and is_plausible(text, label):
            return text
    mended = _mended(data)
    if mended is not None:
        return mended
    for label in _guesses(data):
        text = _strict(data, label)
        if text is not None and is_plausible(text, label) and not (label == "cp1252" and _NOT_WESTERN.search(text)):
            return text
    said = f" (it says {', '.join(dict.fromkeys(labels))})" if labels else ""
    raise FormatError(f"{name}: the encoding of its characters could not be told{said}; save the page as UTF-8")


def codec_of(label: str) -> str | None:
    """Python's name for the encoding that browsers use for a label, or None where no page is written in it."""
    label = label.strip().strip("\"'").lower()
    try:
        codec = codecs.lookup(_ALIASES.get(label) or label).name
    except (LookupError, ValueError):
        return None
    codec = _ALIASES.get(codec) or codec
    return codec if codec in ENCODINGS else None


def is_plausible(text: str, encoding: str) -> bool:
    """Whether characters decoded so could be words: letters of one script in a word, no control characters, no capitals after small letters.

    Most encodings decode almost anything; what tells a wrong one is that it makes words which no language has.
    """
    if _CONTROL.search(text):
        return False
    wrong = words = 0
    for match in _FOREIGN.finditer(text):
        words += 1
        wrong += bool(_WRONG.search(match.group()))
        if words == 4000:
            break
    if wrong > 0.15 * words:
        return False
    if len(_SMALL.findall(text)) < len(_LARGE.findall(text)) and _INVERTED.search(text):
        return False
    return _eastern(text, encoding) is not False


def _eastern(text: str, encoding: str) -> bool | None:
    """Whether a text full of Chinese, Japanese or Korean characters has those that its language is full of; None where it has few at all."""
    letters = "".join(_EASTERN.findall(text)[:4000])[:4000]
    if len(letters) < 40:
        return None
    kana = len(_KANA.findall(letters)) / len(letters)
    if encoding in ("gb18030", "big5hkscs", "hz"):
        return kana < 0.1 and len(_COMMON.findall(letters)) >= 0.1 * len(letters)
    if encoding == "cp949":
        return len(_HANGUL.findall(letters)) >= 0.8 * len(letters)
    return kana > 0.1 if encoding in ("cp932", "euc_jp", "iso2022_jp") else None


_FOREIGN = re.compile(r"[^\W\d_]*[^\W\d_a-zA-Z][^\W\d_]*[¹³¾¼£¥¢¡]?")
_CONTROL = re.compile(r"[\x80-\x84\x86-\x9f]")
_WRONG = re.compile(
    r"[\u00aa-\u024f]{4}"  # "Ïðåçèäåíò": four accented Latin letters in a row
    r"|[а-яё][А-ЯЁ]{2}"  # "оПЕГХДЕМР": KOI8 and Windows-1251 taken for each other
    r"|[\u0370-\u06ff\u0e00-\u0e7f][a-zA-Z]|[a-zA-Z][\u0370-\u06ff\u0e00-\u0e7f]"  # "prйsident": Greek to Arabic, or Thai, within a Latin word
    r"|[\uff61-\uff9f]{2}|[\ue000-\uf8ff]"  # halfwidth kana in a row, private use
    r"|[¹³¾¼£¥¢¡]$"  # "Wa³êsa": signs within a word
)
_SMALL, _LARGE, _INVERTED = re.compile(r"[а-яё]"), re.compile(r"[А-ЯЁ]"), re.compile(r"[а-яё][А-ЯЁ]")
_EASTERN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_COMMON = re.compile(
    "[的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們到作地于於出就对對成会會可主发發年动動同工也能下过過子说說面而方后後多定行法所民得经經十三之进進等部"
    "部家力化高自小与與关關合外交长長两兩双雙易政相全表重新日月公及及其并並及将將席理总總首]"
)
# encodings of Latin letters that differ from Windows-1252 in a few letters only: a guess between them would be wrong in silence
_ALIKE = frozenset(["cp1250", "cp1254", "cp1257", "cp1258", "mac-roman", *(f"iso8859-{n}" for n in (1, 2, 3, 4, 9, 10, 13, 14, 15, 16))])

# what betrays Turkish, Czech, Romanian or Icelandic letters in an unlabelled page that Windows-1252 decodes
_NOT_WESTERN = re.compile(r"[þðýÞÐÝøØ]")
_LETTER = re.compile(rb"[\x80-\x84\x86-\x90\x98-\x9f\xa1-\xa8\xaa\xac\xad\xaf\xb1-\xb6\xb8-\xba\xbc-\xff]")


def _strict(data: bytes, encoding: str) -> str | None:
    """The bytes decoded without a fault, a last character that was cut short left away; None where there is a fault."""
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(data, final=False)
    except (UnicodeError, LookupError):
        return None


def _wide(data: bytes) -> str | None:
    """UTF-16 without its mark: markup alone has a zero in every second byte."""
    head = data[:4096]
    zeros = [head[0::2].count(0), head[1::2].count(0)]
    if max(zeros) < 0.04 * len(head) or min(zeros) > 0.02 * len(head):
        return None
    text = _strict(data, "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be")
    return text if text is not None and text.count("\0") == 0 else None


def _labels(data: bytes, declared: str | None) -> Iterator[str]:
    head = data[:HEAD]
    inside = [match.group(1).decode() for match in (_XML.match(head), _META.search(head)) if match]
    for label in [*([declared] if declared else []), *inside]:
        codec = codec_of(label)
        if codec and codec != "utf-8" and not codec.startswith("utf-16"):  # both were tried by their bytes
            yield codec


def _mended(data: bytes) -> str | None:
    """UTF-8 in which at most one character in a thousand is broken, U+FFFD in its place."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = sum(not character.isascii() for character in text) - broken
    return text if broken <= 0.001 * len(text) and sound >= 10 * broken else None


def _guesses(data: bytes) -> Iterator[str]:
    """Encodings that a sample around the foreign letters fits, best first."""
    from charset_normalizer import from_bytes

    first = _HIGH.search(data)
    if first is None:
        return
    if not _LETTER.search(data):
        yield "cp1252"  # quotation marks and dashes, and no letter: an English page
        return
    for label in ("euc_jp", "cp932", "gb18030", "big5hkscs", "cp949"):
        text = _strict(data[first.start() : first.start() + SAMPLE], label)
        if text is not None and _eastern(text, label):
            yield label
    window = data[max(0, first.start() - 1024) : first.start() + 8 * SAMPLE]
    sample = _MARKUP.sub(b" ", window)[:SAMPLE]
    for match in from_bytes(sample, steps=5, chunk_size=512):
        codec = codec_of(match.encoding)
        if codec and codec not in _ALIKE:
            yield codec
