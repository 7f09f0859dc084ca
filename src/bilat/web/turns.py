"""Whose turn it is: judgements do not stand in line with those who read."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial, wraps
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread

_Answer = TypeVar("_Answer")
_JUDGING = CapacityLimiter(4)


def at_once(endpoint: Callable[..., _Answer]) -> Callable[..., Coroutine[Any, Any, _Answer]]:
    """Decorate an endpoint that is worked on in threads of its own, however many readers there are."""

    @wraps(endpoint)
    async def asked(**given: Any) -> _Answer:
        return await to_thread.run_sync(partial(endpoint, **given), limiter=_JUDGING)

    return asked
