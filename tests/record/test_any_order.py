"""Promises 3 and 6, as far as the store goes: any order, any batches, any repetition give the same store."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bilat.record import Store
from pieces import AGENCY, CORRECTED, FORM_ONE, FORM_TWO, NEWSPAPER, OTHER, found

# a chain: the first and the last are no copies of each other, but each is one of the piece between them
LONG = AGENCY + "\n" + OTHER
ITEMS = [
    found(AGENCY, "/1", publisher="Steppe News Agency", published="2024-05-06"),
    found(NEWSPAPER, "/2", publisher="Riga Herald", published="2024-05-05"),
    found(AGENCY, "/3", url="https://blog.example/x"),
    found(AGENCY.replace("percent", "per cent"), "/4"),
    found(CORRECTED, "/5"),
    found(LONG, "/6", published="2024-05-09"),
    found(OTHER, "/7"),
    found(FORM_ONE, "/8"),
    found(FORM_TWO, "/9"),
    found(AGENCY, "/10"),
]


def _filled(order: list[int], size: int) -> bytes:
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder, "s.db")) as store:
        for k in range(0, len(order), size):
            store.add([ITEMS[n] for n in order[k : k + size]])
        return b"".join(store.export())


EXPECTED: list[bytes] = []


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(len(ITEMS))), st.lists(st.integers(0, len(ITEMS) - 1), max_size=6), st.integers(1, 8))
def test_any_order_any_batches_any_repetition(order: list[int], repeated: list[int], size: int) -> None:
    if not EXPECTED:
        EXPECTED.append(_filled(list(range(len(ITEMS))), len(ITEMS)))
    assert _filled([*order, *repeated], size) == EXPECTED[0]
