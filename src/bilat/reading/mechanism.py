"""Names of the standing bodies of two countries (commissions, dialogues, councils) and the numbers of their sessions, read off a sentence."""

from __future__ import annotations

import re

from .grammar import Word
from .page import Page

BODIES = {"commission", "committee", "council", "dialogue", "group", "consultations", "forum", "mechanism", "force", "subcommittee", "subcommission",
           "sub-committee", "commissions", "platform", "2+2"}  # fmt: skip
_BODY_WORDS = {"joint", "intergovernmental", "inter", "governmental", "strategic", "high", "level", "economic", "trade", "bilateral", "political", "business",
               "ministerial", "mixed", "human", "rights", "security", "defense", "defence", "cooperation", "consular", "annual", "interparliamentary",
               "permanent", "binational", "national", "bi", "regular", "foreign", "ministers", "and", "on", "of", "for", "-", "–", "'s", "task", "working",
               "investment", "energy", "technical", "expert", "scientific", "technological", "policy", "cultural", "interagency", "partnership", "&",
               "investors", "cyber", "maritime", "comprehensive", "boundary", "border", "water", "climate", "military"}  # fmt: skip
_ENDS_BODY = {"was", "were", "is", "are", "in", "at", "will", "held", "took", "has", "have", "had", "between", "with", "to", "during", "which", "that", "co",
              "co-chaired", "chaired", "led", "headed", "organised", "organized", "opened", "this", "here", "be", "by", "as", "from", "would", "since", "concluded", "convened", "meeting", "session", "on", "after"}  # fmt: skip
_NUMBER_WORDS = {w: n for n, w in enumerate(
    ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"], 1)}  # fmt: skip
_DOMESTIC = re.compile(
    r"\b(?:national security (?:council|committee)|un security council|united nations|central (?:military )?(?:committee|commission)|state (?:council|commission)|"
    r"federal (?:council|assembly)|european (?:council|commission)|council of (?:ministers|europe)|cabinet|politburo|olympic committee|"
    r"foreign relations committee|(?:CSTO|SCO|CIS|EAEU|OTS|ASEAN|NATO|OSCE|OIC|BRICS|GCC|EU) [A-Z]\w+|commonwealth of independent states|national (?:people's|defen[cs]e) (?:congress|commission|council)|house committee|african union|standing committee)\b",
    re.IGNORECASE,
)
"""Bodies of one state or of an organisation: their sessions are no meetings of two countries."""
_INAUGURAL = {"inaugural": 1, "maiden": 1}
_ORDINAL = re.compile(r"^(\d{1,3})(?:st|nd|rd|th)$")


def session_of(page: Page, noun: Word) -> tuple[str | None, int | None]:
    """The standing body whose session a noun names, and the session's number."""
    number: int | None = None
    for child in noun.children:
        match = _ORDINAL.match(child.low)
        if child.low in _NUMBER_WORDS and child.dep in ("amod", "nummod", "compound"):
            number = _NUMBER_WORDS[child.low]
        elif child.low in _INAUGURAL:
            number = 1
        elif match:
            number = int(match.group(1))
    words = page.sentences[noun.sentence].words
    i = noun.i + 1
    if i < len(words) and words[i].low == "of":
        i = _past_owners(words, i + 1)
        if i < len(words) and (full := _spelled_out(page, words[i])) is not None:
            return full, number
        span = _body_after(words, i)
    else:
        before = noun.i
        while before > 0 and noun.low in ("session", "round", "meeting") and (_ORDINAL.match(words[before - 1].low) or words[before - 1].low in _NUMBER_WORDS):
            before -= 1  # "the commission's 10th session"
        span = body_before(words, before)
    if span is None and noun.low in ("dialogue", "consultations"):
        span = body_before(words, noun.i + 1)
    if span is None and noun.low in ("summit", "retreat", "meeting") and noun.text[0].isupper() and number:
        span = body_before([*words[: noun.i], noun], noun.i + 1, proper=True)
    if span is None:
        return None, (number if noun.low == "consultations" else None)
    for word in words[span[0] : span[1]]:
        match = _ORDINAL.match(word.low)
        if number is None and (match or word.low in _NUMBER_WORDS):
            number = int(match.group(1)) if match else _NUMBER_WORDS[word.low]
    name = body_name(page.text[words[span[0]].start : words[span[1] - 1].end])
    if name and name.islower() and noun.low == "dialogue" and number is None:
        return None, None  # "an intensive political dialogue with X": no body
    if name and name.lower().endswith("consultations"):
        # consultations are a type of meeting, not a body that meets
        return None, number
    return (name, number) if name else (None, None)


def ordinal_of(noun: Word) -> int | None:
    """The number that a noun has: "the 11th session", "its second session"."""
    for child in noun.children:
        match = _ORDINAL.match(child.low)
        if match:
            return int(match.group(1))
        if child.low in _NUMBER_WORDS:
            return _NUMBER_WORDS[child.low]
    return None


def body_in(page: Page, first: int, last: int, *, proper: bool = True) -> str | None:
    """The standing body last named in sentences `[first, last)`, with a capital where `proper`."""
    for sentence in reversed(page.sentences[max(0, first) : last]):
        for word in reversed(sentence.words):
            span = body_before(sentence.words, word.i + 1) if word.low in BODIES else None
            name = body_name(page.text[sentence.words[span[0]].start : sentence.words[field_end(sentence.words, span[1]) - 1].end]) if span else None
            if name and (not proper or any(c.isupper() for c in name)):
                return name
    return None


def _past_owners(words: list[Word], i: int) -> int:
    """Go over "the", "their" and "the two countries'" before a body's name."""
    for k in range(i, min(i + 4, len(words))):
        if words[k].low in ("'", "’", "'s") and words[k - 1].low in ("countries", "sides", "nations", "governments", "states"):
            return k + 1
    return i + 1 if i < len(words) and words[i].low in ("the", "their", "its", "our", "this") else i


def _spelled_out(page: Page, word: Word) -> str | None:
    """The name that a text gives an abbreviation for: "JTC" after "the Joint Trade Committee (JTC)"."""
    if not re.fullmatch(r"[A-Z]{2,6}", word.text):
        return None
    named = body_in(page, word.sentence - 40, word.sentence, proper=False)
    if named is not None and _initials(named) == word.text:
        return named  # "the IGC", after "the Intergovernmental Commission on …"
    match = re.search(rf"\b([A-Z][\w&'’–-]*(?: (?:[A-Z&][\w&'’–-]*|on|of|for|and)){{1,9}}) \({word.text}\)", page.text)
    words = match.group(1).split() if match else []
    if not any(w.lower() in BODIES for w in words):
        return None
    return body_name(" ".join(words))


def _initials(name: str) -> str:
    """The abbreviation that a body's name would have: its words up to the body itself, without countries: "IGC"."""
    out = ""
    for word in re.findall(r"[\w&]+(?:-[\w]+)*", name):
        low = word.lower()
        if low in _BODY_WORDS | BODIES | {"intergovernmental"} and low not in ("and", "on", "of", "for"):
            out += "IG" if low in ("intergovernmental", "inter-governmental") else low[0].upper()
        if low in BODIES:
            break
    return out


def same_body(one: str, other: str) -> bool:
    """Tell whether two names can be of one body: the words of one are all in the other."""
    words = [{w for w in re.findall(r"\w+", name.lower()) if w not in ("the", "on", "of", "for", "and", "s")} for name in (one, other)]
    return words[0] <= words[1] or words[1] <= words[0]


def _body_after(words: list[Word], i: int) -> tuple[int, int] | None:
    """The words from `i` that name a standing body, with its field ("Joint Commission on Trade and Economic Cooperation")."""
    j = i
    if j < len(words) and _ORDINAL.match(words[j].low):
        j += 1
    while j < len(words) and j - i < 14 and (words[j].low in _BODY_WORDS or words[j].text[0].isupper() or words[j].low in BODIES or words[j].mention):
        j += 1
        if words[j - 1].low in BODIES and not (j < len(words) and words[j].low in BODIES):
            return i, field_end(words, j)
    return None


def field_end(words: list[Word], j: int) -> int:
    """Where "on Trade, Economic and Scientific Cooperation" after a body's name ends."""
    j = _past_parties(words, j)
    if j >= len(words) or words[j].low not in ("on", "for", "of"):
        return j
    k = j + 1
    while k < len(words) and k - j < 16:
        low = words[k].low
        if low == ",":
            ahead = [w.low for w in words[k + 1 : k + 6]]
            if "and" not in ahead or words[k + 1].verb or words[k + 1].low in _ENDS_BODY | {"the", "and"}:
                break
        elif low in _ENDS_BODY or words[k].text in '.;:()“”"' or (words[k].verb and words[k].tag not in ("VBG", "VBN")):
            break
        k += 1
    while k > j and words[k - 1].low in ("and", "the", "of", ",", "on", "for"):
        k -= 1
    return k if k > j + 1 else j


def _past_parties(words: list[Word], j: int) -> int:
    """Go over "between A and B" where a body's field follows: "Commission *between A and B* on Trade"."""
    if j >= len(words) or words[j].low != "between":
        return j
    k = j + 1
    while k < len(words) and (words[k].names("country") or words[k].low in _PARTY_WORDS):
        k += 1
    return k if k < len(words) and words[k].low in ("on", "for") else j


_PARTY_WORDS = {"the", "and", ",", "government", "governments", "of", "republic", "kingdom", "federal", "federation"}


def body_before(words: list[Word], end: int, *, proper: bool = False) -> tuple[int, int] | None:
    """The words before `end` that name a standing body ("the 12th Kazakh-German intergovernmental working group meeting")."""
    stop = end
    while stop > 0 and words[stop - 1].low in ("'s", "’s"):
        stop -= 1
    if (
        stop < 1
        or not (proper or words[stop - 1].low in BODIES)
        or (words[stop - 1].low == "group" and words[stop - 2].low not in ("working", "joint", "contact", "steering", "expert", "experts", "task"))
    ):
        return None
    i = stop - 1
    while i > 0 and stop - i < 12 and (words[i - 1].low in _BODY_WORDS or (words[i - 1].text[0].isupper() and words[i - 1].low not in ("the", "at"))
                                       or words[i - 1].names("country")):  # fmt: skip
        i -= 1
    while i < stop - 1 and (words[i].low in ("and", "on", "of", "for", "-", "–", "'s", "&") or _ORDINAL.match(words[i].low) or words[i].low in _NUMBER_WORDS):
        i += 1
    return i, stop


def body_name(name: str) -> str | None:
    name = re.sub(r"^(?:(?:the|and|of|on|for|annual|regular|next|\d+(?:st|nd|rd|th)|" + "|".join(_NUMBER_WORDS) + r")\s+)+", "", " ".join(name.split()), flags=re.IGNORECASE)
    if _DOMESTIC.search(name) or re.match(r"(?:international|world|global)\b", name, re.IGNORECASE):
        return None
    if name.lower() in ("commission", "committee", "council", "dialogue", "forum", "mechanism", "working group", "security council", "the council", "state council"):
        return None
    return name.strip(" ,–-") if any(c.isupper() for c in name) or len(name.split()) >= 2 else None
