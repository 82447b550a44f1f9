import asyncio

import pytest

from kg.errors import Busy
from kg.exchange import Question
from kg.graph import lanes
from kg.graph.lanes import Heavy, Lane


def test_clients_have_their_turns() -> None:
    """Who asks ten times waits behind himself: another who comes after him is next."""

    async def run() -> list[str]:
        lane = Lane(1)
        await lane.enter("first", 1)
        order: list[str] = []

        async def ask(client: str) -> None:
            await lane.enter(client, 5)
            order.append(client)
            lane.leave()

        greedy = [asyncio.ensure_future(ask("greedy")) for _ in range(4)]
        await asyncio.sleep(0)
        modest = [asyncio.ensure_future(ask(name)) for name in ("one", "two")]
        await asyncio.sleep(0)
        assert lane.waiting == 6
        lane.leave()
        await asyncio.gather(*greedy, *modest)
        assert (lane.waiting, lane.running) == (0, 0)
        return order

    assert asyncio.run(run()) == ["greedy", "one", "two", "greedy", "greedy", "greedy"]


def test_waiting_ends_and_leaves_no_trace() -> None:
    async def run() -> None:
        lane = Lane(1)
        await lane.enter("a", 1)
        with pytest.raises(Busy):
            await lane.enter("b", 0.01)
        waiting = asyncio.ensure_future(lane.enter("c", 5))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert lane.waiting == 0
        lane.leave()
        await lane.enter("d", 0.01)
        assert lane.running == 1

    asyncio.run(run())


def test_queues_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "MOST_OF_ONE", 2)
    monkeypatch.setattr(lanes, "MOST_WAITING", 3)

    async def run() -> None:
        lane = Lane(1)
        await lane.enter("a", 1)
        waiting = [asyncio.ensure_future(lane.enter("a", 5)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Busy, match="too many"):
            await lane.enter("a", 5)
        waiting.append(asyncio.ensure_future(lane.enter("b", 5)))
        await asyncio.sleep(0)
        with pytest.raises(Busy, match="too many"):
            await lane.enter("c", 5)
        for one in waiting:
            one.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    asyncio.run(run())


def test_what_was_heavy_is_remembered_and_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "REMEMBERED", 2)
    heavy = Heavy()
    questions = [Question(f"SELECT ?{name} {{}}", "text/csv") for name in "abc"]
    for question in questions:
        heavy.note(question, heavy=True)
    assert [question in heavy for question in questions] == [False, True, True]
    assert Question(questions[1].query, "text/html") in heavy  # however it is to be written
    assert Question(questions[1].query, "text/csv", ("http://a/g",)) not in heavy
    heavy.note(questions[1], heavy=False)
    assert questions[1] not in heavy
