"""Sorting more texts than memory should hold: in runs that wait on the disk, merged as they are read."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from typing import IO

RUN = 200_000
"""Texts that are sorted in memory at once."""


def sorted_on_disk(texts: Iterable[str], run: int | None = None) -> Iterator[str]:
    """Each text once, in order. A text has no line feed; OSError where the folder for temporary files is full."""
    rest = iter(texts)
    with ExitStack() as stack:
        runs: list[Iterable[str]] = []
        while batch := sorted(set(islice(rest, run or RUN))):
            runs.append(_kept(batch, stack))
        last = None
        for text in heapq.merge(*runs):
            if text != last:
                yield text
            last = text


def _kept(batch: list[str], stack: ExitStack) -> Iterator[str]:
    made: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8", errors="surrogatepass", newline="\n")  # noqa: SIM115
    file = stack.enter_context(made)
    file.writelines(f"{text}\n" for text in batch)
    file.seek(0)
    return (line[:-1] for line in file)
