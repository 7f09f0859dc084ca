"""Who is meant: countries for people, people for titles and pronouns, the dyad for "the two sides"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..vocabulary import Office
from .cast import Role
from .gazetteer import cities
from .grammar import Word, subject_of
from .language.en import table, word_list
from .mentions import Mention
from .names import fold_name
from .nationality import TRIPS, by_title, companions, countries, facing_verbs, greeters, interlocutors, met_there, presumptions, renamed, staff, travellers, without
from .places import cities_in
from .titles import Title

if TYPE_CHECKING:
    from .page import Page, Sentence

_DIPLOMATIC: frozenset[Office] = frozenset({"foreign_minister", "deputy_foreign_minister", "ambassador", "envoy", "spokesperson", "other"})
_GENERIC_HEADS: dict[str, frozenset[Office]] = {
    "minister": frozenset({"minister", "foreign_minister", "deputy_foreign_minister", "head_of_government", "deputy_head_of_government", "other"}),
    "diplomat": _DIPLOMATIC,
    "official": frozenset({"minister", *_DIPLOMATIC}),
    "secretary": frozenset({"foreign_minister", "minister", "organisation_head", "other", "deputy_foreign_minister"}),
    "leader": frozenset({"head_of_state", "head_of_government", "party_leader"}),
    "leaders": frozenset({"head_of_state", "head_of_government"}),
    "heads": frozenset({"head_of_state", "head_of_government"}),
    "premier": frozenset({"head_of_government", "deputy_head_of_government"}),
    "minister-president": frozenset({"regional_head"}),
    "king": frozenset({"head_of_state"}),
    "chairman": frozenset({"parliament_speaker", "organisation_head", "party_leader", "parliamentarian", "other", "business_leader"}),
    "head": frozenset({"organisation_head", "head_of_state", "head_of_government", "foreign_minister", "minister", "other", "regional_head"}),
    "chief": frozenset({"organisation_head", "minister", "foreign_minister", "other"}),
    "director": frozenset({"organisation_head", "other"}),
    "representative": frozenset({"envoy", "spokesperson", "other", "ambassador"}),
    "deputy": frozenset({"parliamentarian", "deputy_foreign_minister", "other"}),
    "envoy": frozenset({"ambassador", "envoy"}),
    "senator": frozenset({"parliamentarian"}),
    "president": frozenset({"head_of_state", "organisation_head"}),
}


def resolve(page: Page) -> None:
    """Settle the dyad of a page, then the countries of its people, then what titles, pronouns and collectives refer to."""
    page.pair = find_pair(page)
    _promote(page)
    renamed(page)
    by_title(page)
    met_there(page)
    _counterparts(page)
    travellers(page)
    faces = facing_verbs(page)
    interlocutors(page, faces)
    countries(page, faces)
    interlocutors(page, faces)
    page.pair = find_pair(page)
    _references(page)
    interlocutors(page, faces)
    presumptions(page, faces)
    companions(page)
    greeters(page)
    staff(page)


def _promote(page: Page) -> None:
    """Take a bare name of two words for a person where it acts as one: it speaks, meets, signs, or is joined to a person."""
    acts = word_list("person_verbs")
    for _ in range(2):
        for sentence in page.sentences:
            if sentence.headline and sentence.words[0].text not in _BULLETS:
                continue
            for word in sentence.words:
                mention = word.mention
                if mention is None or mention.kind != "bare" or mention.actors or len(fold_name(mention.name or "")) < 2:
                    continue
                head = word.head
                joined = word.dep in ("conj", "appos") and head.mention is not None and head.mention.kind == "person"
                joined = joined or any(c.dep == "conj" and c.mention is not None and c.mention.kind == "person" for c in word.children)
                acting = word.dep in ("nsubj", "nsubjpass", "dobj") and head.verb and head.lemma in acts
                acting = acting or (word.dep == "nsubj" and head.lemma == "be" and any(c.dep == "xcomp" and c.lemma in acts for c in head.children))  # "was to lead"
                acting = acting or (
                    word.dep == "nsubj" and head.lemma == "have" and any(c.dep == "dobj" and c.low in ("talks", "meeting", "meetings", "conversation") for c in head.children)
                )
                agent = word.dep == "pobj" and head.low in ("by", "with", "between") and (head.dep == "agent" or head.head.lemma in acts or head.head.low in
                                                                                        ("talks", "meeting", "meetings", "conversation", "conversations", "call", "calls", "consultations"))  # fmt: skip
                if joined or acting or agent or _told_as_person(sentence, word):
                    mention.kind = "person"
                    page.cast.add(mention)
        # what is one person's name in one place is his in every other
        for sentence in page.sentences:
            for mention in sentence.mentions:
                if mention.kind == "bare" and not mention.actors:
                    page.cast.add(mention)


_BULLETS = {"-", "–", "—", "•", "*", "·"}


def _told_as_person(sentence: Sentence, word: Word) -> bool:
    """Whether the words around a name say that it is a person's: "N. N., who …", "her predecessor, N. N.", "N. N., a lawyer", "- N. N. and M. M.: Protocol on …"."""
    words, after = sentence.words, word.i + 1
    after += after < len(words) and words[after].text == ","
    if after < len(words) and words[after].low in ("who", "whose", "whom"):
        return True
    nouns = word_list("person_nouns")
    if (word.dep == "appos" and word.head.low in nouns) or any(c.dep == "appos" and c.low in nouns for c in word.children):
        return True
    if words[0].text in _BULLETS and word.i in (1, 3) and any(w.text == ":" for w in words[word.i :]):
        # what was signed, in a list: two names stand before its title
        first, link, second = words[1:4] if len(words) > 4 else (word, word, word)
        return link.low == "and" and all(w.mention is not None and w.mention.kind in ("bare", "person") for w in (first, second))
    verb = word.head.head if word.dep == "pobj" and word.head.low == "from" else word.head
    return word.dep in ("pobj", "nsubj") and verb.lemma == "take" and any(c.low == "over" for c in verb.children)


_SEATS = {"new york", "geneva", "vienna", "brussels", "davos", "munich", "nairobi", "the hague", "strasbourg", "addis ababa", "sharm el-sheikh", "antalya", "samarkand"}
"""Where the world meets: to meet there makes the host no party."""


def find_pair(page: Page) -> tuple[str, str] | None:
    """Return the two countries that the piece is most about, the publisher's own first where it is one of them."""
    weight: dict[str, float] = {}
    for sentence in page.sentences:
        early = 2.0 if sentence.paragraph <= 1 else 1.0
        for mention in sentence.mentions:
            iso = mention.country
            if mention.kind in ("person", "title") and mention.title and mention.title.host:
                weight[mention.title.host] = weight.get(mention.title.host, 0.0) + early
            if iso is None and mention.kind == "person" and mention.actors:
                iso = page.cast.roles[mention.actors[0]].country
                early *= 0.5
            if iso:
                weight[iso] = weight.get(iso, 0.0) + (early * 0.5 if mention.how == "capital" else early)
        for city in cities_in(sentence) if sentence.paragraph <= 1 else ():
            host = cities().get(city.lower())
            if host and city.lower() not in _SEATS and not any(m.how == "capital" and m.country == host for m in sentence.mentions):
                weight[host] = weight.get(host, 0.0) + 1.0
        for one, other in zip(sentence.mentions, sentence.mentions[1:], strict=False):
            # "U.S.-Japan": the relation itself
            if one.country and other.country and one.country != other.country and one.kind == other.kind == "country" and page.text[one.end : other.start] in ("-", "–", "‑"):
                weight[one.country] += early
                weight[other.country] = weight.get(other.country, 0.0) + early
        for word in sentence.words:
            # where somebody travels is no mere mention
            if word.mention is not None and word.mention.country in weight and _is_destination(word):
                weight[word.mention.country] += 3.0 if sentence.paragraph <= 1 else 0.5
    side = page.document.side
    page.weights = weight
    ranked = sorted(weight, key=lambda iso: -weight[iso])
    if side:
        others = [iso for iso in ranked if iso != side]
        return (side, others[0]) if others else None
    return (ranked[0], ranked[1]) if len(ranked) >= 2 else None


def _is_destination(word: Word) -> bool:
    if word.dep == "dobj":
        return word.head.lemma == "visit"
    return word.dep == "pobj" and word.head.low == "to" and (word.head.head.lemma in ("travel", "fly", "arrive", "go", "pay") or word.head.head.low in TRIPS)


def _counterparts(page: Page) -> None:
    """Give "his Chinese counterpart N. N." the office of the one whose counterpart he is."""
    for sentence in page.sentences:
        before: Role | None = None
        for mention in sentence.mentions:
            if mention.title and mention.title.counterpart and mention.actors and mention.kind == "person":
                role = page.cast.roles[mention.actors[0]]
                source = (None if _beside_another(sentence, mention) else before) or _last_person(page, sentence)
                role.opposite = source if source is not role else None
                if source is not None and source.country is None and page.pair and role.country in page.pair and not source.barred:
                    source.countries[page.pair[1] if page.pair[0] == role.country else page.pair[0]] = 1
                if source is not None and source is not role and not set(role.offices) & set(source.offices) and not set(mention.title.offices) - {"other"}:
                    extra: list[Office] = [o for o in source.offices if o not in role.offices and o != "other"]
                    # A man of two offices meets the counterpart in one of them; which is told only by his main title.
                    role.offices = [*(o for o in role.offices if o != "other"), *extra[-1:]]
                    if source.country and role.country is None and page.pair and source.country in page.pair:
                        role.countries[page.pair[1] if page.pair[0] == source.country else page.pair[0]] = 1
            if mention.kind in ("person", "bare", "title") and mention.actors and page.cast.roles[mention.actors[0]].type == "person":
                before = page.cast.roles[mention.actors[0]]
            elif mention.kind == "title" and mention.title and not mention.title.plural:
                # "the Minister will have talks with his Japanese counterpart": whoever the text has called so
                wanted = _GENERIC_HEADS.get(mention.title.head, frozenset(mention.title.offices))
                titled = [r for r in page.cast.people() if set(r.offices) & wanted and r.mentions[0][0] < mention.start and any(t.head == mention.title.head for t in r.titles)]
                before = titled[0] if len(titled) == 1 else before


def _beside_another(sentence: Sentence, mention: Mention) -> bool:
    """Whether a counterpart is only named beside the person before him: in "met *President N. N. and his counterpart M. M.*" he is another's."""
    word = next((w for w in sentence.words if w.mention is mention), None)
    if word is None or word.dep != "conj" or not word.head.names("person"):
        return False
    return word.head.dep == "dobj" or (word.head.dep == "pobj" and word.head.head.low == "with")


def _last_person(page: Page, sentence: Sentence) -> Role | None:
    for earlier in reversed(page.sentences[max(0, sentence.index - 4) : sentence.index]):
        for mention in reversed(earlier.mentions):
            if mention.kind in ("person", "bare") and mention.actors:
                return page.cast.roles[mention.actors[0]]
    return None


class _Focus:
    """Who was spoken of last, as the reading goes through the text."""

    def __init__(self) -> None:
        self.people: list[tuple[int, bool, str]] = []  # place, whether subject, actor
        self.speaker: tuple[int, str] | None = None  # sentence, actor
        self.delegation: list[Role] = []  # ministers of one country who travel together

    def see(self, place: int, subject: bool, actor: str) -> None:
        self.people.append((place, subject, actor))
        if len(self.people) > 40:
            del self.people[:20]

    def latest(self, fits: frozenset[str] | None = None, *, after: int = 0) -> str | None:
        """The actor last in focus among those that fit; subjects go before others of the same or the previous sentences."""
        best: tuple[float, str] | None = None
        for order, (place, subject, actor) in enumerate(self.people):
            if place < after or (fits is not None and actor not in fits):
                continue
            score = order + (3.5 if subject else 0.0)
            if best is None or score >= best[0]:
                best = (score, actor)
        return best[1] if best else None


_SUBJECTS = {"nsubj", "nsubjpass"}
_SINGULAR = {"he", "she", "his", "her", "him", "himself", "herself"}


_MEN = {
    "mr",
    "mr.",
    "messrs",
    "sir",
    "lord",
    "king",
    "prince",
    "emperor",
    "emir",
    "amir",
    "sultan",
    "sheikh",
    "spokesman",
    "businessman",
    "congressman",
    "señor",
    "herr",
    "monsieur",
}
_WOMEN = {"mrs", "mrs.", "ms", "ms.", "miss", "madam", "madame", "mme", "lady", "dame", "queen", "princess", "empress", "sheikha", "spokeswoman", "businesswoman", "congresswoman",
          "chairwoman", "smt", "smt.", "shrimati", "frau"}  # fmt: skip


def _genders(page: Page) -> dict[str, bool]:
    """Whether people whom the text calls "Mr" or "Ms", or lets say what "she" did, are women."""
    out: dict[str, bool] = {}
    for sentence in page.sentences:
        for mention in sentence.mentions:
            lows = {token.low for token in sentence.tokens[mention.first : mention.last]} if mention.kind == "person" and len(mention.actors) == 1 else set()
            if lows & (_MEN | _WOMEN):
                out[mention.actors[0]] = bool(lows & _WOMEN)
        for verb in sentence.words:
            subject, clause = (verb.child("nsubj"), verb.child("ccomp")) if verb.lemma in _SAYING else (None, None)
            told = clause.child(*_SUBJECTS) if clause is not None else None
            if (
                subject is not None
                and subject.names("person")
                and subject.mention is not None
                and len(subject.mention.actors) == 1
                and told is not None
                and told.low in ("he", "she")
            ):
                out.setdefault(subject.mention.actors[0], told.low == "she")
    return out


def _references(page: Page) -> None:
    focus = _Focus()
    people = page.cast.people()
    women = _genders(page)
    for sentence in page.sentences:
        added: list[Mention] = []
        for word in sentence.words:
            mention = word.mention
            subject = word.dep in _SUBJECTS or (word.dep == "ROOT" and mention is not None)
            if mention is not None:
                if mention.kind == "title" and not mention.actors:
                    _bind_title(page, mention, focus, people)
                if mention.actors and page.cast.roles[mention.actors[0]].type == "person":
                    for actor in mention.actors:
                        focus.see(word.start, subject, actor)
                    if subject and _says(word):
                        focus.speaker = (sentence.index, mention.actors[-1])
                continue
            if word.low in _SINGULAR:
                coming = _subject_to_come(word)
                if coming is not None and not coming.actors:
                    _bind_title(page, coming, focus, people)
                wrong = frozenset(actor for actor, woman in women.items() if woman != (word.low in ("she", "her", "herself")))
                if (
                    subject
                    and coming is None
                    and word.head.verb
                    and word.head.lemma in word_list("going_on")
                    and focus.speaker is not None
                    and sentence.index - focus.speaker[0] <= 2
                    and focus.speaker[1] not in wrong
                ):
                    coming = _spoke(focus.speaker[1], word, sentence)
                since = page.sentences[max(0, sentence.index - 6)].start
                others = _not_oneself(page, word) if coming is None else None
                if wrong:
                    others = (others if others is not None else frozenset(role.id for role in people)) - wrong
                latest = focus.latest(others, after=since) if coming is None else next(iter(coming.actors), None)
                if latest and not _in_quotation(page, word.start):
                    pronoun = Mention("pronoun", word.first, word.last, sentence.tokens, sentence.index)
                    pronoun.actors = (latest,)
                    word.mention = pronoun
                    added.append(pronoun)
                    page.cast.roles[latest].mentions.append((word.start, word.end))
                    if subject:
                        focus.see(word.start, True, latest)
        if added:
            sentence.mentions = sorted([*sentence.mentions, *added], key=lambda m: m.start)


def _not_oneself(page: Page, word: Word) -> frozenset[str] | None:
    """Whom "him" may be in "Rojas thanked him": anybody but the subject of its verb (binding principle B); nobody accepts his own invitation."""
    accepted = word.dep == "poss" and word.head.low in ("invitation", "offer", "proposal") and word.head.head.lemma in ("accept", "decline", "reject", "welcome")
    if not accepted and (word.low not in ("him", "her") or word.dep not in ("dobj", "dative", "pobj")):
        return None
    verb = next((a for a in word.ancestors() if a.verb), None)
    subject = subject_of(verb) if verb is not None else None
    if subject is None or subject.mention is None or not subject.mention.actors:
        return None
    return frozenset(role.id for role in page.cast.people() if role.id not in subject.mention.actors)


def _says(word: Word) -> bool:
    return word.dep == "nsubj" and word.head.verb and word.head.lemma in _SAYING


_SAYING = frozenset(verb for verb, takes in table("cues.tsv") if "c" in takes) | {
    "convey",
    "thank",
    "express",
    "praise",
    "point",
    "continue",
    "appreciate",
    "commend",
    "welcome",
    "laud",
}


def _spoke(actor: str, word: Word, sentence: Sentence) -> Mention:
    """ "He added": whoever spoke last, and not somebody he spoke about."""
    found = Mention("pronoun", word.first, word.last, sentence.tokens, sentence.index)
    found.actors = (actor,)
    return found


def _subject_to_come(word: Word) -> Mention | None:
    """Who "his" is in "As part of his visit to X, Minister N. N. met …": the person named next as subject, if the phrase stands before it."""
    top = word
    while top.head is not top and not top.head.verb:
        top = top.head
    verb = top.head
    if top is word or verb is top or top.dep not in ("prep", "advmod", "npadvmod") or verb.start < word.start:
        return None
    subject = verb.child(*_SUBJECTS)
    if subject is None or subject.start < word.start or subject.mention is None or subject.mention.kind not in ("person", "title"):
        return None
    return subject.mention if len(subject.mention.actors) < 2 else None


def _in_quotation(page: Page, place: int) -> bool:
    return page.quoted(place) is not None


def _bind_title(page: Page, mention: Mention, focus: _Focus, people: list[Role]) -> None:
    """Tie "the Kazakh foreign minister", "the minister", "the two presidents" to the people who hold the office."""
    title = mention.title
    if title is None or title.former:
        return
    tokens = page.sentences[mention.sentence].tokens
    before = tokens[mention.first - 1].low if mention.first else ""
    if before in ("a", "an", "another", "every", "any", "no", "of"):
        return
    wanted = set(title.offices)
    generic = _GENERIC_HEADS.get(title.head) if len(title.text.split()) <= (2 if title.country else 1) else None
    if generic:
        wanted |= generic
    fits = [
        role
        for role in people
        if (
            _holds(role, title, wanted, generic)
            or _begins(role, title)
            or (title.counterpart and role.offices)
            or (title.country and not role.offices and any(t.head == "leader" for t in role.titles))
        )
        and (title.country is None or role.country in (None, *title.countries))
        and not (title.host and role.country == title.host)
        and role.country not in without(title.text.lower())
    ]
    if page.document.side and title.text.isupper():
        fits = [role for role in fits if role.country == page.document.side]  # "EAM", "PM": a text calls only its own so
    if title.counterpart and title.country is None:
        current = focus.latest()
        own = page.cast.roles[current].country if current else None
        fits = [role for role in fits if role.id != current and (own is None or role.country != own)]
    if not fits and title.country and not title.plural and title.head in ("minister", "president"):
        # "Minister N. N." above, "the minister of foreign affairs of X" here: the only one whose portfolio is not told
        plain = [role for role in people if role.country == title.country and role.titles and all(t.text.lower() == title.head for t in role.titles)]
        fits = plain if len(plain) == 1 else []
    if (
        title.plural
        and not title.country
        and (group := _delegation(focus, mention, [role for role in people if set(role.offices) & (wanted | _GENERIC_HEADS.get(title.head.removesuffix("s"), frozenset()))]))
    ):
        mention.actors = tuple(role.id for role in group)
        for role in group:
            role.mentions.append((mention.start, mention.end))
        return
    if title.plural:
        pair = set(title.countries) if len(title.countries) > 1 else set(page.pair or ())
        chosen = [role for role in fits if role.country in pair] if pair else fits
        exact = [role for role in chosen if set(role.offices) & set(title.offices)]
        chosen = exact if len(exact) >= 2 else chosen
        by_country: dict[str | None, Role] = {}
        for role in chosen:
            by_country.setdefault(role.country, role)
        if len(by_country) >= 2:
            mention.actors = tuple(role.id for role in by_country.values())
            for role in by_country.values():
                role.mentions.append((mention.start, mention.end))
        return
    if not fits:
        return
    exact = [role for role in fits if set(role.offices) & set(title.offices)]
    pool = exact or fits
    literal = [role for role in pool if any(t.head == title.head for t in role.titles)]
    if literal and len(literal) < len(pool) and title.country is None and not title.counterpart and not generic:
        pool = literal  # "the prime minister", where a chancellor is named too
    if generic and title.head == "minister" and title.country is None and page.document.side:
        # "the Minister" in a ministry's own text: its own, where only one is named
        own_side = [role for role in fits if role.country == page.document.side and role.mentions[0][0] < mention.start]
        pool = own_side if len(own_side) == 1 else pool
    actor = focus.latest(frozenset(role.id for role in pool)) or focus.latest(frozenset(role.id for role in fits))
    if actor is None:
        # Named only later in the text: then there must be no doubt who it is.
        facing = {m.country for m in page.sentences[mention.sentence].mentions if m.kind == "person" and m.country}
        pool = [role for role in pool if role.country not in facing] if len(pool) > 1 and not title.country else pool
        if len(pool) != 1 or (title.country is None and generic):
            return
        actor = pool[0].id
    role = page.cast.roles[actor]
    mention.actors = (actor,)
    role.mentions.append((mention.start, mention.end))
    for office in title.offices:
        known = office in role.offices or (office == "envoy" and "ambassador" in role.offices)
        if title.country and not known and office not in ("minister", "other", "organisation_head") and not title.counterpart:
            role.offices.append(office)


def _delegation(focus: _Focus, mention: Mention, holders: list[Role]) -> list[Role]:
    """Who "the ministers" are where two of one country travel together: the only ones named so far, and the same from then on."""
    if not focus.delegation:
        before = [role for role in holders if role.mentions and role.mentions[0][0] < mention.start]
        if len(before) >= 2 and len({role.country for role in before}) == 1 and before[0].country:
            focus.delegation = before
    return focus.delegation


def _begins(role: Role, title: Title) -> bool:
    """Whether a title of two words or more is the beginning of one that a person has: "the Cabinet Secretary" for the "Cabinet Secretary for …"."""
    low = title.text.lower()
    return " " in low and not title.plural and any(t.text.lower().startswith(f"{low} ") for t in role.titles)


def _holds(role: Role, title: Title, wanted: set[Office], generic: frozenset[Office] | None) -> bool:
    """Whether a person holds an office that a title may mean; a vague "other" fits a general word only where the word is in one of his titles."""
    held = set(role.offices) & wanted
    return bool(held) and (generic is None or bool(held - {"other"}) or "other" in title.offices or any(title.head in t.text.lower() for t in role.titles))
