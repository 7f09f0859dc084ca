"""Users, their passwords, sessions and API tokens, on either engine."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from bilat.errors import OptionError
from bilat.record import Store
from bilat.web.sessions import IDLE, LONGEST, NOTED, Sessions
from bilat.web.users import PREFIX, Users

PASSWORD = "seven quiet herons"


@pytest.fixture
def store(store_address: str) -> Iterator[Store]:
    with Store(store_address) as store:
        yield store


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.at = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)

    def __call__(self) -> datetime.datetime:
        return self.at

    def pass_by(self, time: datetime.timedelta) -> None:
        self.at += time


@pytest.fixture
def clock() -> Clock:
    return Clock()


def everything(store: Store) -> str:
    """All that the tables of users hold."""
    with store.engine.connect() as connection:
        return str([row for table in ("users", "sessions", "tokens") for row in connection.execute(text(f"SELECT * FROM {table}")).all()])


def test_a_user_gets_in_with_the_password_and_nothing_else(store: Store) -> None:
    users = Users(store)
    assert not users.any()
    users.add(" Aigerim ", "reviewer", PASSWORD)
    users.add("Proxied", "reader", None)
    assert users.any() and [(account.name, account.role, account.has_password) for account in users.all()] == [("Aigerim", "reviewer", True), ("Proxied", "reader", False)]
    assert (account := users.check("Aigerim", PASSWORD)) is not None and account.role == "reviewer"
    for name, password in (
        ("Aigerim", PASSWORD.upper()),
        ("Aigerim", ""),
        ("aigerim", PASSWORD),
        ("Proxied", ""),
        ("Proxied", PASSWORD),
        ("", ""),
        ("nobody\0", PASSWORD),
        ("Aigerim", "x" * 10_000),
    ):
        assert users.check(name, password) is None, name
    assert PASSWORD not in everything(store)
    users.set_password("Aigerim", "four loud magpies")
    assert users.check("Aigerim", PASSWORD) is None and users.check("Aigerim", "four loud magpies") is not None
    users.remove("Aigerim")
    assert users.find("Aigerim") is None


@pytest.mark.usefixtures("real_passwords")
def test_passwords_are_hashed_with_argon2id_each_with_a_salt(store: Store) -> None:
    users = Users(store)
    users.add("one", "reader", PASSWORD)
    users.add("two", "reader", PASSWORD)
    with store.engine.connect() as connection:
        hashes = connection.execute(text("SELECT password FROM users")).scalars().all()
    assert len(set(hashes)) == 2
    assert all(made.startswith("$argon2id$") and int(made.split("m=")[1].split(",")[0]) >= 19_456 for made in hashes)  # OWASP's least
    assert users.check("one", PASSWORD) is not None


@pytest.mark.usefixtures("real_passwords")
def test_a_password_hashed_with_less_work_is_hashed_anew_when_it_is_used(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    users = Users(store)
    with monkeypatch.context() as cheaper:
        cheaper.setattr("bilat.web.users.PasswordHasher", lambda: PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        users.add("one", "reader", PASSWORD)
    assert "m=64," in everything(store)
    assert users.check("one", PASSWORD) is not None
    assert "m=64," not in everything(store) and users.check("one", PASSWORD) is not None


def test_one_password_typed_on_two_keyboards_is_one(store: Store) -> None:
    users = Users(store)
    users.add("José", "reader", unicodedata.normalize("NFD", "señor número uno"))
    assert users.check(unicodedata.normalize("NFD", "José"), unicodedata.normalize("NFC", "señor número uno")) is not None


@pytest.mark.parametrize(
    ("name", "role", "password", "words"),
    [
        ("Aigerim", "reader", PASSWORD, "there is a user Aigerim already"),
        ("AIGERIM", "reader", PASSWORD, "there is a user Aigerim already"),
        ("", "reader", PASSWORD, "a user's name is"),
        ("a/b", "reader", PASSWORD, "a user's name is"),
        ("line\nbreak", "reader", PASSWORD, "a user's name is"),
        ("x" * 65, "reader", PASSWORD, "a user's name is"),
        ("Machine", "reader", PASSWORD, "meaning of its own"),
        ("B", "owner", PASSWORD, "the roles are reader, reviewer and administrator"),
        ("B", "reader", "short", "shorter than 10"),
        ("B", "reader", "x" * 300, "longer than"),
        ("B", "reader", "aaaaaaaaaaaa", "too easily guessed"),
        ("Aleksandra K", "reader", "aleksandra k", "too easily guessed"),
    ],
)
def test_what_cannot_be_a_user_is_told(store: Store, name: str, role: str, password: str, words: str) -> None:
    users = Users(store)
    users.add("Aigerim", "reader", PASSWORD)
    with pytest.raises(OptionError, match=words):
        users.add(name, role, password)
    assert len(users.all()) == 1


def test_what_is_not_there_cannot_be_changed(store: Store) -> None:
    users = Users(store)
    for change in (lambda: users.remove("x"), lambda: users.set_password("x", PASSWORD), lambda: users.set_role("x", "reader"), lambda: users.add_token("x", "y")):
        with pytest.raises(OptionError, match="there is no user of this name"):
            change()
    with pytest.raises(OptionError, match="no token with this id"):
        users.remove_token("x")


def test_a_session_lasts_while_it_is_used_and_not_for_ever(store: Store, clock: Clock) -> None:
    users, sessions = Users(store), Sessions(store, clock=clock)
    users.add("Aigerim", "reviewer", PASSWORD)
    token = sessions.start("Aigerim")
    assert sessions.find(token) == ("Aigerim", "reviewer") and sessions.find(token + "x") is None and sessions.find("") is None
    assert token not in everything(store)
    clock.pass_by(IDLE - datetime.timedelta(seconds=1))
    assert sessions.find(token)
    clock.pass_by(IDLE - datetime.timedelta(seconds=1))
    assert sessions.find(token)  # its use was noted
    clock.pass_by(IDLE + datetime.timedelta(seconds=1))
    assert sessions.find(token) is None
    used = sessions.start("Aigerim")
    ends = clock.at + LONGEST
    while clock.at < ends:
        assert sessions.find(used)
        clock.pass_by(IDLE / 2)
    clock.pass_by(datetime.timedelta(seconds=1))
    assert sessions.find(used) is None


def test_reading_a_page_writes_nothing_most_of_the_time(store: Store, clock: Clock) -> None:
    Users(store).add("Aigerim", "reviewer", PASSWORD)
    sessions = Sessions(store, clock=clock)
    token = sessions.start("Aigerim")
    before = everything(store)
    clock.pass_by(NOTED / 2)
    assert sessions.find(token) and everything(store) == before
    clock.pass_by(NOTED)
    assert sessions.find(token) and everything(store) != before


def test_a_session_ends_with_logging_out_in_again_another_password_or_its_user(store: Store, clock: Clock) -> None:
    users, sessions = Users(store), Sessions(store, clock=clock)
    users.add("Aigerim", "reviewer", PASSWORD)
    first, second = sessions.start("Aigerim"), sessions.start("Aigerim")
    sessions.end(first)
    assert sessions.find(first) is None and sessions.find(second)
    third = sessions.start("Aigerim", instead_of=second)
    assert sessions.find(second) is None and sessions.find(third)
    users.set_role("Aigerim", "reader")
    assert sessions.find(third) == ("Aigerim", "reader")
    users.set_password("Aigerim", "four loud magpies")
    assert sessions.find(third) is None
    fourth = sessions.start("Aigerim")
    users.remove("Aigerim")
    assert sessions.find(fourth) is None


def test_sessions_whose_time_is_over_are_not_kept(store: Store, clock: Clock) -> None:
    Users(store).add("Aigerim", "reviewer", PASSWORD)
    sessions = Sessions(store, clock=clock)
    for _ in range(3):
        sessions.start("Aigerim")
    clock.pass_by(IDLE * 2)
    sessions.start("Aigerim")
    with store.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM sessions")) == 1


def test_a_token_only_narrows(store: Store, clock: Clock) -> None:
    users = Users(store, clock=clock)
    users.add("Aigerim", "reviewer", PASSWORD)
    kept, same = users.add_token("Aigerim", "notebook")
    _, less = users.add_token("Aigerim", "feed", role="reader")
    assert same.startswith(PREFIX) and same not in everything(store)
    assert users.find_token(same) == ("Aigerim", "reviewer") and users.find_token(less) == ("Aigerim", "reader")
    assert users.find_token("bilat_") is None and users.find_token(same[:-1]) is None
    with pytest.raises(OptionError, match="may not do more than its user"):
        users.add_token("Aigerim", "more", role="administrator")
    users.set_role("Aigerim", "reader")
    assert users.find_token(same) == ("Aigerim", "reader")
    users.set_role("Aigerim", "administrator")
    assert users.find_token(same) == ("Aigerim", "reviewer")  # as it was given, not as its user rose
    users.remove_token(kept.id)
    assert users.find_token(same) is None and [token.label for token in users.all_tokens("Aigerim")] == ["feed"]
    users.remove("Aigerim")
    assert users.find_token(less) is None and users.all_tokens() == []


def test_a_token_expires(store: Store, clock: Clock) -> None:
    users = Users(store, clock=clock)
    users.add("Aigerim", "reader", PASSWORD)
    _, secret = users.add_token("Aigerim", "for a day", days=1)
    _, lasting = users.add_token("Aigerim", "for good")
    clock.pass_by(datetime.timedelta(hours=23))
    assert users.find_token(secret)
    clock.pass_by(datetime.timedelta(hours=2))
    assert users.find_token(secret) is None and users.find_token(lasting)
    for days in (0, -1, float("nan"), float("inf"), 1e9):
        with pytest.raises(OptionError, match="no time that a token can be good for"):
            users.add_token("Aigerim", "x", days=days)
    for label in ("", "x" * 101, "two\nlines"):
        with pytest.raises(OptionError, match="name what the token is for"):
            users.add_token("Aigerim", label)
