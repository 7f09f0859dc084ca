"""People across documents: one person for every spelling and short form of a name, with the offices held over time.

Mentions that say the same (one name, country and office) are taken together first; then names that may be one person's are weighed pair by
pair; then names of one word are given to the only person whom they fit in office, country and time. A name alone never joins two men in
posts that nobody holds at once, nor an office alone two names.
"""

from __future__ import annotations

from collections.abc import Sequence

from .fullnames import Weigh, pairs_of
from .material import Feature, Judgements, Material, Mention, join
from .profiles import merges_within, profiles_of, rank_of, read_people
from .shortnames import Shorts
from .tenures import People, assemble


def identify_people(materials: Sequence[Material], judgements: Judgements) -> People:
    """Join the named people of all documents into persons; unnamed ones ("the minister") only where their own document leaves no doubt who is meant."""
    seen, unnamed = read_people(materials)
    profiles = profiles_of(seen, judgements)
    by_rep = {profile.rep.key: profile for profile in profiles}
    full = [profile for profile in profiles if profile.name.units > 1]
    short = [profile for profile in profiles if profile.name.units < 2]
    weigh = Weigh(full, materials)
    pairs = [(a.rep, b.rep) for a, b in pairs_of(full)]
    groups = join("person", [p.rep for p in full], pairs, lambda a, b: weigh.compare(by_rep[a.key], by_rep[b.key]), judgements).groups
    given = Shorts([[by_rep[rep.key] for rep in group] for group in groups], judgements)
    reasons = given.resolve(short)

    def compare(one: Mention, other: Mention) -> list[Feature] | None:
        known = reasons.get((one.key, other.key)) or reasons.get((other.key, one.key))
        return known if known is not None else weigh.compare(by_rep[one.key], by_rep[other.key])

    every = {profile.rep.key: profile.rep for profile in profiles}
    joined = join("person", list(every.values()), [*pairs, *((every[a], every[b]) for a, b in reasons)], compare, judgements)
    merges = [*joined.merges, *(merge for profile in profiles for merge in merges_within(profile))]
    persons = [sorted((s for rep in group for s in by_rep[rep.key].seen), key=rank_of) for group in joined.groups]
    return assemble(persons, unnamed, merges, materials)
