"""Articles read by several processes: the same graph as with one, whatever befalls them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.errors import KgError, StoreError
from kg.extractors import How, open_extractor
from kg.graph.dump import export
from kg.graph.store import Store
from kg.ingest import IngestReport, ingest
from kg.model import Article, Reading
from kg.workers import AHEAD, Workers, cores
from tests.cli.running import KG, environment
from tests.conftest import SEEDS
from tests.test_ingest import FirstWords, files, groups, quads, run, statuses


@dataclass
class Mortal(FirstWords):
    """Reads as FirstWords does; dies where the text says so."""

    def read(self, article: Article) -> Reading:
        word = article.text.split()[0]
        if word == "Kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if word == "Quit":
            os._exit(3)
        if word == "Chatter":
            print("what an extractor prints")
        if word == "Slow":
            time.sleep(0.3)
        return super().read(article)


class Stuck:
    """Reads for ever."""

    version = "stuck"

    def read(self, article: Article) -> Reading:
        Path(f"{article.text.split()[0]}.pid").write_text(str(os.getpid()))
        time.sleep(600)
        return Reading(article, (), ())


def stuck() -> Stuck:
    return Stuck()


def exported(store: Path, out: Path) -> bytes:
    with Store.open(store, wait=0) as opened:
        export(opened, out)
    return out.read_bytes()


@pytest.mark.parametrize("how", [How.PATTERNS, How.MODEL])
def test_two_write_the_same_as_one(tmp_path: Path, how: How) -> None:
    reports, dumps = [], []
    for number in (1, 2):
        with Store.open(tmp_path / f"kg{number}", write=True) as store:
            reports.append(ingest([SEEDS], store, pipeline=open_extractor(how), workers=number))
        dumps.append(exported(tmp_path / f"kg{number}", tmp_path / f"{number}.trig"))
    assert statuses(reports[0]) == ["new"] * 5
    assert reports[0].claims > 500
    assert reports[0] == reports[1]
    assert dumps[0] == dumps[1]


def test_many_come_in_their_order_with_or_without_a_date(tmp_path: Path) -> None:
    place = files(tmp_path / "in", **{f"n{n:02}": ("Slow" if n % 7 == 0 else f"Word{n}") for n in range(40)})
    for n in range(0, 40, 3):
        (place / f"n{n:02}.txt").write_text(f"Undated{n} said so.\n")
    (place / "n05.txt").write_text("")
    (place / "n06.txt").write_text("Refuse this.\n")
    seen: dict[int, list[str]] = {}
    told: dict[int, IngestReport] = {}
    for number in (1, 3):
        seen[number] = []
        told[number] = run(
            tmp_path / f"kg{number}",
            place,
            reader=Mortal(),
            workers=number,
            chunk=7,
            progress=lambda outcome, number=number: seen[number].append(outcome.file),
        )
    assert told[1] == told[3]
    assert seen[1] == seen[3]
    dumps = [exported(tmp_path / f"kg{number}", tmp_path / f"{number}.trig") for number in (1, 3)]
    assert dumps[0] == dumps[1]
    assert set(statuses(run(tmp_path / "kg3", place, reader=Mortal(), workers=2))) == {"unchanged", "failed"}


@pytest.mark.parametrize(("word", "why"), [("Kill", "was killed by signal 9"), ("Quit", "ended with code 3")])
def test_a_process_that_dies_costs_its_article_alone(tmp_path: Path, word: str, why: str) -> None:
    place = files(tmp_path / "in", **{f"n{n}": f"Word{n}" for n in range(8)})
    files(place, n3=word, n5=word)
    report = run(tmp_path / "kg", place, reader=Mortal(), workers=2)
    assert [n for n, status in enumerate(statuses(report)) if status == "failed"] == [3, 5]
    assert why in report.outcomes[3].message
    assert report.outcomes[3].message.startswith("n3.txt: ")
    assert groups(tmp_path / "kg") == {f"word{n}" for n in range(8) if n not in {3, 5}}
    files(place, n3="Word3", n5="Word5")
    run(tmp_path / "kg", place, reader=Mortal(), workers=2)
    assert groups(tmp_path / "kg") == {f"word{n}" for n in range(8)}


def test_faults_are_told_as_with_one(tmp_path: Path) -> None:
    place = files(tmp_path / "in", a="Alpha", b="Refuse", c="Crash", d="Delta")
    told = [run(tmp_path / f"kg{n}", place, reader=Mortal(), workers=n).outcomes for n in (1, 2)]
    assert told[0] == told[1]
    assert "IndexError" in told[0][2].message


def test_what_an_extractor_prints_is_in_nobody_s_way(tmp_path: Path) -> None:
    report = run(tmp_path / "kg", files(tmp_path / "in", a="Chatter", b="Beta"), reader=Mortal(), workers=2)
    assert statuses(report) == ["new", "new"]


def test_few_are_under_way_at_once() -> None:
    drawn = 0

    def articles() -> Iterator[Article]:
        nonlocal drawn
        for number in range(60):
            drawn += 1
            yield Article(f"n{number}", f"n{number}.txt", "Slow going" if number == 0 else f"Word{number} x", "")

    most = taken = 0
    with Workers(Mortal(), 2) as workers:
        for article, reading in workers.read(articles(), lambda article: article):
            assert isinstance(reading, Reading)
            assert reading.article == article
            taken += 1
            most = max(most, drawn - taken)
    assert taken == 60
    assert 2 <= most < 2 * AHEAD


def test_an_extractor_that_cannot_be_sent_is_told(tmp_path: Path) -> None:
    reader = FirstWords()
    reader.read_files = (file for file in ())  # type: ignore[assignment]
    with pytest.raises(KgError, match="read with one"):
        run(tmp_path / "kg", files(tmp_path / "in", a="Alpha"), reader=reader, workers=2)


def test_as_many_as_there_are_cores(tmp_path: Path) -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)
    run(tmp_path / "kg", files(tmp_path / "in", a="Alpha"), workers=0)
    assert groups(tmp_path / "kg") == {"alpha"}


# --- stopped in the middle --------------------------------------------------------------------------------


def reading(tmp_path: Path) -> tuple[subprocess.Popen[str], list[int]]:
    """An ingest by two processes, both of which are in the middle of an article; and their ids."""
    place = files(tmp_path / "in", a="Alpha", b="Beta", c="Gamma")
    line = [*KG, "ingest", str(place), "--workers", "2", "--pipeline", "tests.test_workers:stuck"]
    process = subprocess.Popen(
        line, cwd=tmp_path, env=environment(tmp_path / "kg"), stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    end = time.monotonic() + 60
    while len(pids := [int(text) for file in tmp_path.glob("*.pid") if (text := file.read_text())]) < 2:
        assert time.monotonic() < end
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    return process, pids


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z"


def test_ctrl_c_stops_all_and_writes_nothing(tmp_path: Path) -> None:
    run(tmp_path / "kg", files(tmp_path / "before", before="Before"))
    before = quads(tmp_path / "kg")
    process, pids = reading(tmp_path)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal sends it, to all of the foreground
    _, said = process.communicate(timeout=60)
    assert said == "kg: stopped\n"
    assert process.returncode in {130, -signal.SIGINT}
    assert all(map(gone, pids))
    assert quads(tmp_path / "kg") == before


def test_a_process_that_is_killed_from_outside_names_its_article(tmp_path: Path) -> None:
    process, pids = reading(tmp_path)
    alpha = int((tmp_path / "Alpha.pid").read_text())
    os.kill(alpha, signal.SIGKILL)
    end = time.monotonic() + 60
    third = tmp_path / "Gamma.pid"  # read by a new process
    while not third.exists() or not third.read_text():
        assert time.monotonic() < end
        time.sleep(0.05)
    for pid in {*pids, int(third.read_text())} - {alpha}:
        os.kill(pid, signal.SIGKILL)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    lines = said.splitlines()
    assert [line.split(":")[0].split()[-1] for line in lines[:3]] == ["a.txt", "b.txt", "c.txt"]
    assert all("was killed by signal 9" in line for line in lines[:3])
    assert lines[3] == "3 articles (3 failed), 0 claims"
    with pytest.raises(StoreError, match="no store"):
        Store.open(tmp_path / "kg")


def test_they_do_not_outlive_the_one_that_writes() -> None:
    article = Article("a", "a.txt", "Alpha said so.", "")
    code = (
        "import sys, time\nfrom kg.workers import Workers\nfrom tests.test_workers import Mortal\n"
        "from kg.model import Article\n"
        "with Workers(Mortal(), 1) as workers:\n"
        f"    next(iter(workers.read([Article('a', 'a.txt', {article.text!r}, '')], lambda a: a)))\n"
        "    print([w._process.pid for w in workers._running][0], flush=True)\n    time.sleep(600)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], env=environment(), stdout=subprocess.PIPE, text=True)
    assert process.stdout
    pid = int(process.stdout.readline())
    assert not gone(pid)
    process.kill()
    process.communicate()
    end = time.monotonic() + 20
    while not gone(pid):
        assert time.monotonic() < end, "it waits for ever"
        time.sleep(0.05)
