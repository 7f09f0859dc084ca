"""Shards read by plain processes of this machine: what a cluster is compared with, and enough for an archive that fits one machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import chain

from ..errors import ClusterError
from .duplicates import judge_pairs
from .processes import mapped
from .work import Done, Input, Settings, Work, read_part, split

PATIENCE = 100
"""Processes that may end at one part."""


class Processes:
    """Reads with so many processes of this machine; they end with each call."""

    def __init__(self, jobs: int = 1) -> None:
        self._jobs = jobs

    def parts(self, shards: Sequence[Input], settings: Settings) -> Iterator[Done]:
        """Read shards and yield each part as it is written, in order; a process that dies costs no part but the document that ended it."""
        works = chain.from_iterable(split(shard, settings) for shard in shards)
        for _, done in mapped(partial(read_part, out=settings.folder, reader=settings.reader), works, self._jobs, partial(_stubborn, settings=settings)):
            yield done

    def judge(self, batches: Iterable[list[tuple[str, str]]]) -> Iterator[list[bool]]:
        """Tell of each pair of texts whether they are one piece, batch by batch in the order given."""
        for _, answers in mapped(judge_pairs, batches, self._jobs, lambda pairs: [False] * len(pairs)):
            yield answers


def _stubborn(work: Work, settings: Settings) -> Done:
    """A part with a document that ends processes, read until every such document is known; each costs a few processes."""
    for _ in range(PATIENCE):
        with ProcessPoolExecutor(1) as pool:
            try:
                return pool.submit(read_part, work, settings.folder, settings.reader).result()
            except BrokenProcessPool:
                continue
    raise ClusterError(f"{work.shard}: the processes that read part {work.number} of it end one after the other; is there memory enough? Run the same command again")
