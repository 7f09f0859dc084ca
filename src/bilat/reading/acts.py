"""What a clause does, as a CAMEO code: verbs and nouns of acts, and what will, refusal, demand and ceasing make of them.

A verb names an act itself ("arrested", 173) or does something to the act that its complement names: "agreed to send aid" expresses an
intent (033), "refused to meet" rejects (125), "suspended talks" halts (164), "will impose sanctions" threatens (131). The words stand in
`acts.tsv` and `act_nouns.tsv`; definitions are those of the CAMEO and PLOVER codebooks.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import NamedTuple

from .grammar import Word, subject_of
from .language.en import table


class Scene(NamedTuple):
    """A sentence's words, and which of them stand for the source and for the target of its event."""

    words: list[Word]
    sources: frozenset[int]
    targets: frozenset[int]


class Act(NamedTuple):
    """A CAMEO code, the word that says it, and how sure its reading is, as a class: 3 the source's own verb about the target, 0 a guess."""

    cameo: str
    word: Word
    grade: int


class _Row(NamedTuple):
    parts: tuple[str, ...]
    takes: tuple[str, ...]
    does: str


@cache
def _verbs() -> dict[str, list[_Row]]:
    out: defaultdict[str, list[_Row]] = defaultdict(list)
    for verb, takes, does in table("acts.tsv"):
        lemma, *parts = verb.split()
        out[lemma].append(_Row(tuple(parts), tuple(takes.split("|")) if takes else (), does))
    for rows in out.values():
        rows.sort(key=lambda row: -(2 * bool(row.takes) + bool(row.parts)))
    return dict(out)


@cache
def _nouns() -> dict[str, str]:
    return {noun: code for noun, code in table("act_nouns.tsv")}  # noqa: C416


_PREPOSITIONS = {"with", "to", "in", "for", "from", "against", "on", "by", "behind", "of", "into", "at", "over", "down", "favor"}
_MODALS = {"will", "would", "shall", "may", "might", "could", "can", "'ll", "wo", "'d"}
_OBLIGED = {"must", "should", "ought"}
_READY = {"ready", "willing", "prepared", "likely", "set", "eager", "determined", "committed", "due", "able"}
_UNWILLING = {"unable", "unwilling", "reluctant", "unlikely"}
_LIGHT = {"be", "have", "do", "make", "get", "take", "come", "go", "see", "become", "remain", "use", "need", "work", "seem", "appear", "keep", "bring", "show", "face",
          "carry", "conduct", "hold", "give", "receive"}  # fmt: skip
_FORCE = {"15", "16", "17", "18", "19", "20"}

_REFUSED = {"04": "125", "05": "121", "06": "121", "07": "122", "08": "124", "09": "120", "10": "120", "11": "051"}
"""By cue category, what it is not to do something; of conflict, it is to yield."""
_INTENDED = {"04": "036", "05": "030", "06": "031", "07": "033", "08": "035", "14": "133", "15": "138", "16": "131", "17": "132", "18": "138", "19": "138", "20": "138"}
_CEASED = {"04": "164", "05": "161", "06": "161", "07": "162"}


def refused(code: str | None) -> str:
    """Return what it is to refuse, fail or not to do an act."""
    if code is None or code[:2] == "03":
        return "120"
    return "127" if code == "057" else _REFUSED.get(code[:2], "120" if code[:2] == "12" else "080")


def intended(code: str) -> str:
    """Return what it is to be about to do an act: to agree where it is cooperation, to threaten where it is force."""
    return _INTENDED.get(code[:2], code)


def ceased(code: str) -> str:
    """Return what it is to stop an act: to reduce relations where it is cooperation, to yield where it is conflict."""
    return _CEASED.get(code[:2], "087" if code[:2] in _FORCE | {"13", "14"} else "161")


def _lemma(word: Word) -> str:
    return word.lemma if word.tag in ("NNS", "NNPS") else word.low


def _around(noun: Word, depth: int = 0) -> list[Word]:
    """A noun with its modifiers, and the nouns behind its "of" and "for"."""
    out = [noun]
    for child in noun.children:
        if child.dep in ("compound", "amod", "conj", "nmod", "nummod", "appos") and depth < 3:
            out += _around(child, depth + 1)
        elif child.dep == "prep" and child.low in ("of", "for") and depth < 2:
            out += [w for inner in child.kids("pobj") for w in _around(inner, depth + 1)]
    return out


def _objects(verb: Word) -> list[Word]:
    """The nouns that a verb takes: its object's, or where it has none those of its prepositional phrases."""
    out: list[Word] = []
    for child in verb.children:
        if child.dep in ("dobj", "nsubjpass", "attr", "oprd", "dative", "pobj"):
            out += _around(child)
        if child.dep in ("oprd", "ccomp", "acomp") and child.tag.startswith("J"):
            out += [child, *child.children]
        if child.dep == "ccomp":
            out += [w for w in child.children if w.dep in ("acomp", "oprd") or w.tag.startswith("J")]
    if out:
        return out
    for child in verb.children:
        if child.dep in ("prep", "agent", "prt", "dative"):
            phrases = [*child.kids("pobj"), *(p for inner in child.kids("prep") for p in inner.kids("pobj"))]
            out += [w for phrase in phrases for w in _around(phrase)]
        elif child.dep in ("acomp", "advmod"):
            out.append(child)
    return out


def _takes(scene: Scene, verb: Word, wanted: tuple[str, ...], beside: set[str], names: set[str]) -> bool:
    for what in wanted:
        if what == "TARGET":
            found = any(c.i in scene.targets and c.child("case") is None for c in verb.kids("dobj", "nsubjpass", "oprd"))
        elif what == "OBJECT":
            found = verb.child("dobj", "nsubjpass") is not None
        elif what == "that":
            found = verb.child("ccomp") is not None
        elif what.startswith("~"):
            found = any(what[1:] in w.low for w in scene.words)
        elif what in _PREPOSITIONS:
            found = what in beside or (what == "to" and any(w.verb and any(x.low == "to" for x in w.children) for w in verb.kids("xcomp", "ccomp", "advcl")))
        else:
            found = what in names or f"{what}s" in names or any(what in name.split() for name in names)
        if found:
            return True
    return False


def _match(scene: Scene, verb: Word) -> str | None:
    """What `acts.tsv` says of a verb as it is used here."""
    rows = _verbs().get("lay" if verb.lemma == "lie" and verb.low.startswith("la") else verb.lemma)
    if not rows:
        return None
    words = scene.words
    ahead = [w.low for w in words[verb.i + 1 : verb.i + 3]]
    beside = {c.low for c in verb.children if c.dep in ("prt", "prep", "advmod", "dative", "agent", "acomp")} | set(ahead[:1])
    names = {name for w in _objects(verb) for name in (_lemma(w), w.low)}
    for row in rows:
        if all(part in beside or (len(row.parts) > 1 and part in ahead) for part in row.parts) and (not row.takes or _takes(scene, verb, row.takes, beside, names)):
            return row.does
    return None


def _complement(word: Word) -> Word | None:
    for dep in ("xcomp", "ccomp", "advcl", "acl", "oprd"):
        for child in word.kids(dep):
            if child.verb and child.start > word.start:
                return child
    return None


def _noun_act(noun: Word) -> str | None:
    """The act that a noun names; "the suspension of aid" and "an end to attacks" by what is suspended or ended."""
    name = _lemma(noun)
    if name in ("strike", "strikes") and any(c.low in ("air", "missile", "drone", "rocket", "military", "led") for c in noun.children):
        return "195"
    if name == "end" and noun.dep == "pobj":
        return None  # "at the end of the talks"
    code = _nouns().get(name) or _nouns().get(name.rstrip("s"))
    if code in ("161", "162") or name in ("end", "stop", "cut", "freeze", "pause"):
        for prep in noun.kids("prep"):
            for thing in prep.kids("pobj") if prep.low in ("of", "to", "in", "on") else ():
                inner = next((c for w in _around(thing) for c in [_nouns().get(_lemma(w))] if c), None)
                if inner:
                    return ceased(inner)
    return code


def _object_act(scene: Scene, verb: Word, depth: int) -> str | None:
    """The act that a verb's object names, or what stands behind its prepositions."""
    for child in verb.kids("dobj", "attr", "nsubjpass", "oprd"):
        for noun in _around(child):
            code = _noun_act(noun)
            if code:
                return code
    for prep in verb.kids("prep"):
        for thing in prep.kids("pobj", "pcomp"):
            code = clause_act(scene, thing, depth + 1) if thing.dep == "pcomp" else None
            code = code or next((c for noun in _around(thing) for c in [_noun_act(noun)] if c), None)
            if code:
                return code
    return None


def _inner_act(scene: Scene, verb: Word, depth: int) -> str | None:
    complement = _complement(verb)
    return clause_act(scene, complement, depth + 1) if complement is not None else _object_act(scene, verb, depth)


def _said(scene: Scene, verb: Word, depth: int) -> str | None:
    """The act of "said that …", "announced a …": that of what is said; what another must do is a request."""
    clause = _complement(verb)
    if clause is None:
        return _object_act(scene, verb, depth)
    if any(c.low in ("whether", "if") for c in clause.kids("mark")):
        return None
    thing = verb.child("dobj")
    if thing is not None and thing.start < clause.start and verb.lemma != "tell":
        code = _object_act(scene, verb, depth)
        if code:
            return code
    subject = clause.child("nsubj", "nsubjpass")
    own = subject is not None and any(w.i in scene.sources for w in subject.subtree())
    obliged = any(c.low in _OBLIGED for c in clause.kids("aux")) or (clause.lemma in ("have", "need") and clause.child("xcomp", "auxpass") is not None)
    if obliged and not own:
        return "100"
    return clause_act(scene, clause, depth + 1) or _object_act(scene, verb, depth)


def _willing(scene: Scene, verb: Word, depth: int) -> str | None:
    """The act of "is ready to …", "was unable to …"."""
    adjective = verb.child("acomp")
    if adjective is None or adjective.low not in _READY | _UNWILLING:
        return None
    clause = _complement(adjective) or _complement(verb)
    inner = clause_act(scene, clause, depth + 1) if clause is not None else None
    if adjective.low in _UNWILLING:
        return refused(inner)
    return intended(inner) if inner else "030"


def clause_act(scene: Scene, verb: Word, depth: int = 0) -> str | None:
    """Return the CAMEO code of a clause by its verb, with its negation and modal verb; `None` if its words name no act."""
    if depth > 5:
        return None
    does = _match(scene, verb)
    denied = any(c.dep == "neg" or c.low in ("never", "not", "n't") for c in verb.children)
    code: str | None
    if does == "SAY":
        return None if denied else _said(scene, verb, depth)
    if does in ("INTENT", "GIVE"):
        inner = _inner_act(scene, verb, depth)
        if denied:
            return refused(inner)
        if inner is None:
            return "030"
        if does == "GIVE":
            # support that is pledged is given by pledging it
            given = inner[:2] == "05" and verb.lemma in ("pledge", "promise", "offer") and _complement(verb) is None
            return inner if given else intended(inner) if intended(inner)[:2] == "03" else "030"
        return intended(inner)
    if does == "NOT":
        inner = _inner_act(scene, verb, depth)
        return None if inner and inner[:2] == "11" else refused(inner)  # not to criticise is to do nothing
    if does == "ORDER":
        clause = _complement(verb)
        inner = _object_act(scene, verb, depth) or (clause_act(scene, clause, depth + 1) if clause is not None else None)
        code = inner if inner and inner[:2] in _FORCE | {"08", "09"} else "172" if verb.child("nsubjpass") is not None else "100"
    elif does == "GO":
        code = _inner_act(scene, verb, depth)
    elif does is not None:
        code = does
        inner = _inner_act(scene, verb, depth) if verb.lemma == "call" else None
        if verb.lemma == "call" and does in ("041", "100") and any(c.i in scene.targets for c in verb.kids("dobj", "oprd")):
            return inner if inner and inner[:2] == "05" else "041"  # "called N. N. to congratulate him"
        if does == "100" and inner and inner[:2] in ("14", "16", "17"):
            code = intended(inner)  # "called for sanctions against …"
    else:
        clause = _complement(verb)
        if verb.lemma not in _LIGHT and clause is None:
            code = _object_act(scene, verb, depth)
        else:
            code = (clause_act(scene, clause, depth + 1) if clause is not None else None) or _object_act(scene, verb, depth)
            code = _willing(scene, verb, depth) or code
    if code is None:
        return None
    if denied:
        return refused(code)
    return intended(code) if any(c.low in _MODALS for c in verb.kids("aux")) else code


def act_of(scene: Scene) -> Act | None:
    """Return what the source does to the target: the act of the verb that stands closest to both, `None` if no word of the sentence names one."""
    ranked: list[tuple[float, int, Word, bool, bool]] = []
    for verb in scene.words:
        if not verb.tag.startswith("V") or verb.dep in ("aux", "auxpass") or (verb.tag in ("VBN", "VBG") and verb.dep in ("amod", "compound")):
            continue
        ranked.append(_closeness(scene, verb))
    ranked.sort(key=lambda item: (-item[0], item[1]))
    for n, (_, _, verb, own, about) in enumerate(ranked):
        code = clause_act(scene, verb)
        if code:
            grade = (2 if own and n == 0 else 1) + (1 if about and own and n == 0 and code not in ("030", "100") else 0)
            return Act(code, verb, grade)
    for word in scene.words:
        if word.tag.startswith("N"):
            code = _noun_act(word)
            if code:
                return Act(code, word, 0)
    return None


def _closeness(scene: Scene, verb: Word) -> tuple[float, int, Word, bool, bool]:
    """How well a verb fits as what the source does to the target: who its subject is, what stands below it, how deep it lies."""

    def holds(word: Word | None, wanted: frozenset[int]) -> bool:
        return word is not None and any(w.i in wanted for w in word.subtree())

    subject, agent, passive = subject_of(verb), verb.child("agent"), verb.child("nsubjpass")
    score = 0.0
    own = holds(agent, scene.sources)
    if own:
        score += 5
    if subject is not None and holds(subject, scene.sources):
        near = any(w.i in scene.sources for w in [subject, *subject.kids("conj", "compound", "poss", "appos")])
        score += 4 if near else 2.5
        own = own or near
        score += 2 if holds(subject, scene.targets) else 0
    about = any(
        holds(c, scene.targets) for c in verb.children if c.dep not in ("conj", "advcl", "nsubj", "parataxis") or (c.dep == "advcl" and any(x.low == "to" for x in c.kids("aux")))
    )
    score += 2 if about else 0
    score += 2 if holds(passive, scene.targets) else 0
    score += 0.5 if holds(verb, scene.sources) else 0
    score += 0.4 if verb.dep == "ROOT" else 0
    return score - 0.15 * sum(1 for _ in verb.ancestors()), verb.i, verb, own, about or holds(subject, scene.targets)
