"""Paths -> files to read, and their bytes within a bound."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kg.errors import UnreadableArticle

LIMIT = 20_000_000  # bytes of one article; longer ones are no articles, and would hold up all others
KINDS = (".txt", ".html", ".htm", ".jsonl")


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read. `name` is its path below the folder that was given, or its file name."""

    path: Path
    name: str


def find_files(given: Path) -> Iterator[Found | UnreadableArticle]:
    """The file `given`, or all articles in that folder and below, sorted; hidden and other files are passed by."""
    if not given.is_dir():
        if given.suffix.lower() in KINDS or not given.exists():
            yield Found(given, given.name)
        else:
            kinds = ", ".join(KINDS)
            yield UnreadableArticle(f"{given}: only {kinds} are read; pipe other text in: kg ingest - < FILE")
        return
    errors: list[OSError] = []
    none = True
    for folder, below, names in os.walk(given, onerror=errors.append):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if path.suffix.lower() in KINDS and not name.startswith("."):
                none = False
                yield Found(path, path.relative_to(given).as_posix())
    for error in errors:
        yield UnreadableArticle(f"{error.filename}: this folder cannot be read ({error.strerror})")
    if none and not errors:
        yield UnreadableArticle(f"{given}: no articles in this folder (files ending in {', '.join(KINDS)})")


def open_file(path: Path) -> BinaryIO:
    """Open a regular file for reading; UnreadableArticle in words where that fails."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnreadableArticle(f"{path}: not a regular file")
        return path.open("rb")
    except FileNotFoundError:
        raise UnreadableArticle(f"{path}: there is no such file or folder") from None
    except OSError as error:
        raise UnreadableArticle(f"{path}: this file cannot be read ({error.strerror})") from None


def read_whole(stream: BinaryIO, where: str) -> bytes:
    """All bytes of `stream`; UnreadableArticle where there are more than LIMIT, of which no more are read."""
    try:
        data = stream.read(LIMIT + 1)
    except OSError as error:
        raise UnreadableArticle(f"{where}: this file cannot be read ({error.strerror})") from None
    if len(data) > LIMIT:
        raise UnreadableArticle(f"{where}: larger than {LIMIT // 1_000_000} MB, the most that one article may have")
    return data


def read_lines(stream: BinaryIO, where: str) -> Iterator[tuple[int, bytes | UnreadableArticle]]:
    """The lines of `stream` that are not blank, with their numbers from 1; a line over LIMIT is yielded as an error."""
    number = 0
    while True:
        try:
            line = stream.readline(LIMIT + 1)
        except OSError as error:
            yield number + 1, UnreadableArticle(f"{where}: this file cannot be read further ({error.strerror})")
            return
        if not line:
            return
        number += 1
        if len(line) > LIMIT and not line.endswith(b"\n"):
            while (rest := stream.readline(LIMIT)) and not rest.endswith(b"\n"):
                pass
            yield (
                number,
                UnreadableArticle(
                    f"{where}, line {number}: larger than {LIMIT // 1_000_000} MB, the most that one article may have"
                ),
            )
        elif line.strip():
            yield number, line
