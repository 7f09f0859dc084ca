"""From where the application may be used: the address it is bound to, the names it goes by, the proxies whose word counts."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers

from ..errors import OptionError

_Network = IPv4Network | IPv6Network
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


@dataclass(frozen=True)
class Access:
    """How the application can be reached.

    `host` is the address it is bound to. `hosts` are names that it goes by besides that one. `proxies` are networks (CIDR) of proxies of which
    alone `X-Forwarded-For` and `X-Forwarded-Proto` are believed, and `user_header` the header in which they name the user. `secure` tells whether
    cookies go over https only: by default they do unless `host` is loopback. `OptionError` for what means nothing.
    """

    host: str = "127.0.0.1"
    hosts: Sequence[str] = ()
    proxies: Sequence[str] = ()
    user_header: str | None = None
    secure: bool | None = None
    _networks: list[_Network] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        networks = []
        for proxy in self.proxies:
            try:
                networks.append(ip_network(proxy, strict=False))
            except ValueError:
                raise OptionError(f"proxy: {proxy!r} is no address or network; give one like 10.0.0.7 or 10.0.0.0/24") from None
        if any(network.prefixlen == 0 for network in networks):
            raise OptionError("proxy: everybody cannot be a trusted proxy; give the proxy's own address")
        if self.user_header is not None and not networks:
            raise OptionError("proxy: a header that names the user is believed of trusted proxies only; say which with --proxy-from")
        object.__setattr__(self, "_networks", networks)

    @property
    def loopback(self) -> bool:
        """Whether only this machine reaches it."""
        return is_loopback(self.host)

    @property
    def https(self) -> bool:
        """Whether cookies go over https only."""
        return not self.loopback if self.secure is None else self.secure

    @cached_property
    def names(self) -> frozenset[str]:
        """The host names, in small letters, by which a request may ask for it."""
        own = ["localhost", self.host] if self.loopback else ["localhost", self.host, socket.gethostname(), socket.getfqdn()]
        return frozenset(name.strip("[]").rstrip(".").lower() for name in [*own, *self.hosts])

    def goes_by(self, host: str) -> bool:
        """Tell whether a request's Host names this server.

        A page elsewhere can make its own name point here (DNS rebinding) and would then be one origin with us; so only known names are answered.
        Numeric addresses cannot be pointed anywhere: those of loopback always do, others where it is bound to more than loopback.
        """
        name = _without_port(host)
        address = _address(name)
        if address is not None:
            return address.is_loopback or not self.loopback or name in self.names
        return name.rstrip(".") in self.names

    def trusts(self, peer: str) -> bool:
        """Tell whether an address is a trusted proxy's."""
        address = _address(peer)
        return address is not None and any(address in network for network in self._networks)

    def client(self, peer: str, headers: Headers) -> str:
        """Return the address of whoever asks: the peer's, or what trusted proxies say of it."""
        address = peer
        said = [part.strip() for line in headers.getlist("x-forwarded-for") for part in line.split(",")]
        while said and self.trusts(address):
            address = said.pop()
        return address if _address(address) is not None else peer

    def user_of(self, peer: str, headers: Headers) -> str | None:
        """Return the user whom a trusted proxy names, or null."""
        if self.user_header is None or not self.trusts(peer):
            return None
        named = headers.getlist(self.user_header)
        return named[0].strip() or None if len(named) == 1 else None

    def direct(self, peer: str, headers: Headers) -> bool:
        """Tell whether a request comes from this machine itself, with no proxy before it that would let in others."""
        return self.loopback and is_loopback(peer) and not any(name in headers for name in _FORWARDED)


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine and reached from nowhere else."""
    address = _address(host.strip("[]"))
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_loopback if address is not None else host.lower() == "localhost"


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _without_port(host: str) -> str:
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]
