"""Token buckets in memory: how often somebody may ask."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address

HELD = 20_000
"""So many buckets are held; the ones that were used longest ago are forgotten first."""


class RateLimit:
    """Allows each key `burst` requests at once and `rate` a second in the long run; several threads may share it."""

    def __init__(self, rate: float, burst: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate, self.burst = rate, burst
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str) -> float:
        """Take one from a key's bucket: return 0, or, where it is empty, the seconds after which it no longer is."""
        now = self._clock()
        with self._lock:
            left = self._left(key, now)
            wait = 0.0 if left >= 1 else (1 - left) / self.rate
            self._buckets[key] = (left if wait else left - 1, now)
            self._buckets.move_to_end(key)
            while len(self._buckets) > HELD:
                self._buckets.popitem(last=False)
        return wait

    def forgive(self, key: str) -> None:
        """Fill a key's bucket again."""
        with self._lock:
            self._buckets.pop(key, None)

    def _left(self, key: str, now: float) -> float:
        left, at = self._buckets.get(key, (self.burst, now))
        return min(self.burst, left + (now - at) * self.rate)


def address_key(address: str) -> str:
    """Return the key of a network address: one customer's IPv6 network is one key."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6 and not parsed.ipv4_mapped:
        return str(ip_address(int(parsed) >> 64 << 64)) + "/64"
    return str(parsed)
