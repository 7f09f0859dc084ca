"""Which actors a word of the grammar stands for: a name, "the Chinese side", "both countries", several joined by "and"."""

from __future__ import annotations

from ..vocabulary import Office
from .grammar import Word, subject_of
from .language.en import word_list
from .page import Page, Sentence

_DYADIC = {"two", "both", "three"}


def actors_of(page: Page, word: Word | None, *, joined: bool = True) -> list[str]:
    """Return the ids of the actors that a noun and what is joined to it stand for, in order, none twice.

    A government, "the Kazakh side" or a ministry is its country; "the two sides" are the parties of the sentence.
    """
    if word is None:
        return []
    out = _own(page, word)
    if joined:
        for other in word.kids("conj", "appos"):
            if other.dep == "conj" or not out or _another_office(word, other):
                out += actors_of(page, other)
    return list(dict.fromkeys(out))


def _another_office(word: Word, other: Word) -> bool:
    """Whether an apposition is the next of a list: "the minister of A, *the minister of B* and …"."""
    one, two = word.mention, other.mention
    return one is not None and two is not None and one.kind == two.kind == "title" and two.country is not None and one.country != two.country


def _own(page: Page, word: Word) -> list[str]:
    mention = word.mention
    if mention is not None and mention.actors:
        return list(mention.actors)
    if mention is not None and mention.kind == "title" and not (mention.title and mention.title.plural and not mention.country):
        served = mention.title.countries if mention.title and mention.title.plural else ()  # "the foreign ministers of X and Y"
        return page.country_ids(served if len(served) > 1 else [mention.country]) if mention.country else []
    if mention is not None and mention.title is not None and mention.title.plural:
        # "the foreign ministers from A, B and C"
        named = [w for p in word.kids("prep") if p.low in ("of", "from") for t in p.kids("pobj") for w in [t, *_joined(t)] if w.names("country")]
        if named:
            return page.country_ids([w.mention.country for w in named if w.mention is not None and w.mention.country])
    sentence = page.sentences[word.sentence]
    if word.low in ("they", "both") or word.low in word_list("collective_people") or word.low in word_list("collective_countries"):
        found = _collective(page, sentence, word)
        wanted = set(mention.title.offices) - {"other", "minister"} if mention is not None and mention.title is not None else set()
        if wanted and found and all(page.cast.roles[a].type == "person" for a in found):
            # "the two foreign ministers", where only presidents are known: the countries then
            holders = [a for a in found if wanted & set(page.cast.roles[a].offices)]
            return holders if len(holders) >= 2 else page.country_ids(page.parties(sentence))
        if found:
            return found
    if word.low in word_list("government_nouns") or word.low in word_list("collective_countries"):
        return _modifying_countries(page, word)
    if word.low in _OFFICIALS:
        # "members of the Kazakh Government": their country
        return [a for p in word.kids("prep") if p.low in ("of", "from") for t in p.kids("pobj") if t.low in word_list("government_nouns") for a in _modifying_countries(page, t)]
    return []


_OFFICIALS = {"members", "representatives", "officials", "leadership", "heads", "lawmakers"}


def _joined(word: Word) -> list[Word]:
    return [w for other in word.kids("conj", "appos") for w in [other, *_joined(other)]]


def _modifying_countries(page: Page, word: Word) -> list[str]:
    """The countries that modify a noun: "the Chinese side", "the government of Japan", "Japan's foreign ministry"."""
    out: list[str] = []
    for child in word.children:
        if child.dep == "poss" and child.mention and child.mention.actors and not child.mention.country:
            # "the president's office"
            out += page.country_ids([c for c in (page.country_of(a) for a in child.mention.actors) if c])
        elif child.dep == "poss" and child.mention is None and child.low in word_list("government_nouns"):
            out += _modifying_countries(page, child)  # "the Latvian presidency's press office"
        elif child.dep in ("amod", "compound", "poss", "nmod", "det", "conj") and child.mention and child.mention.country:
            out += page.country_ids([child.mention.country])
            for other in child.kids("conj"):
                if other.mention and other.mention.country:
                    out += page.country_ids([other.mention.country])
        elif child.dep == "prep" and child.low == "of":
            for inner in child.kids("pobj"):
                out += actors_of(page, inner)
        elif child.dep in ("amod", "compound") and not out:
            for inner in child.children:
                if inner.mention and inner.mention.country:
                    out += page.country_ids([inner.mention.country])
    return list(dict.fromkeys(out))


def _collective(page: Page, sentence: Sentence, word: Word) -> list[str]:
    """ "The two sides", "both countries", "the parties", "the ministers", "they": the parties here, or the people who met."""
    named = _modifying_countries(page, word)
    if named:
        return named
    low = word.low
    modifiers = {child.low for child in word.children}
    if low in ("side", "country", "nation", "party") and not modifiers & {"each", "both"}:
        return []
    if low in ("presidents", "ministers", "leaders", "diplomats", "officials", "heads", "interlocutors", "statesmen"):
        people = people_in_talks(page, sentence, _OFFICES.get(low, frozenset()))
        if len(people) >= 2:
            return people
    if low in ("they", "both", "two", "pair", "duo"):
        if word.dep not in ("nsubj", "nsubjpass", "pobj", "dobj"):
            return []
        people = people_in_talks(page, sentence)
        if len(people) >= 2:
            return people
    if low in ("leaders", "officials", "ministers", "presidents", "heads", "diplomats", "representatives") and not modifiers & {"the", "both", "two"}:
        return []
    parties = page.parties(sentence)
    if page.pair and not set(parties) & set(page.pair) and not any(m.end <= word.start and m.country in parties for m in sentence.mentions):
        # "They agreed to do more, as X's war on Y goes on": who is named only later is not who "they" are
        return page.country_ids(page.pair)
    return page.country_ids(parties)


def responsible(page: Page, actors: list[str]) -> list[str]:
    """Return who undertakes or judges where these actors speak: a person in office is his country, others themselves."""
    out: list[str] = []
    for actor in actors:
        role = page.cast.roles[actor]
        if role.type == "person" and role.country and "business_leader" not in role.offices:
            out.append(page.cast.country(role.country).id)
        else:
            out.append(actor)
    return list(dict.fromkeys(out))


def agents_of(page: Page, verb: Word) -> list[str]:
    """Return by whom a passive says that something is done."""
    return [a for by in verb.kids("agent") for thing in by.kids("pobj") for a in actors_of(page, thing)]


def speaker_at(page: Page, word: Word) -> list[str]:
    """Return whoever is quoted where a word stands, or has signed the paper: whom "we" and "I" mean there."""
    speaker = page.speaker_at(word.start)
    if speaker is None and word.low in ("we", "us") and page.quoted(word.start) is None:
        return page.country_ids(page.signatories)
    return [speaker] if speaker else []


def responsible_for(page: Page, verb: Word) -> list[str]:
    """Return who undertakes or judges in the clause of a verb: its subject's government; whoever is quoted, for "we"; both sides for a listed act."""
    subject = subject_of(verb)
    if subject is None:
        # "2. Agreed to …": an item of what both sides did
        sentence = page.sentences[verb.sentence]
        root = sentence.root
        first = next((w for w in sentence.words if w.text[0].isalnum()), root)
        listed = verb.dep in ("ROOT", "conj") and root is first and root.tag in ("VBD", "VBN") and verb.tag in ("VBD", "VBN") and len(sentence.words) > 4
        return page.country_ids(page.parties(sentence)) if listed and page.quoted(verb.start) is None else []
    if subject.low in ("we", "i", "us"):
        return responsible(page, speaker_at(page, subject))
    if subject.low == "it" and subject.mention is None:
        return responsible(page, _governing(page, verb))
    if found := responsible(page, actors_of(page, subject)):
        return found
    if any(c.low == "our" for c in subject.kids("poss")) and page.quoted(subject.start) is None:
        return page.country_ids(page.signatories)
    return page.country_ids(_modifying_countries_named(subject)) if subject.low in _OF_STATE else []


def _governing(page: Page, verb: Word) -> list[str]:
    """Whom "it" means where a state says of itself: "*Japan* said it was concerned", "*France* takes no side, though it has been critical"."""
    for above in verb.ancestors():
        subject = above.child("nsubj") if above.verb else None
        if subject is not None and subject.low != "it":
            found = actors_of(page, subject)
            return found if found and all(page.cast.roles[a].type != "person" for a in found) else []
    return []


_OF_STATE = {"agency", "department", "bureau", "secretariat", "treasury", "guard", "fund", "corporation", "council"}


def _modifying_countries_named(word: Word) -> list[str]:
    """The country that the name of an office of state begins with: "the U.S. Finance Corporation"."""
    return [c.mention.country for c in word.children if c.dep in ("amod", "compound", "nmod", "poss") and c.mention is not None and c.mention.country][:1]


def delegates(thing: Word | None) -> list[str]:
    """Return the people named in "a delegation headed by N. N."."""
    if thing is None or thing.mention is not None or thing.low not in word_list("delegations"):
        return []
    return [a for w in thing.subtree() if w.mention is not None and w.mention.kind == "person" for a in w.mention.actors]


_OFFICES: dict[str, frozenset[Office]] = {
    "ministers": frozenset({"minister", "foreign_minister", "deputy_foreign_minister", "deputy_head_of_government"}),
    "presidents": frozenset({"head_of_state"}),
}
"""Who may be meant by a plural of office."""


def people_in_talks(page: Page, sentence: Sentence, offices: frozenset[Office] = frozenset()) -> list[str]:
    """The people of different countries last named together, here or in the sentences before; holders of one of `offices`, where any are given."""
    for earlier in reversed(page.sentences[max(0, sentence.index - 8) : sentence.index + 1]):
        people: dict[str, str] = {}
        for mention in earlier.mentions:
            for actor in mention.actors:
                role = page.cast.roles[actor]
                if role.type == "person" and role.country and role.country not in people.values() and (not offices or not role.offices or offices & set(role.offices)):
                    people[actor] = role.country
        if len(people) >= 2:
            return list(people)
    return []
