"""Readings read back from the lines that `bilat read` printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from ..errors import InputError
from ..vocabulary import Reading
from .files import open_bytes


def read_readings(names: Iterable[str]) -> Iterator[Reading]:
    """Yield the readings of files of JSON lines, or of standard input for `-`; lines that tell of an error are passed over.

    `InputError` names the file and line of what is no reading.
    """
    decoder = msgspec.json.Decoder(Reading)
    for name in names:
        for number, line in enumerate(open_bytes(name), 1):
            if not line.strip() or line.startswith(b'{"schema":"bilat.error/1"'):
                continue
            try:
                yield decoder.decode(line)
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                raise InputError(f"{name}, line {number}: this is no reading ({error}); give what `bilat read --jsonl` printed") from None
