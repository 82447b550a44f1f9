"""A client that asks as fast as it is answered: so many connections, for so long (`python -m benchmarks.client`).

Reads a JSON object on standard input (host, port, connections, seconds, requests: raw HTTP as text) and writes one with
the times of all answers and what went wrong. A process of its own, so that its work is not the server's.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from typing import Any


async def _read(reader: asyncio.StreamReader) -> int:
    """One answer, to its end; its status."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").lower().split("\r\n")
    status = int(lines[0].split()[1])
    fields = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
    if fields.get("transfer-encoding") == "chunked":
        while size := int((await reader.readline()).split(b";")[0], 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    else:
        await reader.readexactly(int(fields.get("content-length", "0")))
    return status


async def _ask(plan: dict[str, Any], number: int, until: float, times: list[float], faults: list[str]) -> None:
    pick = random.Random(number)
    requests = [text.encode() for text in plan["requests"]]
    reader, writer = await asyncio.open_connection(plan["host"], plan["port"], limit=1 << 20)
    while time.monotonic() < until:
        began = time.monotonic()
        try:
            writer.write(pick.choice(requests))
            status = await _read(reader)
        except (OSError, asyncio.IncompleteReadError) as error:
            faults.append(repr(error))
            writer.close()
            reader, writer = await asyncio.open_connection(plan["host"], plan["port"], limit=1 << 20)
            continue
        if status >= 400:
            faults.append(str(status))
        else:
            times.append(time.monotonic() - began)
    writer.close()


async def main() -> None:
    """Carry the plan out."""
    plan = json.load(sys.stdin)
    times: list[float] = []
    faults: list[str] = []
    began = time.monotonic()
    until = began + plan["seconds"]
    await asyncio.gather(*(_ask(plan, number, until, times, faults) for number in range(plan["connections"])))
    json.dump({"times": times, "faults": faults, "seconds": time.monotonic() - began}, sys.stdout)


if __name__ == "__main__":
    asyncio.run(main())
