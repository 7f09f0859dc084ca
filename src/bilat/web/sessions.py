"""Sessions: who is logged in, kept in the store, of which the browser holds the key and the store only its hash."""

from __future__ import annotations

import datetime
import secrets
from contextlib import suppress
from typing import NamedTuple

from sqlalchemy import delete, or_, select, update

from ..errors import StoreLockedError
from ..record.database import reading, writing
from ..record.schema import sessions, users
from ..record.store import Store
from .users import Clock, Role, digest, now, stamp

IDLE = datetime.timedelta(hours=12)
"""A session that is not used for so long is over."""
LONGEST = datetime.timedelta(days=14)
"""A session is over after so long, however much it is used."""
NOTED = datetime.timedelta(minutes=2)
"""Use is noted no more often than this: a page that is read writes nothing."""


class Session(NamedTuple):
    """Whose session it is, and what they may do now."""

    user: str
    role: Role


class Sessions:
    """The sessions of a store."""

    def __init__(self, store: Store, *, clock: Clock = now) -> None:
        self._engine, self._address, self._clock = store.engine, store.address, clock

    def start(self, user: str, instead_of: str | None = None) -> str:
        """Start a session and return its token; the one with the token `instead_of` ends, and so does every session whose time is over."""
        token = secrets.token_urlsafe(32)
        at = self._clock()
        with writing(self._engine, self._address) as connection:
            over = or_(sessions.c.seen < stamp(at - IDLE), sessions.c.created < stamp(at - LONGEST))
            connection.execute(delete(sessions).where(or_(over, sessions.c.token_sha256 == digest(instead_of)) if instead_of else over))
            connection.execute(sessions.insert(), {"token_sha256": digest(token), "user": user, "created": stamp(at), "seen": stamp(at)})
        return token

    def find(self, token: str) -> Session | None:
        """Return the session with a token, or null where there is none or its time is over."""
        key, at = digest(token), self._clock()
        chosen = select(sessions.c.user, sessions.c.seen, users.c.role).join(users, users.c.name == sessions.c.user)
        alive = (sessions.c.token_sha256 == key, sessions.c.seen >= stamp(at - IDLE), sessions.c.created >= stamp(at - LONGEST))
        with reading(self._engine, self._address) as connection:
            row = connection.execute(chosen.where(*alive)).first()
        if row is None:
            return None
        if row.seen < stamp(at - NOTED):
            with suppress(StoreLockedError), writing(self._engine, self._address) as connection:
                connection.execute(update(sessions).where(sessions.c.token_sha256 == key).values(seen=stamp(at)))
        return Session(row.user, row.role)

    def end(self, token: str) -> None:
        """End a session."""
        with writing(self._engine, self._address) as connection:
            connection.execute(delete(sessions).where(sessions.c.token_sha256 == digest(token)))
