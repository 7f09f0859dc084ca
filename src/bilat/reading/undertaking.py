"""What a piece announces as to be done by a side: "will", "would", "is to", in the active and the passive, and sessions that are fixed."""

from __future__ import annotations

import re

from ..vocabulary import Commitment, Force, Span
from .circumstances import action_span, object_span, tidy
from .dates import DateExpr
from .grammar import Word, subject_of
from .page import Page, Sentence
from .reference import actors_of, responsible, responsible_for

_ANNOUNCE = {"say", "state", "announce", "explain", "confirm", "assure", "add", "declare", "pledge", "stress", "underline", "note", "promise", "reaffirm",
             "inform", "tell", "write", "agree", "decide", "affirm", "concur", "reiterate", "emphasize", "underscore", "vow", "undertake", "repeat",
             "indicate", "report", "reach", "commit", "guarantee"}  # fmt: skip
"""After these "would" and "will" are somebody's word, and no forecast."""
_DOING = {"create", "establish", "extend", "abolish", "lift", "provide", "offer", "open", "launch", "increase", "build", "construct", "introduce", "allocate",
          "invest", "train", "supply", "deliver", "grant", "waive", "exempt", "simplify", "expand", "set", "strengthen", "reduce", "remove", "ease", "double",
          "finalize", "finalise", "complete", "implement", "resume", "convene", "accelerate", "upgrade", "fund", "finance"}  # fmt: skip
_DEEDS = _DOING | {"send", "submit", "raise", "start", "begin", "hand", "ship", "sign", "ratify", "register", "issue", "approve", "transfer", "donate", "present",
                   "prepare", "draft", "hold", "appoint", "publish", "make", "equip", "host", "restore", "reopen", "lower", "cut", "exchange", "dispatch",
                   "recognise", "recognize", "inspect", "renovate", "modernise", "modernize", "release", "work", "operate", "organise", "organize", "conclude", "continue",
                   "contribute", "post", "second", "assign", "deploy", "disburse", "repay", "lend", "award", "plant", "adopt", "enact",
                   "notify", "nominate", "eliminate", "relax", "admit", "accept", "buy", "purchase", "import", "sell", "vaccinate", "connect", "link", "repair",
                   "rebuild", "pave", "electrify", "digitise", "digitize", "unveil", "inaugurate", "commission", "convert", "write", "cancel", "forgive", "finish", "form"}  # fmt: skip
"""What can be seen to be done, if a day or a number goes with it."""
_NO_UNDERTAKING = {"be", "visit", "arrive", "travel", "meet", "hold", "take", "attend", "become", "have", "see", "enter", "begin", "start", "remain", "come", "go",
                   "depend", "lead", "face", "receive", "sign", "mark", "celebrate", "benefit", "accompany", "need", "require", "play", "report", "like", "say", "tell",
                   "know", "chair", "co-chair", "address", "participate", "discuss", "head"}  # fmt: skip
"""What one "will" do of these is a plan of travel, a part in an event or a forecast."""
_EVENTS = {"session", "round", "meeting", "consultations", "talks", "forum", "summit", "dialogue", "commission", "council", "committee", "one", "negotiations", "conference"}
_BODIES = {"commission", "council", "committee", "group", "board", "panel", "body", "commissions", "committees", "groups"}
"""What sits, meets or convenes."""
_HELD = {"hold", "convene", "continue", "organise", "organize", "host"}
_DEADLINE = ("by", "until", "before", "from", "as of", "in", "on", "during", "")
_LATEST = ("by", "before", "until", "as of")


def infinitive(page: Page, verb: Word) -> Span:
    """An infinitive with its "to" and all its complements, and the infinitives joined to it."""
    start, end = verb.span()
    if verb.to is not None:
        start = verb.to.start
    denied = next((c for c in verb.children if c.dep == "neg" and c.start < start and start - c.end <= 1), None)
    if denied is not None:
        start = denied.start  # "vowed *never* to recognise it"
    return action_span(page, start, end)


def denied(page: Page, word: Word) -> bool:
    """Whether a verb is denied ("did not promise"), not counting "not only"."""
    words = page.sentences[word.sentence].words
    return any(c.dep == "neg" and (c.i + 1 >= len(words) or words[c.i + 1].low not in ("only", "just", "merely", "simply")) for c in word.children)


def that_clause(page: Page, clause: Word) -> Span:
    """The words of a clause without the "that" before it."""
    start, end = clause.span()
    mark = next((c for c in clause.children if c.low == "that"), None)
    other = next((c for c in clause.kids("conj") if c.tag == "VB" and any(x.low == "to" for x in c.kids("aux"))), None)
    if other is not None:
        end = min(w.start for w in other.subtree())  # "agreed that a fund would be set up, *and to hold talks*"
    return action_span(page, clause.start, end, mark.end if mark else start)


def complement(page: Page, word: Word, preps: tuple[str, ...] = ("to", "for", "in")) -> Span | None:
    """What an adjective or noun of will is about: "ready *for dialogue*", "interest *in joint projects*", though the parser hang the phrase on the verb."""
    verb = word.head if word.dep in ("dobj", "nsubjpass", "acomp") and word.head.verb else None
    loose = [c for c in verb.kids("prep") if c.start > word.end] if verb is not None else []
    for prep in [*word.kids("prep"), *loose]:
        inner = prep.child("pobj", "pcomp")
        if prep.low not in preps or inner is None or inner.start < word.end or inner.names("country") or inner.names("person"):
            continue
        start, end = object_span(inner, verb, preps=_WITHIN) if verb is not None and prep in loose else inner.span()
        if prep.low == "to" and (more := _AND_TO.match(page.text, end, page.sentences[word.sentence].end)):
            end = more.end()  # "committed to peace *and to free trade*"
        return action_span(page, start, end)
    return None


_AND_TO = re.compile(r" and to (?!this end|that end)[^,.;:”\"]+")
_WITHIN = ("in", "of", "for", "on", "between", "under", "within", "through", "against", "with", "across", "among", "at", "as", "and", "including", "towards", "toward")


def make(page: Page, sentence: Sentence, by: list[str], force: Force, action: Span, evidence_word: Word) -> Commitment | None:
    """Return the commitment to an action, with the day by which it is due; null where nobody known undertakes it."""
    action = _whole(page.text, sentence, action)
    if not by or len(page.text[action[0] : action[1]].split()) < 2:
        return None
    evidence = tidy(page.text, min(action[0], evidence_word.start), max(action[1], evidence_word.end))
    countries = [page.cast.roles[a].country for a in by]
    parties = page.parties(sentence)
    to = page.country_ids([c for c in parties if c not in countries]) if len(by) == 1 and countries[0] in parties else []
    return Commitment(evidence=[evidence], action=action, by=by, to=to, force=force, due=_due(page, sentence, action), status="planned", confidence=0.7)


def _whole(text: str, sentence: Sentence, action: Span) -> Span:
    """An action without who heard of it, and with what the parser lost of it behind a dash or a date between commas."""
    told = _HEARD.search(text, *action)
    if told is not None:
        return action[0], told.start()
    another = _ANOTHER.search(text, action[0] + 1, action[1])
    if another is not None and text.count("“", action[0], another.start()) == text.count("”", action[0], another.start()):
        return action[0], another.start()
    rest = _BEHIND_DASH.match(text, action[1], sentence.end)
    if rest is None and _ONLY_DATED.fullmatch(text, *action):
        rest = _AFTER_COMMA.match(text, action[1], sentence.end)
    return (action[0], rest.end()) if rest is not None else action


_ANOTHER = re.compile(
    r",? (?:and|while|but) (?:that )?(?:(?:[\w’'-]+ ){0,7}(?:will|would|shall|(?:are|is) going to) |(?:we|they) (?:must|should|need to|have to) |(?:in )?the (?:first|second|next|last)\b[^,.;]* (?:will|would) )(?!be able)"
)
"""Where the next undertaking of the sentence begins: "…, *and will* provide 120 scholarships"."""
_HEARD = re.compile(r",\s+(?:heard|according to)\b")
_BEHIND_DASH = re.compile(r"[–-]\w[^.,;:”\"]*")
_ONLY_DATED = re.compile(r"to [\w-]+(?: (?:up|out|over|in))?, (?:by|before|until|from|in) [^,]+")
_AFTER_COMMA = re.compile(r", (?!and |which |who )[^.;:,”\"]+")


def _due(page: Page, sentence: Sentence, action: Span) -> str | None:
    """The day by which an action is due: that which its words give, else one in the same clause just after them, just before them or at the head of the sentence."""
    ahead = _WILL.search(page.text, max(sentence.start, action[0] - 30), action[1]) is not None
    dates = [(d, value) for d in sentence.dates if not d.attributive and (value := _to_come(page, d, ahead))]
    inside = next((v for d, v in dates if action[0] <= d.start < action[1] and d.prep in _DEADLINE and (not d.adverb or d.prep in _LATEST) and not _of_another(sentence, d)), None)
    if inside is None and page.anchor.day is not None and (round_the_year := _ROUND_THE_YEAR.search(page.text, *action)):
        inside = f"{page.anchor.day.year}{'-06' if round_the_year['middle'] else '-12' if round_the_year['christmas'] else ''}"
    if inside is not None or not dates:
        return inside
    for date, value in dates:
        if date.start < action[1] or date.prep not in (*_LATEST, "from"):
            continue
        last = not page.text[date.end : sentence.end].strip(' .;”"')
        if _LEADS.fullmatch(page.text, action[1], date.start) or (last and _COMMA_BY.search(page.text, action[1], date.start)):
            return value
    for date, value in dates:
        if date.prep in _LATEST and date.end < action[0] and _SUBJECT.fullmatch(page.text, date.end, action[0]):
            return value
    first, value = dates[0]
    return value if first.prep in ("by", "before") and first.start - sentence.start < 20 and first.end < action[0] and page.text[first.end : first.end + 1] == "," else None


_ROUND_THE_YEAR = re.compile(
    r"\b(?:by|before|until) (?:(?P<middle>mid-?year|the middle of the year)|(?P<christmas>Christmas)|(?:the )?year-?end|the year(?:[’']s end| is out| ends| was out| is over))\b(?! \d)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r",? (?!and |but )(?:(?:his|her|its|their|the|our) )?(?:[\w’'-]+ ){1,3}(?:would|will|shall|is to|are to) ")
"""A subject between the day by which it acts and what it does: "by the end of the year *his country would* hand over …"."""


_WILL = re.compile(r"\b(?:will|would|shall|is to|are to|to be)\b")


def _to_come(page: Page, date: DateExpr, ahead: bool) -> str | None:
    """The value of a date by which something will be done; a day or month without a year that lies behind is the next one."""
    if not date.value or not page.anchor.lies_behind(date.value):
        return date.value
    if (
        not ahead
        or date.adverb
        or date.prep in ("since", "")
        or re.search(r"\d{4}|last|past|\bago\b|this", page.text[date.start : date.end])
        or not re.search(r"-[01]\d", date.value)
    ):
        return None
    later = re.sub(r"(?<!\d)(\d{4})(?=-)", lambda match: str(int(match[1]) + 1), date.value)
    return None if page.anchor.lies_behind(later) else later


def _of_another(sentence: Sentence, date: DateExpr) -> bool:
    """Whether a date is of something that had been done, or should have been: "the credit line *announced in February*"."""
    word = next((w for w in sentence.words if w.start < date.end and w.end > date.start), None)
    while word is not None and not word.verb and word.head is not word:
        word = word.head
    if word is None or word.dep not in ("acl", "relcl"):
        return False
    if word.dep == "relcl":
        return any(c.low in ("should", "was", "were", "had", "has") for c in word.children) or word.tag == "VBD"
    return word.tag == "VBN" and date.prep in ("in", "on", "during", "")


_COMMA_BY = re.compile(r", (?:by|before|until) (?:the (?:end|middle|beginning) of )?$")
_LEADS = re.compile(r"[\s,]*(?:(?:not later than|no later than|by|until|before|from|as of|the|end|of|at|latest)\s+)*")


def announced(page: Page, sentence: Sentence, verb: Word) -> Commitment | None:
    """Return what the clause of a verb announces as to be done, null where it announces nothing that a side undertakes."""
    auxiliaries = {c.low for c in verb.children if c.dep in ("aux", "auxpass")}
    to_be = verb.dep == "xcomp" and "to" in auxiliaries and verb.head.lemma == "be" and verb.head.tag in ("VBZ", "VBP") and verb.head.child("acomp", "attr") is None
    to_be = to_be or (verb.dep == "xcomp" and "to" in auxiliaries and verb.head.low == "going" and any(c.low in ("are", "is", "am", "'re") for c in verb.head.children))
    future = bool(auxiliaries & {"will", "shall", "'ll"}) or to_be
    would = "would" in auxiliaries and _reported(verb) and not any(c.low in ("whether", "if") for c in verb.kids("mark"))
    if not (future or would) or (verb.child("neg") is not None and to_be):
        return None
    if verb.tag == "VBN" and verb.child("auxpass") is not None:
        return _passive(page, sentence, verb)
    found = None
    if verb.dep not in ("relcl", "advcl", "acl") and not to_be and (future or verb.dep in ("ccomp", "conj")):
        found = _will(page, sentence, verb)
    return found or _will_do(page, sentence, verb)


def _reported(verb: Word) -> bool:
    """Whether "would" stands for the "will" of somebody who announced it."""
    return any(head.lemma in _ANNOUNCE for head in verb.ancestors())


def _clause(page: Page, verb: Word, subject: Word | None) -> Span:
    """The words of what will be done: the verb with its adverbs and complements, after "will"."""
    _, end = verb.span()
    after = min((w.start for w in verb.subtree() if w.start >= verb.start), default=verb.start)
    adverb = [c for c in verb.children if c.dep in ("advmod", "neg") and c.end <= verb.start and (subject is None or c.start > subject.end)]
    return action_span(page, min([after, *(a.start for a in adverb)]), end)


def _will(page: Page, sentence: Sentence, verb: Word) -> Commitment | None:
    """ "Japan will provide …", "we will continue …": a government's own undertaking."""
    subject = verb.child("nsubj") or (subject_of(verb) if verb.dep == "conj" and verb.head.lemma not in _ANNOUNCE else None)
    if subject is None or verb.lemma in _NO_UNDERTAKING:
        return None
    people = [a for a in actors_of(page, subject) if page.cast.roles[a].type == "person"]
    if subject.low not in ("we", "i") and len(people) == 1:
        return None
    by = responsible_for(page, verb)
    if not by:
        return None
    force: Force = "agreed" if len(by) > 1 and any(h.lemma in ("confirm", "affirm", "reaffirm", "agree", "concur", "decide") for h in verb.ancestors()) else "pledged"
    return make(page, sentence, by, force, _clause(page, verb, subject), subject)


def _will_do(page: Page, sentence: Sentence, verb: Word) -> Commitment | None:
    """What a minister, an agency or "it" will do and can be held to: a deed with its day or its number; a session with its place or time."""
    subject = verb.child("nsubj") or (verb.head.child("nsubj") if verb.dep in ("conj", "xcomp") else None)
    if subject is None:
        return None
    if verb.lemma == "take" and (verb.child("dobj") is None or verb.child("dobj").low != "place"):  # type: ignore[union-attr]
        return None
    if verb.lemma == "take":
        return _fixed(page, sentence, verb, subject)
    if verb.lemma in ("meet", "sit", "convene", "gather", "reconvene") and subject.low in _BODIES:
        return _fixed(page, sentence, verb, subject)
    if verb.lemma in ("begin", "start", "open", "resume", "conclude") and subject.low in _EVENTS | {"works", "work", "construction"}:
        made = make(page, sentence, page.country_ids(page.parties(sentence)), "agreed", action_span(page, subject.span()[0], verb.span()[1]), verb)
        return made if made is not None and made.due else None
    travels = verb.lemma in ("travel", "come", "arrive", "go") and next((c for c in verb.kids("advcl", "xcomp") if c.tag == "VB" and c.lemma in _DEEDS), None) is not None
    if verb.lemma not in _DEEDS and not travels:
        return None
    if verb.lemma in _HELD - {"continue"}:
        thing = verb.child("dobj")
        if thing is None or thing.low not in _EVENTS or not _NUMBERED.search(page.text, *thing.span()):
            return None
    by = _doer(page, sentence, verb, subject)
    if not by:
        return None
    action = _clause(page, verb, subject)
    if not actors_of(page, subject) and subject.low not in ("it", "they", "he", "she", "who", "which", "that", "we", "this") and verb.dep != "xcomp":
        action = (subject.span()[0], action[1])  # "two specialists will come to work in the country": who comes belongs to it
    clause = verb.head if verb.dep == "xcomp" else verb
    thing = clause.head if clause.dep == "relcl" and clause.head.tag.startswith("N") else None
    while thing is not None and thing.dep == "pobj" and thing.head.low == "of" and thing.head.head.tag.startswith("N"):
        thing = thing.head.head
    if thing is not None and any(c.low in ("which", "that") and c.dep in ("dobj", "pobj", "mark") and c.start < subject.start for c in verb.children):
        # "a hospital of 80 beds, *which* Portugal will deliver by the end of 2023": what is delivered stands before
        action = (max(sentence.start, thing.span()[0]), action[1])
    made = make(page, sentence, by, "pledged", action, subject)
    return made if made is not None and (made.due or _COUNTED.search(page.text, *action)) else None


_COUNTED = re.compile(r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?|thousands?)\b|\bon the day\b|\b(?:before|after) (?!\w+ing\b)\w|\bonce\b")


def _doer(page: Page, sentence: Sentence, verb: Word, subject: Word) -> list[str]:
    """Who is held to what a subject will do: its country, or the country of whoever says so of an agency, "it" or "he" of his own."""
    named = responsible(page, actors_of(page, subject))
    countries = page.country_ids([code for a in named if (code := page.cast.roles[a].country)])
    if not countries and subject.mention is None:
        countries = page.country_ids([c.mention.country for c in subject.children if c.dep in ("amod", "compound", "poss", "nmod") and c.mention is not None and c.mention.country])
    if countries:
        return countries[:2]
    head = next((a for a in verb.ancestors() if a.verb and a.lemma in _ANNOUNCE and a.child("nsubj", "nsubjpass") is not None), None)
    if head is None:
        speaker = page.speaker_at(verb.start)
        found = responsible(page, [speaker]) if speaker else []
    else:
        found = responsible_for(page, head)
        if not found and head.child("nsubjpass") is not None:
            found = page.country_ids(page.parties(sentence))
    found = [a for a in found if page.cast.roles[a].type == "country"]
    return found or ([] if subject.low in ("it", "he", "she", "who", "which", "that") or not _of_office(subject) else page.country_ids(page.parties(sentence)))


def _of_office(subject: Word) -> bool:
    return subject.low in (
        "group",
        "commission",
        "committee",
        "authorities",
        "experts",
        "companies",
        "centre",
        "center",
        "bodies",
        "ministries",
        "agencies",
        "co-chairs",
        "working",
    )


def _passive(page: Page, sentence: Sentence, verb: Word) -> Commitment | None:
    """ "500 scholarships would be offered": an undertaking of whoever says so, else of both sides."""
    subject = verb.child("nsubjpass") or (verb.head.child("nsubj") if verb.dep == "xcomp" else None)
    head = next((a for a in verb.ancestors() if a.verb), None)
    if verb.lemma in _HELD:
        return _fixed(page, sentence, verb, subject) if subject is not None else None
    if verb.lemma not in _DEEDS:
        return None
    by = responsible_for(page, head) if head is not None and verb.dep == "ccomp" else []
    if not by:
        speaker = page.speaker_at(verb.start)
        by = responsible(page, [speaker]) if speaker else page.country_ids(page.parties(sentence))
    start, end = verb.span()
    if verb.dep == "xcomp" and subject is not None:
        start = subject.span()[0]
    if head is not None and verb.dep == "ccomp" and head.start < verb.start:
        # the parser sometimes loses the subject to the verb above
        that = next((w for w in sentence.words[head.i + 1 : verb.i] if w.low == "that"), None)
        start = that.end if that is not None else max(start, head.end)
    made = make(page, sentence, by, "pledged", action_span(page, start, end), verb)
    plain = verb.lemma in _DOING and verb.dep != "xcomp"
    return made if made is not None and (plain or made.due or _COUNTED.search(page.text, *made.action)) else None


def _fixed(page: Page, sentence: Sentence, verb: Word, subject: Word) -> Commitment | None:
    """ "The next round will be held in Riga in May": both sides' undertaking to meet, where a day or a place goes with it."""
    if verb.child("neg") is not None or page.parties(sentence) == []:
        return None
    if verb.dep == "relcl" and verb.head.text[0].isupper():
        return None  # "the Energy Forum, which will be held in June": of many, and known
    start, end = subject.span()[0], verb.span()[1]
    sits = subject.low in _BODIES and verb.lemma not in _HELD | {"take"}
    if subject.low not in _EVENTS and not sits:
        return _arranged(page, sentence, verb, start, end)
    if not sits and not _NUMBERED.search(page.text, start, subject.span()[1]):
        return None
    made = make(page, sentence, page.country_ids(page.parties(sentence)), "agreed", action_span(page, start, end), verb)
    return made if made is not None and (made.due or verb.child("prep") is not None) else None


def _arranged(page: Page, sentence: Sentence, verb: Word, start: int, end: int) -> Commitment | None:
    """ "A skills test would be organised in Bishkek in October": an undertaking of whoever says so, where it has its day and its place."""
    head = next((a for a in verb.ancestors() if a.verb), None)
    by = responsible_for(page, head) if head is not None and verb.dep == "ccomp" else []
    by = [a for a in by if page.cast.roles[a].type == "country"] or page.country_ids(page.parties(sentence))
    made = make(page, sentence, by, "pledged", action_span(page, start, end), verb)
    return made if made is not None and made.due and verb.child("prep") is not None else None


_LIST = re.compile(
    r"\b(?:will|would|shall|undertook to|agreed to|agreed on|agreed|committed to|pledged to|promised to|undertakes to|following (?:steps|measures|commitments|points|actions))\b(?: also| therefore)?[^.;:]{0,40}:\s*$"
)
_ITEM = re.compile(r"\s*(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|[•●▪◦*–—-])\s*", re.IGNORECASE)


def listed(page: Page) -> dict[int, list[Commitment]]:
    """The items of "Portugal will: (a) extend a loan …; (b) award …" by the sentence in which each begins: an undertaking each of whoever stands before the colon."""
    found: dict[int, list[Commitment]] = {}
    for sentence in page.sentences:
        if page.text[sentence.end - 1 : sentence.end] != ":" or not _LIST.search(page.text, sentence.start, sentence.end):
            continue
        verb = next((w for w in sentence.words if w.low in ("will", "would", "shall") or w.lemma in ("undertake", "agree", "commit", "pledge", "promise")), None)
        named = [m.country for m in sentence.mentions if m.country and verb is not None and m.start < verb.start] if verb is not None else []
        by = page.country_ids(list(dict.fromkeys(named))) or page.country_ids(page.parties(sentence))
        for item in page.sentences[sentence.index + 1 : sentence.index + 30]:
            start, end = page.paragraphs[item.paragraph]
            mark = _ITEM.match(page.text, start, end)
            if mark is None or item.paragraph == sentence.paragraph:
                break
            if not start <= item.start <= mark.end():
                continue
            first = next((w for w in item.words if w.start >= mark.end()), None)
            if first is None or first.lemma not in _DEEDS | {"support", "help"} or first.tag in ("VBD", "VBZ"):
                continue
            made = make(page, item, by, "pledged", action_span(page, first.start, min(end, item.end)), first)
            if made is not None:
                found[item.index] = [made]
    return found


_NUMBERED = re.compile(
    r"\b(?:next|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\d+(?:st|nd|rd|th)|session|round|consultations|inaugural|commission|committee)\b",
    re.IGNORECASE,
)
