"""Who an address or a name belongs to: the publishers that bilat knows, the domains of governments, and a list of one's own."""

from __future__ import annotations

import functools
import os
import re
import tomllib
import zoneinfo
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args
from urllib.parse import urlsplit

import msgspec

from ..errors import PublisherError
from ..vocabulary import ISO3
from .letters import without_accents

Kind = Literal["ministry", "presidency", "government", "parliament", "embassy", "state_agency", "private", "organisation"]
KINDS: tuple[Kind, ...] = get_args(Kind)
STATE_KINDS = frozenset(KINDS) - {"private", "organisation"}
"""The kinds that speak for a country: what they publish is that country's side of the story."""

_DATA = Path(__file__).parent


class Publisher(msgspec.Struct, frozen=True, kw_only=True):
    """One publisher: who it is, where it publishes, and for which country it speaks.

    `domains` are host names; each stands for itself and all below it. `country` is an ISO 3166-1 alpha-3 code, null for what belongs to no
    country. `languages` are BCP 47 tags, the first the one to read. `time_zone` is the IANA name of the zone of its office, `aliases` what
    datelines and credits call it, `feeds` the addresses of its RSS or Atom feeds.
    """

    name: str
    domains: tuple[str, ...]
    country: str | None
    kind: Kind
    languages: tuple[str, ...] = ()
    time_zone: str | None = None
    aliases: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()

    @property
    def side(self) -> str | None:
        """The country whose government or state press this is; null for private media and international organisations."""
        return self.country if self.kind in STATE_KINDS else None


class Publishers:
    """Publishers to be found by address or by name; iterating gives them in their order."""

    def __init__(self, publishers: Iterable[Publisher]) -> None:
        self._publishers = tuple(publishers)
        self._by_domain: dict[str, Publisher] = {}
        for publisher in self._publishers:
            for domain in publisher.domains:
                self._by_domain.setdefault(domain, publisher)

    @functools.cached_property
    def _by_name(self) -> dict[str, Publisher | None]:
        # made when first asked for: most runs look up addresses only
        names: dict[str, Publisher | None] = {}
        for publisher in self._publishers:
            for key in {_key(name) for name in (publisher.name, *publisher.aliases)}:
                names[key] = None if key in names else publisher  # a name that two share stands for neither
        return names

    def __iter__(self) -> Iterator[Publisher]:
        return iter(self._publishers)

    def of_url(self, url: str) -> Publisher | None:
        """Return who publishes at an http or https address: the publisher with the longest domain that the host lies in.

        Where none is listed and the host lies in a government's domain, it is a publisher named after the host. Null for any other host.
        """
        host = host_of(url)
        if host is None:
            return None
        rules = _government()
        bare = host.removeprefix("www.")
        for domain in _suffixes(host):
            found = self._by_domain.get(domain)
            # a government's whole domain, gov.uk, stands for its own host: museums and ministries below it are not the Cabinet's
            if found is not None and (domain not in rules.suffixes or domain == bare):
                return found
        return _government_publisher(bare, rules)

    def of_name(self, name: str) -> Publisher | None:
        """Return the publisher of that name or alias, in any case and punctuation; null where there is none or where two share it."""
        return self._by_name.get(_key(name))


class _Government(NamedTuple):
    suffixes: dict[str, tuple[str, Kind]]
    labels: dict[str, Kind]


@functools.cache
def _government() -> _Government:
    suffixes: dict[str, tuple[str, Kind]] = {}
    labels: dict[str, Kind] = {}
    for suffix, country, kind in _rows("government_domains.tsv"):
        if country == "*":
            labels[suffix] = kind  # type: ignore[assignment]
        else:
            suffixes[suffix] = (country, kind)  # type: ignore[assignment]
    return _Government(suffixes, labels)


def _government_publisher(host: str, rules: _Government) -> Publisher | None:
    for suffix in _suffixes(host):
        if suffix in rules.suffixes:
            country, kind = rules.suffixes[suffix]
            # the label nearest to the suffix names the institution: embassy.mfa.gov.xx is the ministry's
            labels = host.removesuffix(suffix).rstrip(".").split(".")
            kind = next((rules.labels[label] for label in reversed(labels) if label in rules.labels), kind)
            return Publisher(name=host, domains=(host,), country=country, kind=kind)
    return None


def _suffixes(host: str) -> Iterator[str]:
    """The host and the domains it lies in, the longest first: label by label, so that notgov.kz never ends in gov.kz."""
    yield host
    at = host.find(".")
    while at >= 0:
        yield host[at + 1 :]
        at = host.find(".", at + 1)


def host_of(url: str) -> str | None:
    """Return the host of an http or https address in lower-case ASCII, without port, user and final dot; null where it has none that is sound."""
    # browsers end the host at a backslash, urlsplit does not: who could be two hosts is none
    if "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if not host or parts.scheme not in ("http", "https"):
        return None
    return _ascii(host.removesuffix("."))


_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)+")


def _ascii(host: str) -> str | None:
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    host = host.lower()
    return host if len(host) <= 253 and _HOST.fullmatch(host) else None


_MARKS = re.compile(r"[\W_]+")


def _key(name: str) -> str:
    """A name without its case, accents and punctuation: "U.N. News", "UN-news" and "un news" are one."""
    plain = without_accents(name).casefold().replace("&", " and ")
    return _MARKS.sub(" ", re.sub(r"[.'’‘]", "", plain)).strip() or name


def _rows(file: str) -> Iterator[list[str]]:
    for line in (_DATA / file).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@functools.cache
def built_in_publishers() -> Publishers:
    """Return the publishers that bilat knows by itself, made once; they depend on no file or variable of the user's."""

    def several(cell: str) -> tuple[str, ...]:
        return tuple(cell.split("|")) if cell else ()

    return Publishers(
        Publisher(
            name=name,
            domains=several(domains),
            country=country or None,
            kind=kind,  # type: ignore[arg-type]
            languages=several(languages),
            time_zone=zone or None,
            aliases=several(aliases),
            feeds=several(feeds),
        )
        for name, domains, country, kind, languages, zone, aliases, feeds in _rows("publishers.tsv")
    )


def load_publishers(extra: str | Path | None = None) -> Publishers:
    """Return the built-in publishers and those of a TOML file of one's own, whose entries replace built-in ones that share a domain with them.

    The file is `extra`; without it the one that the environment variable BILAT_PUBLISHERS names; without that
    `bilat/publishers.toml` in XDG_CONFIG_HOME or ~/.config, where there is one. `PublisherError` says what is wrong in it, and where.
    """
    if extra is not None:
        path = Path(extra)
    elif named := os.environ.get("BILAT_PUBLISHERS"):
        path = Path(named).expanduser()
    else:
        config = os.environ.get("XDG_CONFIG_HOME")
        path = Path(config or os.path.expanduser("~/.config")) / "bilat" / "publishers.toml"
        if not os.path.isfile(path):
            return built_in_publishers()
    own = _read(path)
    taken = {domain for publisher in own for domain in publisher.domains}
    return Publishers([*own, *(publisher for publisher in built_in_publishers() if taken.isdisjoint(publisher.domains))])


def _read(path: Path) -> list[Publisher]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise PublisherError(f"{path}: there is no such file; check the name, or unset BILAT_PUBLISHERS where it names this one") from None
    except OSError as error:
        raise PublisherError(f"{path}: cannot be opened ({error.strerror}); check what it is and its permissions") from None
    except UnicodeDecodeError as error:
        raise PublisherError(f"{path}: not in UTF-8 (byte 0x{error.object[error.start]:02x} at {error.start}); save it as UTF-8") from None
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise PublisherError(f"{path}: this is no TOML ({error}); each publisher is a [[publisher]] table with name, domains, country and kind") from None
    _known(content, ("publisher",), f"{path}: ")
    tables = content.get("publisher", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise PublisherError(f"{path}: publisher: expected tables; head each with [[publisher]]")
    publishers: list[Publisher] = []
    owners: dict[str, str] = {}
    for number, table in enumerate(tables):
        here = f"publisher[{number}]"
        publisher = _publisher(table, f"{path}: {here}")
        for field, wrong in _faults(publisher):
            raise PublisherError(f"{path}: {here}.{field}: {wrong}")
        for at, domain in enumerate(publisher.domains):
            if (owner := owners.setdefault(domain, here)) != here:
                raise PublisherError(f"{path}: {here}.domains[{at}]: {domain!r} is {owner}'s already; give each domain once")
        publishers.append(publisher)
    return publishers


_TEXTS = ("name", "country", "kind", "time_zone")
_LISTS = ("domains", "languages", "aliases", "feeds")
_NEEDED = ("name", "domains", "country", "kind")


def _known(table: dict[str, Any], keys: tuple[str, ...], place: str) -> None:
    for key in table:
        if key not in keys:
            near = get_close_matches(key, keys, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"the keys are {', '.join(keys)}"
            raise PublisherError(f"{place}{key}: there is no such key; {hint}")


def _publisher(table: dict[str, Any], place: str) -> Publisher:
    """Make a publisher of a TOML table whose keys and types are right; what the values say is for `_faults`."""
    _known(table, Publisher.__struct_fields__, f"{place}.")
    for key in _NEEDED:
        if key not in table:
            hint = '; give "" for what belongs to no country' if key == "country" else ""
            raise PublisherError(f"{place}.{key}: missing; name, domains, country and kind are needed{hint}")
    for key, value in table.items():
        if key in _TEXTS and not isinstance(value, str):
            raise PublisherError(f"{place}.{key}: expected text in quotes, got {value!r}")
        if key in _LISTS:
            if not isinstance(value, list):
                raise PublisherError(f'{place}.{key}: expected a list such as ["…"], got {value!r}')
            for at, item in enumerate(value):
                if not isinstance(item, str):
                    raise PublisherError(f"{place}.{key}[{at}]: expected text in quotes, got {item!r}")
    values: dict[str, Any] = {key: tuple(value) if key in _LISTS else value for key, value in table.items()}
    values["domains"] = tuple(_ascii(domain.lower().removeprefix("www.")) or domain for domain in values["domains"])
    return Publisher(**values | {"country": values["country"] or None, "time_zone": values.get("time_zone") or None})


_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")


def _faults(publisher: Publisher) -> Iterator[tuple[str, str]]:
    """What one publisher says wrong: the field, and what is wrong with it and how to mend it."""
    if not publisher.name.strip():
        yield "name", "there is no name; give the publisher's name in English"
    if publisher.kind not in KINDS:
        near = get_close_matches(publisher.kind, KINDS, 1)
        yield "kind", f"{publisher.kind!r} is no kind; {f'did you mean {near[0]!r}? ' if near else ''}the kinds are {', '.join(KINDS)}"
    if publisher.country is None:
        if publisher.kind in STATE_KINDS:
            yield "country", f"a publisher of kind {publisher.kind!r} belongs to a country; give its ISO 3166-1 alpha-3 code, such as KAZ"
    elif publisher.country not in ISO3:
        yield "country", f"{publisher.country!r} is no ISO 3166-1 alpha-3 code; give three capital letters, such as KAZ"
    if not publisher.domains:
        yield "domains", "there is none; give the host names that the publisher publishes at, such as example.org"
    for at, domain in enumerate(publisher.domains):
        if _ascii(domain) != domain or domain.startswith("www."):
            yield f"domains[{at}]", f"{domain!r} is no domain; give the bare host name, such as example.org"
    for at, language in enumerate(publisher.languages):
        if not _LANGUAGE.fullmatch(language):
            yield f"languages[{at}]", f"{language!r} is no BCP 47 tag; give one such as en, pt-BR or zh-Hant"
    if publisher.time_zone is not None and not _is_zone(publisher.time_zone):
        yield "time_zone", f"{publisher.time_zone!r} is no IANA time zone; give one such as Asia/Almaty"
    for at, alias in enumerate(publisher.aliases):
        if not alias.strip():
            yield f"aliases[{at}]", "there is no name; give a name, or leave it out"
    for at, feed in enumerate(publisher.feeds):
        if any(c.isspace() for c in feed) or host_of(feed) is None:
            yield f"feeds[{at}]", f"{feed!r} is no feed's address; give a whole one that begins with https:// or http://"


def _is_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        # a machine without a time zone database knows none: then any will do
        return not zoneinfo.available_timezones()
    return True


def check_publishers(publishers: Iterable[Publisher]) -> list[str]:
    """Return what is wrong with a list of publishers, each by itself and among each other; an empty list where nothing is.

    Found are fields that say nothing sound, a domain of two publishers, a name or alias that stands for two, and a feed at a host that is no
    publisher's.
    """
    listed = list(publishers)
    registry = Publishers(listed)
    problems: list[str] = []
    domains: dict[str, str] = {}
    names: dict[str, str] = {}
    for publisher in listed:
        problems += [f"{publisher.name}: {field}: {wrong}" for field, wrong in _faults(publisher)]
        for domain in publisher.domains:
            if domain in domains:
                problems.append(f"{publisher.name}: domains: {domain!r} is also {domains[domain]}'s; give each domain once")
            domains.setdefault(domain, publisher.name)
        for key, name in {_key(name): name for name in (publisher.name, *publisher.aliases)}.items():
            if key in names:
                problems.append(f"{publisher.name}: aliases: {name!r} also stands for {names[key]}; such a name finds neither")
            names.setdefault(key, publisher.name)
        for feed in publisher.feeds:
            host = host_of(feed)
            if host is not None and not any(domain in registry._by_domain for domain in _suffixes(host)):
                problems.append(f"{publisher.name}: feeds: {feed!r} lies at no publisher's domain; add {host!r} to the domains of whoever it belongs to")
    return problems
