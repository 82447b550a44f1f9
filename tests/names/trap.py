"""The set of traps, read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "traps.tsv"


@dataclass(frozen=True, slots=True)
class Trap:
    one: str
    two: str
    kind: str
    same: bool
    shows: str


def load_traps() -> list[Trap]:
    lines = [line for line in FILE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert lines[0] == "name1\tname2\tkind\tsame\tshows"
    cells = [line.split("\t") for line in lines[1:]]
    assert all(len(row) == 5 and row[3] in ("yes", "no") for row in cells)
    return [Trap(one, two, kind, same == "yes", shows) for one, two, kind, same, shows in cells]
