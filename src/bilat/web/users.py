"""Who may use the web application: users with their roles and passwords, and the API tokens that act for them."""

from __future__ import annotations

import datetime
import functools
import hashlib
import secrets
import threading
import unicodedata
from collections.abc import Callable
from typing import Any, Literal, NamedTuple, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select, update

from ..errors import OptionError
from ..record.database import reading, writing
from ..record.schema import sessions, tokens, users
from ..record.store import Store

Role = Literal["reader", "reviewer", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)
"""The roles, each of which may do what those before it may."""

SHORTEST, LONGEST = 10, 256
"""Characters of a password."""

PREFIX = "bilat_"
"""How an API token begins, so that people and scanners of leaked secrets know one when they see it."""

_RESERVED = {"machine", "everyone", "anonymous"}
_HASHING = threading.BoundedSemaphore(2)  # each takes 64 MiB and the processor's whole attention

Clock = Callable[[], datetime.datetime]


class Account(NamedTuple):
    """A user as they are kept: one without a password is let in only by a proxy's word."""

    name: str
    role: Role
    has_password: bool
    created: str


class Token(NamedTuple):
    """An API token as it is kept, without its secret."""

    id: str
    user: str
    label: str
    role: Role
    created: str
    expires: str | None


def now() -> datetime.datetime:
    """Return the time."""
    return datetime.datetime.now(datetime.UTC)


def stamp(moment: datetime.datetime) -> str:
    """Write a moment as the store keeps it: as text that sorts by time."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def digest(secret: str) -> str:
    """Return what the store keeps of a random secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def lesser(one: Role, other: Role) -> Role:
    """Return the role that may do less."""
    return min(one, other, key=ROLES.index)


class Users:
    """The users of a store and their API tokens. `OptionError` says what is wrong with a name, a role or a password, and the way out."""

    def __init__(self, store: Store, *, clock: Clock = now) -> None:
        self._engine, self._address, self._clock = store.engine, store.address, clock

    def any(self) -> bool:
        """Tell whether there is any user."""
        with reading(self._engine, self._address) as connection:
            return connection.execute(select(users.c.name).limit(1)).first() is not None

    def all(self) -> list[Account]:
        """Return all users, by name."""
        with reading(self._engine, self._address) as connection:
            return [_account(row) for row in connection.execute(select(users).order_by(users.c.name))]

    def find(self, name: str) -> Account | None:
        """Return a user, or null where there is none of this name."""
        if not name.isprintable():  # what PostgreSQL cannot even be asked about is among it
            return None
        with reading(self._engine, self._address) as connection:
            row = connection.execute(select(users).where(users.c.name == name)).first()
        return _account(row) if row else None

    def add(self, name: str, role: str, password: str | None) -> Account:
        """Add a user; without a password only a proxy's word lets them in."""
        name = check_name(name)
        account = Account(name, check_role(role), password is not None, stamp(self._clock()))
        hashed = _hash(check_password(password, name)) if password is not None else None
        with writing(self._engine, self._address) as connection:
            for taken in connection.scalars(select(users.c.name)):
                if _alike(taken) == _alike(name):
                    raise OptionError(f"{name}: there is a user {taken} already; `bilat user password` changes a password, `bilat user role` a role")
            connection.execute(users.insert(), {"name": name, "role": account.role, "password": hashed, "created": account.created})
        return account

    def remove(self, name: str) -> None:
        """Remove a user with their sessions and tokens; what they judged stays, under their name."""
        with writing(self._engine, self._address) as connection:
            for table in (sessions, tokens):
                connection.execute(delete(table).where(table.c.user == name))
            if not connection.execute(delete(users).where(users.c.name == name)).rowcount:
                raise _nobody(name)

    def set_password(self, name: str, password: str) -> None:
        """Give a user another password and end their sessions."""
        hashed = _hash(check_password(password, name))
        with writing(self._engine, self._address) as connection:
            if not connection.execute(update(users).where(users.c.name == name).values(password=hashed)).rowcount:
                raise _nobody(name)
            connection.execute(delete(sessions).where(sessions.c.user == name))

    def set_role(self, name: str, role: str) -> None:
        """Give a user another role, which holds from their next request on."""
        with writing(self._engine, self._address) as connection:
            if not connection.execute(update(users).where(users.c.name == name).values(role=check_role(role))).rowcount:
                raise _nobody(name)

    def check(self, name: str, password: str) -> Account | None:
        """Return the user whom a name and a password let in, or null; it takes as long for a name that nobody has."""
        name = unicodedata.normalize("NFC", name.strip())
        account = self.find(name)
        hashed = None
        if account is not None:
            with reading(self._engine, self._address) as connection:
                hashed = connection.scalar(select(users.c.password).where(users.c.name == name))
        right = _verify(hashed or _nobodys(), password)
        if not right or account is None or hashed is None:
            return None
        if PasswordHasher().check_needs_rehash(hashed):
            with writing(self._engine, self._address) as connection:
                connection.execute(update(users).where(users.c.name == name, users.c.password == hashed).values(password=_hash(password)))
        return account

    # -- API tokens

    def add_token(self, user: str, label: str, *, role: str | None = None, days: float | None = None) -> tuple[Token, str]:
        """Make an API token that acts for a user, and return it with its secret, which is nowhere kept.

        It may do what `role` may, by default and at most what its user may at the moment when it is used. It is good for `days`, or until removed.
        """
        account = self.find(user)
        if account is None:
            raise _nobody(user)
        if role is not None and lesser(check_role(role), account.role) != role:
            raise OptionError(f"{role}: {user} is a {account.role}, and a token may not do more than its user; give a lesser role, or none")
        if days is not None and not 0 < days < 36_525:
            raise OptionError(f"days: {days:g} is no time that a token can be good for; give more than 0 and less than a hundred years")
        label = label.strip()
        if not label or len(label) > 100 or not label.isprintable():
            raise OptionError("label: name what the token is for, in at most 100 characters")
        secret = PREFIX + secrets.token_urlsafe(32)
        made = self._clock()
        expires = stamp(made + datetime.timedelta(days=days)) if days is not None else None
        token = Token(secrets.token_hex(4), user, label, check_role(role or account.role), stamp(made), expires)
        with writing(self._engine, self._address) as connection:
            connection.execute(tokens.insert(), {**token._asdict(), "token_sha256": digest(secret)})
        return token, secret

    def all_tokens(self, user: str | None = None) -> list[Token]:
        """Return the API tokens of a user, or of all, the oldest first."""
        chosen = select(*(tokens.c[name] for name in Token._fields)).order_by(tokens.c.created, tokens.c.id)
        with reading(self._engine, self._address) as connection:
            return [Token(*row) for row in connection.execute(chosen if user is None else chosen.where(tokens.c.user == user))]

    def remove_token(self, id: str) -> None:
        """Remove an API token by its id."""
        with writing(self._engine, self._address) as connection:
            if not connection.execute(delete(tokens).where(tokens.c.id == id)).rowcount:
                raise OptionError(f"{id}: there is no token with this id; `bilat user token list` shows them")

    def find_token(self, secret: str) -> tuple[str, Role] | None:
        """Return the user for whom a token acts and what it may do now, or null where it is none or good no longer."""
        chosen = select(tokens.c.user, tokens.c.role, users.c.role.label("most")).join(users, users.c.name == tokens.c.user)
        good = func.coalesce(tokens.c.expires, "9") > stamp(self._clock())
        with reading(self._engine, self._address) as connection:
            row = connection.execute(chosen.where(tokens.c.token_sha256 == digest(secret), good)).first()
        return (row.user, lesser(row.role, row.most)) if row else None


def check_name(name: str) -> str:
    """Return a user's name as it is kept, or `OptionError`."""
    name = unicodedata.normalize("NFC", name.strip())
    if not name or len(name) > 64 or not name.isprintable() or any(mark in name for mark in '/\\:;,"<>'):
        raise OptionError(f"{name!r}: a user's name is up to 64 letters, digits, spaces and signs such as . - _ @")
    if _alike(name) in _RESERVED:
        raise OptionError(f"{name}: this name has a meaning of its own in records; choose another")
    return name


def check_role(role: str) -> Role:
    """Return a role, or `OptionError`."""
    for known in ROLES:
        if known == role:
            return known
    raise OptionError(f"role: {role!r} is none; the roles are {', '.join(ROLES[:-1])} and {ROLES[-1]}")


def check_password(password: str, name: str) -> str:
    """Return a password that may be set, or `OptionError`."""
    if len(password) < SHORTEST:
        raise OptionError(f"password: it is shorter than {SHORTEST} characters; a few words that do not belong together make a good one")
    if len(password) > LONGEST:
        raise OptionError(f"password: it is longer than {LONGEST} characters")
    if len(set(password)) < 4 or _alike(password) in (_alike(name), _alike(name) * 2):
        raise OptionError("password: it is too easily guessed; a few words that do not belong together make a good one")
    return password


def _account(row: Any) -> Account:
    return Account(row.name, row.role, row.password is not None, row.created)


def _nobody(name: str) -> OptionError:
    return OptionError(f"{name}: there is no user of this name; `bilat user list` shows them")


def _alike(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _spelled(password: str) -> bytes:
    """One password typed on two keyboards is one password."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def _hash(password: str) -> str:
    with _HASHING:
        return PasswordHasher().hash(_spelled(password))


def _verify(hashed: str, password: str) -> bool:
    if len(password) > LONGEST:
        password = ""
    with _HASHING:
        try:
            return PasswordHasher().verify(hashed, _spelled(password))
        except (VerificationError, InvalidHashError):
            return False


@functools.cache
def _nobodys() -> str:
    """A hash that no password fits."""
    return _hash(secrets.token_urlsafe(32))
