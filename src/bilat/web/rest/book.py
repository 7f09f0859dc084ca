"""The log of reviews at hand, for pages and API, and judging over the API: what is judged is checked before it is kept."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from weakref import WeakKeyDictionary

import msgspec
from fastapi import Request
from sqlalchemy import func, select

from ... import api
from ...errors import OptionError
from ...record.database import reading
from ...record.material import actor_mention, fact_mention
from ...record.reviews import Review
from ...record.schema import reviews as table
from ...record.store import Store, review_of
from ...vocabulary.reading import AnyFact
from .shelf import desk_of


class Book:
    """The reviews of a store in the order in which they came, read on from where the last reading ended."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.RLock()
        self._seen: list[tuple[int, Review]] = []
        self._by_id: dict[str, Review] = {}
        self._of: defaultdict[tuple[str, ...], list[Review]] = defaultdict(list)

    def all(self) -> list[tuple[int, Review]]:
        """Return every review with its number, the oldest first."""
        with self._lock:
            self._read_on()
            return list(self._seen)

    def of(self, subject: Sequence[str]) -> list[Review]:
        """Return the reviews of what a subject's keys name, the oldest first, undone ones and undos too."""
        with self._lock:
            self._read_on()
            return list(self._of.get(tuple(sorted(subject)), ()))

    def of_each(self, subjects: Iterable[Sequence[str]]) -> dict[tuple[str, ...], list[Review]]:
        """Return the reviews of several subjects, by their keys in order; those that nobody judged are left out."""
        with self._lock:
            self._read_on()
            return {about: list(self._of[about]) for subject in subjects if (about := tuple(sorted(subject))) in self._of}

    def last_of(self, subjects: Iterable[Sequence[str]]) -> dict[tuple[str, ...], str]:
        """Return the id of the last review of each subject that somebody judged."""
        return {about: found[-1].id for about, found in self.of_each(subjects).items()}

    def with_id(self, id: str) -> Review | None:
        """Return a review by its id."""
        with self._lock:
            self._read_on()
            return self._by_id.get(id)

    def judge(
        self,
        reviewer: str,
        verdict: str,
        subject: Sequence[str],
        expected: str | None,
        *,
        slot: str | None = None,
        value: str | None = None,
        date: str | None = None,
        note: str | None = None,
        undoes: str | None = None,
    ) -> Review:
        """Keep a judgement where nobody judged the same since `expected`, the id of the last review of it that the reviewer saw, null for none.

        `OvertakenError` where somebody did. `OptionError` for what cannot be judged: nothing is kept then.
        """
        if verdict == "undo" and undoes is not None:
            if self.with_id(undoes) is None:
                raise OptionError(f"undoes: there is no review with the id {undoes}")
        elif verdict != "undo":
            if undoes is not None:
                raise OptionError("undoes: only an undo names a review that it undoes; leave it out")
            self._check(verdict, subject, slot, value)
        return api.judge(self._store, reviewer, verdict, subject, slot=slot, value=value, date=date, note=note, undoes=undoes, expected=expected)

    def _read_on(self) -> None:
        with reading(self._store.engine, self._store.address) as connection:
            last = self._seen[-1][0] if self._seen else 0
            count = connection.scalar(select(func.count()).select_from(table)) or 0
            rows = connection.execute(select(table).where(table.c.seq > last).order_by(table.c.seq)).all() if count != len(self._seen) else []
            if count != len(self._seen) + len(rows):  # a number below the last was given earlier and came later, as PostgreSQL may do it
                self._seen, self._by_id, self._of = [], {}, defaultdict(list)
                rows = connection.execute(select(table).order_by(table.c.seq)).all()
        for row in rows:
            review = review_of(row)
            self._seen.append((row.seq, review))
            self._by_id[review.id] = review
            self._of[self._subject(review)].append(review)

    def _subject(self, review: Review) -> tuple[str, ...]:
        """What a review is about; an undo is about what it undoes."""
        while review.undoes is not None and review.undoes in self._by_id:
            review = self._by_id[review.undoes]
        return tuple(sorted(review.subject))

    def _check(self, verdict: str, subject: Sequence[str], slot: str | None, value: str | None) -> None:
        """Refuse keys that name nothing, and a correction that the slot cannot hold: kept for ever, they would do nothing."""
        for key in subject:
            document = key.split(":", 1)[0]
            found = self._store.materials([], only=[document])
            if not found:
                raise OptionError(f"subject: {key!r} names no fact or actor of a document that is read; give keys as /d/…/facts and /r/…/merges show them")
            material, made = found[0], found[0].reading
            facts = {fact_mention(material, fact).key: fact for fact in made.facts}
            if key not in facts and (verdict not in ("same", "not_same", "unsure") or key not in {actor_mention(material, actor).key for actor in made.actors}):
                raise OptionError(f"subject: {key!r} names nothing in the reading of its document; give keys as /d/…/facts and /r/…/merges show them")
            if verdict == "correct" and slot is not None and value is not None:
                _check_value(facts[key], slot, value)


def _check_value(fact: AnyFact, slot: str, value: str) -> None:
    data = msgspec.to_builtins(fact)
    if slot not in data or slot in ("id", "kind", "evidence"):
        raise OptionError(f"slot: {slot!r} is none that can be corrected; those of this fact are {', '.join(name for name in data if name not in ('id', 'kind', 'evidence'))}")
    try:
        msgspec.convert({**data, slot: msgspec.json.decode(value)}, AnyFact)
    except msgspec.ValidationError as error:
        raise OptionError(f"value: the slot {slot} cannot hold it ({error})") from None
    except msgspec.DecodeError:
        raise OptionError(f"value: {value!r} is no JSON; give text in quotes, as in '\"2024-05-06\"'") from None


_books: WeakKeyDictionary[Store, Book] = WeakKeyDictionary()
_opening = threading.Lock()


def book_at(store: Store) -> Book:
    """Return the one book of a store; pages and API share it."""
    with _opening:
        book = _books.get(store)
        if book is None:
            book = _books[store] = Book(store)
        return book


def book_of(request: Request) -> Book:
    """Return the book of the store that the application shows."""
    return book_at(desk_of(request).store)
