"""Who is in a document: mentions gathered into actors, each named by its fullest form."""

from __future__ import annotations

from collections.abc import Iterable

from ..vocabulary import Actor, ActorType, Office, Span
from .gazetteer import country_names, organisations
from .mentions import Mention
from .names import fold_name, same_person_name
from .titles import Title


class Role:
    """An actor in the making."""

    __slots__ = ("barred", "countries", "folded", "former", "id", "mentions", "name", "offices", "opposite", "presumed", "sector", "title", "titles", "type")

    def __init__(self, id: str, type: ActorType, name: str) -> None:
        self.id = id
        self.type = type
        self.name = name
        self.folded = fold_name(name)
        self.countries: dict[str, int] = {}
        self.barred: set[str] = set()  # countries that it cannot be of
        self.offices: list[Office] = []
        self.title: str | None = None
        self.titles: list[Title] = []
        self.sector: str | None = None
        self.former = False
        self.opposite: Role | None = None  # whose counterpart he is called
        self.presumed = False  # whether the country is only that of the text's own side
        self.mentions: list[Span] = []

    @property
    def country(self) -> str | None:
        """The country named most often with the actor, the first of equals."""
        return max(self.countries, key=lambda iso: self.countries[iso]) if self.countries else None


class Cast:
    """The actors of one document, by id."""

    def __init__(self) -> None:
        self.roles: dict[str, Role] = {}
        self._countries: dict[str, Role] = {}
        self._organisations: dict[str, Role] = {}
        self._by_word: dict[str, list[Role]] = {}

    def _new(self, type: ActorType, name: str) -> Role:
        role = Role(f"a{len(self.roles) + 1}", type, name)
        self.roles[role.id] = role
        return role

    def country(self, iso: str) -> Role:
        """Return the actor for a country, made on first use."""
        role = self._countries.get(iso)
        if role is None:
            role = self._countries[iso] = self._new("country", country_names().get(iso, iso))
            role.countries[iso] = 1
            role.sector = "GOV"
        return role

    def organisation(self, name: str, country: str | None = None) -> Role:
        """Return the actor for an organisation by its full name, made on first use."""
        role = self._organisations.get(name)
        if role is None:
            role = self._organisations[name] = self._new("organisation", name)
            role.sector = organisations().get(name, (name, None))[1]
            if country:
                role.countries[country] = 1
        return role

    def person(self, name: str) -> Role:
        """Make a new person; words of the name are indexed so that shorter forms find it."""
        role = self._new("person", name)
        self._index(role)
        return role

    def _index(self, role: Role) -> None:
        for word in role.folded:
            known = self._by_word.setdefault(word, [])
            if role not in known:
                known.append(role)

    def find_person(self, folded: tuple[str, ...], titles: Iterable[Title] = (), country: str | None = None) -> Role | None:
        """Return the person whom a folded name fits best, the latest made of equals; a clash of countries rules one out."""
        candidates = {id(role): role for word in folded for role in self._by_word.get(word, ())}
        best: tuple[tuple[int, int], Role] | None = None
        offices = {office for title in titles for office in title.offices}
        for role in candidates.values():
            if not (same_person_name(folded, role.folded) or same_person_name(role.folded, folded)):
                continue
            clash = country and role.country and country != role.country
            if clash and len(folded) == 1:
                continue
            score = (2 * (set(folded) == set(role.folded)) + bool(offices & set(role.offices)) - bool(clash), int(role.id[1:]))
            if best is None or score > best[0]:
                best = (score, role)
        return best[1] if best else None

    def people(self) -> list[Role]:
        """Return all persons in order of first mention."""
        return [role for role in self.roles.values() if role.type == "person"]

    def add(self, mention: Mention) -> None:
        """Bind a mention to its actor, making the actor if it is new; a bare single word binds only to a person already known."""
        if mention.kind == "country" and mention.country:
            self.bind(mention, self.country(mention.country))
        elif mention.kind == "organisation" and mention.name:
            self.bind(mention, self.organisation(mention.name))
        elif mention.kind in ("person", "bare") and mention.name:
            role = self.find_person(fold_name(mention.name), mention.titles, mention.country)
            if role is None and mention.kind == "person":
                role = self.person(mention.name)
            if role is not None:
                self.bind(mention, role)

    def bind(self, mention: Mention, role: Role) -> None:
        """Tie a mention to an actor, who learns name, titles, offices and country from it."""
        mention.actors = (role.id,)
        role.mentions.append((mention.start, mention.end))
        if role.type != "person":
            return
        folded = fold_name(mention.name) if mention.name else ()
        spelled = len(folded) == len(role.folded) and any(len(w) == 1 for w in role.folded) and len("".join(folded)) > len("".join(role.folded))
        if len(folded) > len(role.folded) or spelled:  # more words, or the same with an initial spelled out
            role.name, role.folded = mention.name or role.name, folded
            self._index(role)
        for title in mention.titles:
            self._learn(role, title)
        if mention.country and mention.kind in ("person", "bare"):
            role.countries[mention.country] = role.countries.get(mention.country, 0) + 1

    def learn(self, role: Role, title: Title) -> None:
        """Add a title told elsewhere, and the country it serves."""
        self._learn(role, title)
        if title.country:
            role.countries[title.country] = role.countries.get(title.country, 0) + 1

    def _learn(self, role: Role, title: Title) -> None:
        role.titles.append(title)
        role.former = role.former or title.former
        # A bare "minister" or "president" after "foreign minister" says less, not more.
        vague = {"minister", "other", "organisation_head"}
        for office in title.offices:
            if office in role.offices or (office in vague and role.offices and role.title and len(title.text) < len(role.title)):
                continue
            role.offices.append(office)
        if len(role.offices) > 1:
            role.offices = [o for o in role.offices if o not in vague or _says(o, role.titles)] or role.offices
        if role.title is None or len(title.text) > len(role.title):
            role.title = title.text
        role.sector = role.sector or title.sector

    def actors(self) -> list[Actor]:
        """Return the finished actors, in order of first mention in the text, with ids kept."""
        return [
            Actor(
                id=role.id,
                type=role.type,
                name=role.name,
                country=role.country if role.type != "country" else next(iter(role.countries)),
                offices=[] if role.type != "person" else _offices(role),
                title=role.title,
                sector=role.sector,
                mentions=sorted(set(role.mentions)),
            )
            for role in self.roles.values()
        ]


_CIVIL_SERVANTS = {"IND", "PAK", "BGD", "LKA", "NPL", "MDV"}
"""Where the foreign secretary is the ministry's first official, and not its minister."""


def _offices(role: Role) -> list[Office]:
    """The offices of a person, known now that his country is: who only was in office holds another."""
    ministers = [t.text.lower() for t in role.titles if "foreign_minister" in t.offices]
    if role.country in _CIVIL_SERVANTS and ministers and all("foreign secretary" in title for title in ministers):
        return ["deputy_foreign_minister" if office == "foreign_minister" else office for office in role.offices]
    return role.offices or (["other"] if role.former else [])


def _says(office: Office, titles: list[Title]) -> bool:
    """Whether a vague office was stated in a title of more than one word, and so stands for itself."""
    return any(office in title.offices and len(title.text.split()) > 1 and not _only_country(title) for title in titles)


def _only_country(title: Title) -> bool:
    """Whether a title is a country word and its head alone ("Kazakh minister")."""
    return title.country is not None and len(title.text.split()) == 2 and title.text.split()[-1].lower() == title.head


def cast_of(mentions: list[tuple[bool, Mention]]) -> Cast:
    """Gather the mentions of a document into its cast; each comes with whether it stands in a headline.

    Full names are made known first, so that "Minister Nurtleu" above finds the one named below. A headline, where every word has its
    capital, makes no new people: its names are cut to those known from the text.
    """
    cast = Cast()
    for headline, mention in mentions:
        if mention.kind == "person" and not headline and len(fold_name(mention.name or "")) >= 2:
            cast.add(mention)
    bare = {fold_name(m.name) for headline, m in mentions if m.kind == "bare" and not headline and m.name}
    for headline, mention in mentions:
        # a titled name of the headline that the text goes on to use without its title
        if headline and mention.kind == "person" and len(fold_name(mention.name or "")) >= 2 and fold_name(mention.name or "") in bare:
            cast.add(mention)
    for headline, mention in mentions:
        if not headline and not mention.actors:
            cast.add(mention)
    for headline, mention in mentions:
        if headline and not mention.actors:
            _add_from_headline(cast, mention)
    return cast


def _add_from_headline(cast: Cast, mention: Mention) -> None:
    if mention.kind not in ("person", "bare") or not mention.name:
        cast.add(mention)
        return
    words = mention.name.split()
    for size in range(len(words), 0, -1):
        role = cast.find_person(fold_name(" ".join(words[:size])), mention.titles, mention.country)
        if role is not None:
            mention.name = " ".join(words[:size])
            mention.titles = []
            cast.bind(mention, role)
            return
    mention.kind = "title" if mention.title else "bare"
