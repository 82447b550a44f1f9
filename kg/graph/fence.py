"""What a process that runs other people's requests gives up before it begins: memory without end, and the network."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import sys


def fence(memory: int) -> None:
    """Bound the memory of this process (bytes) and, where the system lets us (Linux), take its network away."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        new_user, new_network = 0x10000000, 0x40000000
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None, use_errno=True).unshare(new_user | new_network)


def end_after(seconds: float) -> None:
    """End this process after that time, so that it does also where whoever started it is gone; 0 calls it off."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
