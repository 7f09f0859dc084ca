"""Addresses that may be asked: http and https, by names and numbers that lead to the public internet and nowhere else.

An address is taken apart once, here, and asked in these parts, so that no second reader of it can see another host. A host is judged as
what it becomes: percent signs are refused, compatibility characters are folded (UTS 46) and whatever ends in a number must be a plain
dotted quad. Where a name leads is found out by the fetcher, which passes every resolved number through `check_ip`.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from typing import NamedTuple
from urllib.parse import quote, urljoin

import idna

from ...errors import AddressError

MAX_URL = 8000
"""Characters of an address, before and after it is brought to its normal form (RFC 9110, 4.1, asks that so many be understood)."""

PORTS = frozenset([80, 443, 8080, 8443])

# The special-purpose registries of IANA for IPv4 and IPv6 (RFC 6890 and the documents named), every block of them, reachable or not: none
# holds a site of the press. `ipaddress.is_global` is not asked: Python 3.11 calls 192.0.0.192, 192.88.99.1, ff0e::1 and 3fff::1 global.
_CLOSED = [
    (ipaddress.ip_network(block), why)
    for block, why in [
        ("0.0.0.0/8", "this network (RFC 791)"),
        ("10.0.0.0/8", "private (RFC 1918)"),
        ("100.100.100.200/32", "the metadata service of a cloud"),
        ("100.64.0.0/10", "shared behind a carrier's NAT (RFC 6598)"),
        ("127.0.0.0/8", "loopback (RFC 1122)"),
        ("168.63.129.16/32", "the metadata service of a cloud"),  # in public space, yet answered by the machine's own host
        ("169.254.169.254/32", "the metadata service of a cloud"),
        ("169.254.0.0/16", "link-local (RFC 3927)"),
        ("172.16.0.0/12", "private (RFC 1918)"),
        ("192.0.0.192/32", "the metadata service of a cloud"),
        ("192.0.0.0/24", "set aside for protocols (RFC 6890)"),
        ("192.0.2.0/24", "for documentation (RFC 5737)"),
        ("192.31.196.0/24", "a sink for misdirected DNS (RFC 7535)"),
        ("192.52.193.0/24", "a multicast relay (RFC 7450)"),
        ("192.88.99.0/24", "a 6to4 relay (RFC 7526)"),
        ("192.168.0.0/16", "private (RFC 1918)"),
        ("192.175.48.0/24", "a sink for misdirected DNS (RFC 7534)"),
        ("198.18.0.0/15", "for benchmarks (RFC 2544)"),
        ("198.51.100.0/24", "for documentation (RFC 5737)"),
        ("203.0.113.0/24", "for documentation (RFC 5737)"),
        ("224.0.0.0/4", "multicast (RFC 5771)"),
        ("255.255.255.255/32", "broadcast (RFC 8190)"),
        ("240.0.0.0/4", "reserved (RFC 1112)"),
        ("::/128", "unspecified (RFC 4291)"),
        ("::1/128", "loopback (RFC 4291)"),
        ("::/96", "IPv4 in IPv6 (RFC 4291)"),
        ("::ffff:0:0/96", "IPv4 in IPv6 (RFC 4291)"),
        ("64:ff9b::/96", "IPv4 in IPv6 (RFC 6052)"),
        ("64:ff9b:1::/48", "IPv4 in IPv6 (RFC 8215)"),
        ("100::/64", "discarded (RFC 6666)"),
        ("100:0:0:1::/64", "a placeholder (RFC 9780)"),
        ("2001::/32", "a Teredo tunnel (RFC 4380)"),
        ("2001::/23", "set aside for protocols (RFC 2928)"),
        ("2001:db8::/32", "for documentation (RFC 3849)"),
        ("2002::/16", "a 6to4 tunnel (RFC 3056)"),
        ("2620:4f:8000::/48", "a sink for misdirected DNS (RFC 7534)"),
        ("3fff::/20", "for documentation (RFC 9637)"),
        ("5f00::/16", "a label of segment routing (RFC 9602)"),
        ("fd00:ec2::254/128", "the metadata service of a cloud"),
        ("fc00::/7", "private (RFC 4193)"),
        ("fe80::/10", "link-local (RFC 4291)"),
        ("fec0::/10", "site-local (RFC 3879)"),
        ("ff00::/8", "multicast (RFC 4291)"),
    ]
]
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_ISATAP = 0x00005EFE

# Names that no public DNS answers: RFC 6761 (localhost, test, invalid), 6762 with its appendix G, 7686 (onion), 8375 (home.arpa), 9476 (alt),
# and `internal`, which ICANN keeps for private use and under which clouds keep their metadata.
_PRIVATE_NAMES = frozenset(["localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan", "test", "invalid", "example", "onion", "alt", "arpa"])

_NEVER = re.compile(r"[\s\x00-\x1f\x7f-\x9f\\\ud800-\udfff]")
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)(\?[^#]*)?(?:#.*)?", re.DOTALL)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_AUTHORITY = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::([0-9]*))?")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_AS_IT_IS = "/%:@!$&'()*+,;=~-._[]|"


class Address(NamedTuple):
    """An address that may be asked, in its parts: `host` is a name in ASCII or a number without brackets, `target` the path with its query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """The host as a Host header names it: numbers of IPv6 in brackets, the port where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _default_port(self.scheme) else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port as the start of an address."""
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        """The address in its normal form."""
        return self.origin + self.target


def check_url(url: str) -> str:
    """Return an address in its normal form, or raise `AddressError` that names it and says why it is never asked.

    The normal form has a host in lower case and ASCII (IDNA 2008), no default port, no dot segments, nothing raw that an address cannot
    hold, and no fragment.
    """
    return parse_url(url).url


def join_url(base: Address, reference: str) -> Address:
    """Resolve a reference, such as a redirect's, against the address that gave it; `AddressError` where what it names is never asked."""
    # before joining: urllib drops tabs and line ends in silence, and what is dropped is not what was checked
    _refuse_characters(reference)
    try:
        joined = urljoin(base.url, reference)
    except ValueError:
        raise AddressError(f"{show(reference)}: no address; check it") from None
    return parse_url(joined)


def parse_url(url: str) -> Address:
    """Take an address apart as `check_url` checks it."""
    _refuse_characters(url)
    match = _URL.fullmatch(url)
    if match is None:
        start = _SCHEME.match(url)
        if start and start[1].lower() not in ("http", "https"):
            raise _refused(url, f"the scheme {show(start[1])} is not asked")
        raise _refused(url, "it names no host" if start else "it names no scheme")
    scheme, authority, path, query = match[1].lower(), match[2], match[3], match[4] or ""
    if scheme not in ("http", "https"):
        raise _refused(url, f"the scheme {show(scheme)} is not asked")
    if "@" in authority:
        raise _refused(url, "it carries a user name, and bilat signs in nowhere")
    parts = _AUTHORITY.fullmatch(authority)
    if parts is None:
        raise _refused(url, "its host and port cannot be told apart")
    port = int(parts[2]) if parts[2] and len(parts[2]) < 6 else _default_port(scheme) if not parts[2] else 0
    if port not in PORTS:
        raise _refused(url, f"port {show(parts[2])} is not one of {', '.join(map(str, sorted(PORTS)))}")
    host = _host(url, parts[1])
    target = _resolved(quote(path, safe=_AS_IT_IS)) + quote(query, safe=_AS_IT_IS + "?")
    address = Address(scheme, host, port, target)
    if len(address.url) > MAX_URL:
        raise _refused(url, f"written out it is longer than {MAX_URL:,} characters")
    return address


def check_ip(ip: str) -> None:
    """Raise `AddressError` unless `ip` is a number of the public internet: global unicast, and in no block set aside for anything else.

    Numbers that carry an IPv4 address inside (mapped, compatible, 6to4, Teredo, NAT64, ISATAP) are refused whatever they carry, and so are
    those with a zone.
    """
    try:
        if "%" in ip:
            raise ValueError
        number = ipaddress.ip_address(ip)
    except ValueError:
        raise AddressError(f"{show(ip)}: this is no IP address without a zone; only public ones are asked") from None
    why = next((why for block, why in _CLOSED if number in block), None)
    if why is None and isinstance(number, ipaddress.IPv6Address):
        if number not in _GLOBAL_UNICAST:
            why = "outside the public space (RFC 4291)"
        elif int(number) >> 32 & 0xFCFFFFFF == _ISATAP:
            why = "IPv4 in IPv6 (RFC 5214)"
    if why is not None:
        raise AddressError(f"{ip}: this IP address is {why}; only public ones are asked")


def is_ip(host: str) -> bool:
    """Tell whether a checked host is a number and not a name."""
    return ":" in host or _NUMBER.fullmatch(host.rpartition(".")[2]) is not None


def show(url: str) -> str:
    """An address as a message may carry it: cut short, without a password, and nothing in it that could act on a terminal."""
    bare = re.sub(r"//[^/?#]*@", "//…@", url[:1000])
    printable = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in bare[:200])
    return printable + ("…" if len(bare) > 200 else "")


def _refused(url: str, why: str) -> AddressError:
    return AddressError(f"{show(url)}: {why}; give the http or https address of a public site")


def _refuse_characters(url: str) -> None:
    if len(url) > MAX_URL:
        raise _refused(url, f"it is longer than {MAX_URL:,} characters")
    if found := _NEVER.search(url):
        raise _refused(url, f"it holds {found[0].encode('unicode_escape').decode('ascii') if found[0] != ' ' else 'a space'}, which no address does")


def _default_port(scheme: str) -> int:
    return 443 if scheme == "https" else 80


def _host(url: str, host: str) -> str:
    """A host in its normal form, checked as far as can be without asking where its name leads."""
    if host.startswith("["):
        try:
            if "%" in host:
                raise ValueError
            number = str(ipaddress.IPv6Address(host[1:-1]))
        except ValueError:
            raise _refused(url, "what stands in brackets is no IPv6 address without a zone") from None
        return _public(url, number)
    if not host.isascii():
        try:
            host = idna.encode(unicodedata.normalize("NFKC", host[:300]), uts46=True, transitional=False).decode("ascii")
        except UnicodeError:
            raise _refused(url, "its host is no name that DNS could hold") from None
    host = host.lower().removesuffix(".")
    labels = host.split(".")
    if not host:
        raise _refused(url, "it names no host")
    if len(host) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise _refused(url, "its host is no name that DNS could hold")
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return _public(url, str(ipaddress.IPv4Address(host)))
        except ValueError:
            raise _refused(url, "its host is a number, yet not four plain decimal ones with dots between") from None
    if len(labels) == 1 or labels[-1] in _PRIVATE_NAMES:
        raise _refused(url, f"{host} is a name of a private network")
    return host


def _public(url: str, number: str) -> str:
    try:
        check_ip(number)
    except AddressError as error:
        raise AddressError(f"{show(url)}: its host is {error}") from None
    return number


def _resolved(path: str) -> str:
    """A path without dot segments (RFC 3986, 5.2.4), so that one page has one address and robots.txt is asked about the page that is fetched."""
    kept: list[str] = []
    segments = path.split("/")[1:] or [""]
    for number, segment in enumerate(segments, 1):
        plain = segment.lower().replace("%2e", ".")
        if plain == "..":
            del kept[-1:]
        if plain not in (".", ".."):
            kept.append(segment)
        elif number == len(segments):
            kept.append("")
    return "/" + "/".join(kept)
