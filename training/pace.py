"""How many threads serve best: where others keep a core busy, two threads wait for each other more than they gain."""

from __future__ import annotations

import os
import time
from pathlib import Path

_STAT = Path("/proc/stat")


class Pace:
    """Watches how much of the machine others use between two questions."""

    def __init__(self) -> None:
        self._last = self._now()

    @staticmethod
    def _now() -> tuple[float, float, float]:
        """Wall clock, seconds that all cores were busy, seconds that this process was."""
        busy = 0.0
        if _STAT.exists():
            fields = [int(field) for field in _STAT.read_text("ascii").split("\n", 1)[0].split()[1:]]
            busy = (sum(fields[:3]) + sum(fields[5:8])) / os.sysconf("SC_CLK_TCK")
        return time.monotonic(), busy, time.process_time()

    def threads(self) -> int:
        """One or two."""
        now = self._now()
        clock, busy, own = (b - a for a, b in zip(self._last, now, strict=True))
        self._last = now
        others = (busy - own) / max(clock, 1e-3)
        cores = os.cpu_count() or 1
        return max(1, min(2, round(cores - others)))
