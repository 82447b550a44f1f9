"""A store brought to real servers elsewhere, and the commands at work there."""

import csv
import os
import shlex
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.answer.remote import Place, RemoteGraphs, RemoteSource
from kg.answer.remote.places import SignedIn
from kg.answer.saved import load_queries
from kg.answer.values import read_values
from kg.cli.words import parse_words
from kg.errors import RemoteError
from kg.graph.contents import read
from kg.graph.diff import differences
from kg.graph.store import Store
from kg.model import Answer, Iri
from kg.push import Pushed, fetch, push, retract_there
from tests.elsewhere.servers import MISSING, VIRTUOSO, oxigraph, virtuoso

if VIRTUOSO is None:
    warnings.warn(f"the tests against a second server are left out. {MISSING}", stacklevel=1)
needs_virtuoso = pytest.mark.skipif(VIRTUOSO is None, reason=MISSING)

with (Path(__file__).parent / "virtuoso.tsv").open(encoding="utf-8") as stream:
    VIRTUOSO_FAILS = {row["question"]: row["cause"] for row in csv.DictReader(stream, delimiter="\t")}

QUESTIONS = [
    (query.name, words)
    for query in load_queries().values()
    for words in (f"kg query {query.name}", *query.examples)
    if words != f"kg query {query.name}" or words not in query.examples
]
QUESTIONS = list(dict.fromkeys(QUESTIONS))


ARTICLES = "SELECT ?a { ?a a <https://w3id.org/isnad/ontology#Article> } ORDER BY ?a"
SENTENCE = "Kataib Hezbollah is part of the Popular Mobilization Forces, the ministry said on Friday."


@dataclass(frozen=True)
class Elsewhere:
    """A server that a store was pushed to."""

    name: str
    place: Place
    store: Path
    first: Pushed


def opened(name: str, folder: Path) -> AbstractContextManager[Place]:
    if name == "virtuoso":
        return virtuoso(folder)
    return oxigraph(folder, graph_store=name == "oxigraph")


@pytest.fixture(
    scope="module",
    params=["oxigraph", "oxigraph by updates", pytest.param("virtuoso", marks=needs_virtuoso)],
)
def there(
    request: pytest.FixtureRequest, seed_store: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Elsewhere]:
    store = tmp_path_factory.mktemp("here") / "store"
    shutil.copytree(seed_store, store, ignore=shutil.ignore_patterns("snapshots", "narrowed"))
    with opened(request.param, tmp_path_factory.mktemp("there") / "data") as place:
        yield Elsewhere(request.param, place, store, push(store, place))


def told(store: Path, place: Place, folder: Path) -> list[object]:
    """What differs between here and there."""
    fetched = folder / "fetched.nq"
    fetch(place, fetched)
    return list(differences(read(store), read(fetched)))


def test_the_first_push_sends_all_and_the_second_nothing(there: Elsewhere, tmp_path: Path) -> None:
    assert there.first.sent > 8
    assert (there.first.removed, there.first.same) == (0, 0)
    assert push(there.store, there.place) == Pushed(0, 0, there.first.sent)
    assert told(there.store, there.place, tmp_path) == []


@pytest.mark.parametrize(("name", "words"), QUESTIONS, ids=[words for _, words in QUESTIONS])
def test_saved_queries_answer_as_here(there: Elsewhere, name: str, words: str) -> None:
    if there.name == "virtuoso" and words in VIRTUOSO_FAILS:
        pytest.skip(f"not on Virtuoso 7.2.5: {VIRTUOSO_FAILS[words]}")
    query = load_queries()[name]
    with Store.open(there.store) as store:
        text = query.bind(read_values(query, parse_words(shlex.split(words)[2:]).values, store))
        here = store.query(text)
    found = RemoteSource(there.place).query(text)
    assert isinstance(here, Answer)
    assert isinstance(found, Answer)
    assert sorted(map(str, found.rows)) == sorted(map(str, here.rows))


def environment(place: Place) -> dict[str, str]:
    given = {
        "KG_UPDATE_URL": place.update,
        "KG_GRAPH_STORE_URL": place.graphs,
        "KG_REMOTE_USER": place.user,
        "KG_REMOTE_PASSWORD": place.password,
    }
    return {**os.environ, **{name: value for name, value in given.items() if value}}


def kg(place: Place, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "kg.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment(place))


def test_the_commands_work_there(there: Elsewhere) -> None:
    def both(*words: str) -> list[str]:
        done = [kg(there.place, *words, "--store", place) for place in (there.place.query, str(there.store))]
        assert [one.returncode for one in done] == [0, 0], done
        return [one.stdout for one in done]

    for words in (
        ("query", "groups-under", "--group", "PMF", "--format", "csv"),
        ("why", "Kataib Hezbollah", "partOf", "PMF", "--format", "csv"),
        ("sparql", "ASK { ?s a <https://w3id.org/isnad/ontology#ArmedGroup> }"),
        ("stats", "--articles", "--format", "csv"),
    ):
        elsewhere, here = both(*words)
        assert sorted(elsewhere.split()) == sorted(here.split()), words
    assert "no difference" in kg(there.place, "diff", there.place.query, str(there.store)).stderr


@pytest.mark.parametrize(
    "words",
    [("ingest", "seeds"), ("serve",), ("check",), ("merge", "a", "b", "--why", "c"), ("export", "x.ttl"), ("doubts",)],
)
def test_what_needs_the_store_itself_says_so(words: tuple[str, ...]) -> None:
    done = kg(Place("http://127.0.0.1:9/query"), *words, "--store", "http://127.0.0.1:9/query")
    assert done.returncode == 2
    assert "needs the store itself" in done.stderr
    for words in (("query", "backers", "--min-confidence", "0.5"), ("why", "PMF", "--inferred")):
        done = kg(Place("http://127.0.0.1:9/query"), *words, "--store", "http://127.0.0.1:9/query")
        assert done.returncode == 2
        assert "needs the store itself" in done.stderr


def test_a_push_that_was_broken_off_goes_on(there: Elsewhere, tmp_path: Path) -> None:
    class Broken(Exception):
        pass

    def stop(done: int, _: int) -> None:
        if done == 2:
            raise Broken

    with Store.open(there.store) as store:
        names = sorted(
            str(row[0]) for row in store.query("SELECT ?a { ?a a <https://w3id.org/isnad/ontology#Article> }").rows
        )  # type: ignore[union-attr]
    target = RemoteGraphs(there.place)
    for name in names[:3]:
        target.update(f"DELETE WHERE {{ GRAPH <https://w3id.org/isnad/pushed> {{ <{name}> ?p ?o }} }}")
        target.drop(name)
    assert push(there.store, there.place, dry_run=True).sent == 3
    with pytest.raises(Broken):
        push(there.store, there.place, progress=stop)
    assert push(there.store, there.place) == Pushed(1, 0, there.first.sent - 1)
    assert told(there.store, there.place, tmp_path) == []


def test_an_article_more_and_an_article_less(there: Elsewhere, tmp_path: Path) -> None:
    news = tmp_path / "news.txt"
    news.write_text(
        "A headline\n\nKataib Hezbollah is part of the Popular Mobilization Forces, the ministry said on Friday.\n"
    )

    def here(*words: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "kg.cli", *words, "--store", str(there.store)], check=True, capture_output=True
        )

    here("ingest", str(news), "--reader", "patterns")
    after = push(there.store, there.place)
    assert 1 <= after.sent <= 4  # the article, and what names and rules make of it
    assert after.removed == 0
    assert told(there.store, there.place, tmp_path) == []
    here("retract", "news.txt")
    after = push(there.store, there.place)
    assert after.removed == 1
    assert after.sent <= 4
    assert told(there.store, there.place, tmp_path) == []
    same = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    with Store.open(there.store) as store:
        assert str(RemoteSource(there.place).query(same)) == str(store.query(same))


def test_retraction_there(there: Elsewhere) -> None:
    source = RemoteSource(there.place)
    article = Iri(
        str(source.query("SELECT ?a { ?a a <https://w3id.org/isnad/ontology#Article> } ORDER BY ?a LIMIT 1").rows[0][0])
    )  # type: ignore[union-attr]
    shown = kg(there.place, "retract", article.value, "--store", there.place.query, "--format", "csv")
    assert shown.returncode == 0, shown.stderr
    assert "goes,fact" in shown.stdout
    claims = f"?s <https://w3id.org/isnad/ontology#article> <{article.value}>"
    gone = f"ASK {{ {{ <{article.value}> ?p ?o }} UNION {{ {claims} }} }}"
    assert source.query(gone) is False
    assert source.query_named(f"ASK {{ GRAPH <{article.value}> {{ ?s ?p ?o }} }}") is False
    back = push(there.store, there.place)
    assert back.sent == 2  # the article, and what follows
    assert source.query(gone) is True
    retract_there(there.place, article)
    push(there.store, there.place)


def test_faults_are_told(tmp_path: Path, seed_store: Path) -> None:
    with pytest.raises(RemoteError, match="set KG_UPDATE_URL"):
        push(seed_store, Place("http://127.0.0.1:9/query"), dry_run=True)
    with pytest.raises(RemoteError, match="cannot be reached"):
        push(seed_store, Place("http://127.0.0.1:9/query", "http://127.0.0.1:9/update"))
    for url in ("ftp://a/b", "http://", "http://me:secret@a/b", "a/b"):
        with pytest.raises(RemoteError) as raised:
            Place.of(url, {})
        assert "secret" not in str(raised.value)
    with oxigraph(tmp_path / "data") as place:
        wrong = Place(place.query, place.update, place.query.replace("/query", "/nowhere"))
        with pytest.raises(RemoteError, match="is KG_GRAPH_STORE_URL right"):
            push(seed_store, wrong)


@needs_virtuoso
def test_a_wrong_password_is_told(tmp_path: Path) -> None:
    with virtuoso(tmp_path / "data") as place:
        for user, password in (("dba", "wrong"), ("", "")):
            other = Place(place.query, place.update, place.graphs, user, password)
            with pytest.raises(RemoteError, match="401"):
                RemoteGraphs(other).insert("http://a/g", ["<http://a/s> <http://a/p> 1 ."])


def test_our_own_server_takes_no_graph_of_ours(seed_store: Path, tmp_path: Path) -> None:
    from tests.answer.server import add, writable

    store = tmp_path / "store"
    add(store, "<http://a/s> <http://a/p> 1", "https://w3id.org/isnad/id/article/1")
    with writable(store) as target:
        place = Place(f"{target.url}/sparql", f"{target.url}/update", f"{target.url}/graphs", token=target.token)
        with pytest.raises(RemoteError, match="Isnad's own"):
            push(seed_store, place)
        SignedIn(place, 10).send(
            "PUT", f"{target.url}/graphs?graph=http://a/g", b"<a:b> <a:c> 1 .", {"Content-Type": "text/turtle"}
        )
        assert RemoteSource(place).query_named("ASK { GRAPH <http://a/g> { ?s ?p 1 } }") is True
