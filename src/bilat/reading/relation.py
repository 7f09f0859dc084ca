"""Finds `relation` facts: the declared status of a relationship ("comprehensive strategic partnership", "largest trading partner")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..vocabulary import Relation
from .guard import Guarded
from .page import Page, Sentence

_ADJECTIVE = (
    r"(?:comprehensive|enhanced|extended|deep(?:er)?|special|treaty|non-NATO|global|eternal|all[- ]?weather|everlasting|long-?term|reliable|key|important|major|main|biggest|"
    r"largest|strategic|cooperative|co-operative|privileged|all-round|forward-looking|mutually beneficial|traditional|multifaceted|authoritative|natural|close|closest|"
    r"leading|trusted|top|second-largest|third-largest|fourth-largest|fifth-largest|second[- ]biggest|third[- ]biggest|single largest|economic|trade|trading|political|"
    r"security|investment|commercial|development|energy|regional|indispensable|essential|vital|priority|first|new-era|permanent|ironclad|integral|principal|"
    r"creative|innovative|green|digital|peace|future-oriented|good-neighbou?rly|new|growing|upgraded|broad(?:-based)?|full-fledged|historic|mutual|bilateral|in Central Asia|"
    r"innovation|clean|climate|defen[cs]e|critical|minerals?|number[- ]one|No\. ?1|R&D|AI|technolog(?:y|ical)|research|hydrogen|raw materials?|cultural|diplomatic|foreign|oil|gas|non-EU|Asian|European|African|Arab|Western|most (?:important|significant|valued|trusted)|"
    r"strong|oldest|steadfast|(?:\d{1,3}(?:st|nd|rd|th)|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)[- ](?:largest|biggest|most important))"
)
_TITLE = Guarded(
    re.compile(
        rf"\b((?:{_ADJECTIVE}(?:\s+and\s+|,\s*|\s+))+(?:partnership|partners?|alliance|allies|ally|cooperative relationship|relationship|cooperation partner|investors?|suppliers?|buyers?|donors?|customers?|creditors?|importers?|trade partners?|export markets?|source of (?:investment|imports|tourists)))\b"
        rf"(\s+of\s+(?:strategic\s+)?(?:coordination|cooperation)(?:\s+for\s+(?:a|the)\s+new\s+era)?|\s+for\s+(?:a|the)\s+new\s+era)?",
        re.IGNORECASE,
    )
)
_ALLIANCE = Guarded(
    re.compile(
        r"\b(?:the|our|their|this|its|bilateral)\s+((?:[\w.]+[-–—/][\w.]+\s+|bilateral\s+|security\s+|military\s+|defen[cs]e\s+|treaty\s+|ironclad\s+|strategic\s+)*alliance)\b"
        r"|\b(community (?:with|of) (?:a |an )?shared (?:future|destiny))\b",
        re.IGNORECASE,
    )
)
"""An alliance that is the two sides' own: "our Alliance", "the A–B alliance"."""
_NOT_OURS = re.compile(r"\b(?:NATO|Atlantic|Western|opposition|grand|coalition|ruling|government|Axis)\b", re.IGNORECASE)
_HOPED = re.compile(
    r"\b(?:spirit of|hop(?:e|es|ed|ing) (?:for|to|that)|wish(?:es|ed)?|want(?:s|ed)?|would like|seek(?:s|ing)?|sought|aspir\w+|could become|may become|might become|potential|interested in|"
    r"looking (?:for|to)|call(?:s|ed|ing)? for|dream\w*|towards? an?|in search of|possib\w+|proposal|proposed|offer(?:s|ed)?)\b[^.;]{0,70}$",
    re.IGNORECASE,
)
_OWN = re.compile(r"(?:\b(?:their|our|the|this|its|existing|current)|['’]s?|\w[-–—]\w+)\s+$", re.IGNORECASE)


def _hoped_for(page: Page, sentence: Sentence, start: int) -> bool:
    """Whether a partnership is only wished for, or a manner of dealing: "in a spirit of respect and *strategic partnership*"."""
    before = page.text[max(sentence.start, start - 120) : start]
    return _HOPED.search(before) is not None and _OWN.search(before) is None


_GRADE = re.compile(
    r"strategic|comprehensive|special|treaty|non-NATO|number[- ]one|No\. ?1|\d(?:st|nd|rd|th)[- ]|most (?:important|significant|trusted)|oldest|biggest|global|largest|biggest|eternal|all[- ]?weather|privileged|leading|main|key|most important|closest|top|good-neighbou?rly|indispensable|priority|reliable|important",
    re.IGNORECASE,
)


def find(page: Page) -> Iterator[Relation]:
    """Yield the declared statuses of a page, each title and pair once."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for sentence in page.sentences:
        for match in _TITLE.find(page.text, sentence.start, sentence.end, sentence.folded):
            title = " ".join(match.group().split())
            if not _GRADE.search(title):
                continue
            start, end = match.span()
            if (
                re.match(
                    r"\s+(?:agreement|treaty|forum|dialogue|council|agenda|framework|programme|program|document|declaration|projects?|meeting|summit|countries|nations|banks?)\b",
                    page.text[end : end + 20],
                    re.IGNORECASE,
                )
                and "dialogue" not in title
            ):
                following = page.text[end : end + 20].split()[0].lower().rstrip(".,")
                if following in ("agreement", "treaty", "forum", "council", "meeting", "declaration", "dialogue"):
                    continue
            if title.lower().startswith(("new ", "growing ")):
                cut = len(title.split()[0]) + 1
                start, title = start + cut, title[cut:]
            parties = page.parties(sentence)
            if len(parties) != 2 or _hoped_for(page, sentence, start):
                continue
            low = title.lower()
            base = re.sub(r"\bpartners?\b", "partner", low)
            key = (base, tuple(sorted(parties)))
            if key in seen:
                continue
            seen.add(key)
            yield Relation(evidence=[(start, end)], title=title, parties=parties, confidence=0.8)
        yield from _alliances(page, sentence, seen)


def _alliances(page: Page, sentence: Sentence, seen: set[tuple[str, tuple[str, ...]]]) -> Iterator[Relation]:
    """Yield what ties the parties beside a partnership: their alliance, the community that they say they build; each pair once."""
    for match in _ALLIANCE.find(page.text, sentence.start, sentence.end, sentence.folded):
        group = 1 if match.group(1) else 2
        start, end = match.span(group)
        title = " ".join(match.group(group).split())
        parties = page.parties(sentence)
        if group == 1 and match.group().split()[0].lower() in ("the", "this", "its") and "-" not in title and "–" not in title and not title.lower().startswith("bilateral"):
            continue
        key = (title.split()[-1].lower(), tuple(sorted(parties)))
        if len(parties) != 2 or key in seen or _NOT_OURS.search(title):
            continue
        seen.add(key)
        yield Relation(evidence=[(start, end)], title=title, parties=parties, confidence=0.7)
