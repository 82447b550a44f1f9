import io
import random
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from kg.errors import BadData, StoreError
from kg.extractors import How, open_extractor
from kg.graph.store import Store
from kg.ingest import IngestReport, Outcome, ingest
from kg.model import Answer, Article, Claim, Passage, Reading, Thing
from tests.conftest import SEEDS

KG = "PREFIX kg: <https://w3id.org/isnad/ontology#> "
KH = Thing("kataib-hezbollah", "ArmedGroup", "Kataib Hezbollah")


@dataclass
class FirstWords:
    """Claims for every article that its first word is part of Kataib Hezbollah; fails where the text says so."""

    version: str = "1"
    read_files: list[str] = field(default_factory=list)

    def read(self, article: Article) -> Reading:
        self.read_files.append(article.file)
        word = article.text.split()[0]
        start = article.text.index(word)
        if word == "Refuse":
            raise BadData("nothing here is fit to read")
        if word == "Crash":
            raise IndexError("list index out of range")
        if word == "Nothing":
            return None  # type: ignore[return-value]
        shift = 1 if word == "Misquote" else 0
        group = Thing(f"group-{word.lower().strip('.')}", "ArmedGroup", word)
        claim = Claim(group, "partOf", KH, Passage(start + shift, start + len(word) + shift, word))
        return Reading(article, (group, KH), (claim,))


def files(place: Path, **texts: str) -> Path:
    place.mkdir(exist_ok=True)
    for name, text in texts.items():
        (place / f"{name}.txt").write_text(f"{text} said so on Thursday.\n\nPublished February 8, 2024\n", "utf-8")
    return place


def run(store: Path, *paths: Path | str, reader: FirstWords | None = None, **options: object) -> IngestReport:
    with Store.open(store, write=True, wait=0) as opened:
        return ingest(paths, opened, pipeline=reader or FirstWords(), **options)  # type: ignore[arg-type]


def statuses(report: IngestReport) -> list[str]:
    return [outcome.status for outcome in report.outcomes]


def quads(store: Path) -> set[str]:
    with Store.open(store, wait=0) as opened:
        return set(map(str, opened.quads()))


def named(store: Path) -> set[str]:
    """The quads without blank nodes, which every store names for itself."""
    return {quad for quad in quads(store) if "_:" not in quad}


def generation(store: Path) -> int:
    with Store.open(store, wait=0) as opened:
        return opened.notes.generation


def groups(store: Path) -> set[str]:
    with Store.open(store, wait=0) as opened:
        found = opened.query(KG + "SELECT DISTINCT ?g WHERE { ?g kg:partOf ?kh }")
    assert isinstance(found, Answer)
    return {str(row[0]).rsplit("group-", 1)[-1] for row in found.rows}


# --- what goes in ---------------------------------------------------------------------------------------


def test_articles_go_in_at_once(tmp_path: Path) -> None:
    report = run(tmp_path / "kg", files(tmp_path / "in", a="Alpha", b="Beta"))
    assert statuses(report) == ["new", "new"]
    assert (report.claims, report.facts) == (2, 2)
    assert groups(tmp_path / "kg") == {"alpha", "beta"}
    assert generation(tmp_path / "kg") == 1


def test_the_same_again_writes_nothing(tmp_path: Path) -> None:
    place, store = files(tmp_path / "in", a="Alpha", b="Beta"), tmp_path / "kg"
    run(store, place)
    before, count = quads(store), generation(store)
    again = FirstWords()
    assert statuses(run(store, place, reader=again)) == ["unchanged", "unchanged"]
    assert (again.read_files, quads(store), generation(store)) == ([], before, count)


def test_a_changed_file_replaces_what_it_said(tmp_path: Path) -> None:
    place, store = files(tmp_path / "in", a="Alpha", b="Beta"), tmp_path / "kg"
    run(store, place)
    files(place, a="Gamma")
    assert statuses(run(store, place)) == ["changed", "unchanged"]
    assert groups(store) == {"beta", "gamma"}
    fresh = tmp_path / "fresh"
    run(fresh, place)
    assert named(store) == named(fresh)


def test_another_version_of_the_extractor_reads_anew(tmp_path: Path) -> None:
    place, store = files(tmp_path / "in", a="Alpha"), tmp_path / "kg"
    run(store, place)
    assert statuses(run(store, place, reader=FirstWords("2"))) == ["changed"]
    assert statuses(run(store, place, reader=FirstWords("2"))) == ["unchanged"]


def test_a_day_that_is_given_later_counts(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Alpha said so.\n")
    store = tmp_path / "kg"
    (first,) = run(store, tmp_path / "a.txt").outcomes
    assert first.status == "new"
    assert "no date found" in first.message
    assert "--published YYYY-MM-DD" in first.message
    (second,) = run(store, tmp_path / "a.txt", published=date(2024, 2, 8)).outcomes
    assert (second.status, second.message) == ("changed", "")
    with Store.open(store) as opened:
        assert opened.query(
            KG + 'ASK { ?a kg:published "2024-02-08T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> }'
        )


def test_standard_input_goes_in(tmp_path: Path) -> None:
    report = run(tmp_path / "kg", "-", stdin=io.BytesIO(b"Alpha said so."))
    assert statuses(report) == ["new"]
    assert groups(tmp_path / "kg") == {"alpha"}


def test_progress_is_told_article_by_article(tmp_path: Path) -> None:
    seen: list[Outcome] = []
    report = run(tmp_path / "kg", files(tmp_path / "in", a="Alpha", b="Refuse"), progress=seen.append)
    assert tuple(seen) == report.outcomes


# --- what does not --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("Refuse", "nothing here is fit to read"),
        ("Crash", "the extractor failed on it (IndexError: list index out of range)"),
        ("Nothing", "the extractor gave no reading but NoneType"),
    ],
)
def test_a_bad_article_is_told_and_the_others_go_in(tmp_path: Path, word: str, why: str) -> None:
    report = run(tmp_path / "kg", files(tmp_path / "in", a="Alpha", b=word, c="Gamma"))
    assert statuses(report) == ["new", "failed", "new"]
    assert why in report.outcomes[1].message
    assert "b.txt" in report.outcomes[1].message
    assert "\n" not in report.outcomes[1].message
    assert groups(tmp_path / "kg") == {"alpha", "gamma"}


def test_a_missing_and_an_empty_file_are_told_and_the_others_go_in(tmp_path: Path) -> None:
    place = files(tmp_path / "in", a="Alpha")
    (place / "b.txt").write_text("")
    report = run(tmp_path / "kg", place, tmp_path / "nowhere.txt")
    assert statuses(report) == ["new", "failed", "failed"]
    assert "nowhere.txt" in report.outcomes[2].message
    assert groups(tmp_path / "kg") == {"alpha"}


def test_a_run_in_which_all_fails_makes_no_store(tmp_path: Path) -> None:
    run(tmp_path / "kg", tmp_path / "nowhere.txt")
    with pytest.raises(StoreError, match="no store"):
        Store.open(tmp_path / "kg")


def test_a_failure_leaves_what_the_article_said_before(tmp_path: Path) -> None:
    place, store = files(tmp_path / "in", a="Alpha"), tmp_path / "kg"
    run(store, place)
    assert statuses(run(store, files(place, a="Refuse"))) == ["failed"]
    assert groups(store) == {"alpha"}


def test_a_claim_that_is_not_held_up_by_its_article_is_told_and_not_written(tmp_path: Path) -> None:
    report = run(tmp_path / "kg", files(tmp_path / "in", a="Alpha", b="Misquote"))
    assert statuses(report) == ["new", "new"]
    assert groups(tmp_path / "kg") == {"alpha"}
    assert report.outcomes[0].warning == ""
    assert (report.outcomes[1].claims, report.outcomes[1].facts) == (0, 0)
    assert report.outcomes[1].warning.startswith(
        "1 of 3 claims and mentions dropped: partOf: its quote 'Misquote' does not"
    )


def test_an_article_in_another_language_is_told_and_nothing_is_taken_from_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Le groupe Kataib Hezbollah a revendiqué l'attaque contre une base dans le nord de l'Irak, a-t-on dit.\n\n"
        "Published February 8, 2024\n",
        "utf-8",
    )
    (tmp_path / "b.txt").write_text("Kataib Hezbollah is part of the Popular Mobilization Forces.\n", "utf-8")
    with Store.open(tmp_path / "kg", write=True) as store:
        first, second = ingest(
            [tmp_path / "a.txt", tmp_path / "b.txt"], store, pipeline=open_extractor(How.PATTERNS)
        ).outcomes
        assert not store.query(
            "ASK { ?a <https://w3id.org/isnad/ontology#article> <https://w3id.org/isnad/id/article/a> }"
        )
        assert store.query("ASK { GRAPH ?g { <https://w3id.org/isnad/id/article/a> ?p ?o } }")
    assert (first.status, first.claims) == ("new", 0)
    assert first.warning == "does not seem to be English (looks like French): nothing was taken from it"
    assert (second.status, second.warning) == ("new", "")
    assert second.claims


def test_two_articles_with_one_id_do_not_overwrite_each_other(tmp_path: Path) -> None:
    one, two = files(tmp_path / "one", a="Alpha"), files(tmp_path / "two", a="Beta")
    report = run(tmp_path / "kg", one, two)
    assert statuses(report) == ["new", "failed"]
    assert groups(tmp_path / "kg") == {"alpha"}


def test_the_same_article_twice_in_one_run_goes_in_once(tmp_path: Path) -> None:
    report = run(tmp_path / "kg", files(tmp_path / "one", a="Alpha"), files(tmp_path / "two", a="Alpha"))
    assert statuses(report) == ["new", "unchanged"]


# --- many -----------------------------------------------------------------------------------------------


def test_many_go_in_by_whole_chunks(tmp_path: Path) -> None:
    place = files(tmp_path / "in", **{f"n{n:02}": f"Word{n}" for n in range(10)})
    run(tmp_path / "small", place, chunk=3)
    run(tmp_path / "large", place)
    assert generation(tmp_path / "small") == 4
    assert generation(tmp_path / "large") == 1
    assert groups(tmp_path / "small") == groups(tmp_path / "large") == {f"word{n}" for n in range(10)}
    assert named(tmp_path / "small") == named(tmp_path / "large")


LONG = """
    import sys
    from pathlib import Path
    from kg.graph.store import Store
    from kg.ingest import ingest
    from tests.test_ingest import FirstWords
    with Store.open(Path(sys.argv[1]), write=True) as store:
        ingest([sys.argv[2]], store, pipeline=FirstWords(), chunk=5, progress=lambda o: print(o.status, flush=True))
"""


def test_an_ingest_that_is_killed_leaves_whole_chunks_and_can_go_on(tmp_path: Path) -> None:
    every = [f"word{n:03}" for n in range(100)]
    place = files(tmp_path / "in", **{word: word.capitalize() for word in every})
    store, chance, seen = tmp_path / "kg", random.Random(4), set()
    run(store, files(tmp_path / "first", before="Before"))
    for _ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(LONG), store, place], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout
        new = (line for line in process.stdout if line == "new\n")
        for _ in range(chance.randint(2, 12)):
            next(new, None)
        time.sleep(chance.uniform(0, 0.03))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        present = groups(store) - {"before"}
        seen.add(len(present))
        assert "before" in groups(store)
        assert len(present) % 5 == 0
        assert present == set(every[: len(present)])
        with Store.open(store) as opened:
            halves = opened.query(
                KG + "SELECT DISTINCT ?a WHERE { ?a a kg:Article "
                "FILTER NOT EXISTS { ?c kg:article ?a ; kg:passage/kg:quote ?q ; kg:modality kg:Stated } }"
            )
            assert isinstance(halves, Answer)
            assert not halves.rows
    assert len(seen & set(range(5, 100))) > 1, "the kills came in the middle"
    report = run(store, place)
    assert set(statuses(report)) == {"new", "unchanged"}
    assert groups(store) == {"before", *every}


# --- the real thing -------------------------------------------------------------------------------------


def test_the_seeds_go_in_and_stay_the_same(tmp_path: Path) -> None:
    with Store.open(tmp_path / "kg", write=True) as store:
        assert statuses(ingest([SEEDS], store, pipeline=open_extractor(How.PATTERNS))) == ["new"] * 5
        before = sorted(map(str, store.quads()))
        assert statuses(ingest([SEEDS], store, pipeline=open_extractor(How.PATTERNS))) == ["unchanged"] * 5
        assert sorted(map(str, store.quads())) == before


def test_every_quote_of_the_seeds_stands_in_its_article(open_seeds: Store) -> None:
    found = open_seeds.query(
        KG + "SELECT DISTINCT ?text ?quote ?start ?end WHERE "
        "{ ?c kg:article/kg:text ?text ; kg:passage ?p . ?p kg:quote ?quote ; kg:start ?start ; kg:end ?end }"
    )
    assert isinstance(found, Answer)
    assert len(found.rows) > 50
    for text, quote, start, end in found.rows:
        assert str(text)[int(str(start)) : int(str(end))] == str(quote)


def test_the_seeds_have_no_fact_without_a_claim(open_seeds: Store) -> None:
    found = open_seeds.query(
        KG + "SELECT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } "
        "VALUES ?p { kg:partOf kg:backedBy kg:holder kg:perpetrator kg:victim kg:place kg:killed kg:speaker } "
        "FILTER (STRSTARTS(STR(?g), 'https://w3id.org/isnad/id/article/')) "
        "FILTER NOT EXISTS { GRAPH ?g { ?c kg:subject ?s ; kg:predicate ?p ; kg:object|kg:value ?o ; kg:modality ?m "
        "FILTER (?m != kg:Denied) } } }"
    )
    assert isinstance(found, Answer)
    assert not found.rows
