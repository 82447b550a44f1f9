"""Writing through the endpoint: what goes through, what does not, and that nothing of ours can be touched by it."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import rdflib

from kg.answer.endpoint.tokens import Tokens
from kg.exchange import WRITTEN
from kg.graph.dump import export
from kg.graph.store import Store
from kg.graph.vocabulary import BASE
from tests.answer.server import Target, add, running, writable

OURS = f"{BASE}article/1"
MINE = "http://notes.example/mine"
COUNT = "SELECT (COUNT(*) AS ?n) {{ GRAPH <{}> {{ ?s ?p ?o }} }}"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store"
    add(path, "<http://a/s> a kg:Article ; kg:file 'news.txt' . <http://a/s> <http://a/p> 1", OURS)
    return path


@pytest.fixture
def target(store: Path) -> Iterator[Target]:
    with writable(store) as opened:
        yield opened


def update(target: Target, text: str, **params: list[str]) -> httpx.Response:
    return httpx.post(f"{target.url}/sparql", data={"update": text, **params}, headers=target.headers, timeout=60)


def rows(target: Target, query: str) -> list[list[str]]:
    answer = httpx.post(f"{target.url}/sparql", data={"query": query}, headers={"Accept": "text/csv"}, timeout=60)
    assert answer.status_code == 200, answer.text
    return [line.split(",") for line in answer.text.splitlines()[1:]]


def count(target: Target, graph: str) -> int:
    return int(rows(target, COUNT.format(graph))[0][0])


def test_what_is_written_can_be_asked_by_its_graph_and_is_no_part_of_the_union(target: Target) -> None:
    assert update(
        target, f"INSERT DATA {{ <http://a/x> <http://a/p> 7 . GRAPH <{MINE}> {{ <http://a/x> <http://a/p> 8 }} }}"
    )
    assert rows(target, "SELECT ?o { <http://a/x> <http://a/p> ?o }") == []
    assert rows(target, f"SELECT ?o FROM <{WRITTEN}> {{ <http://a/x> <http://a/p> ?o }}") == [["7"]]
    assert rows(target, f"SELECT ?o {{ GRAPH <{MINE}> {{ <http://a/x> <http://a/p> ?o }} }}") == [["8"]]
    facts = f"SELECT ?o {{ GRAPH <{MINE}> {{ ?x ?y 8 }} <http://a/s> <http://a/p> ?o }}"
    assert rows(target, facts) == [["1"]]  # beside facts in one query


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("DELETE WHERE { <http://a/x> ?p ?o }", {"http://a/y"}),
        ("DELETE DATA { <http://a/y> <http://a/p> 2 }", {"http://a/x"}),
        (
            "DELETE { ?s <http://a/p> 1 } INSERT { ?s <http://a/p> 3 } WHERE { ?s <http://a/p> 1 }",
            {"http://a/x", "http://a/y"},
        ),
        ("DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(?o > 1) }", {"http://a/x"}),
        ("CLEAR DEFAULT", set()),
        ("DROP ALL", set()),
        ("DROP NAMED", {"http://a/x", "http://a/y"}),
        ("MOVE DEFAULT TO <http://notes.example/m>", set()),
        (
            "PREFIX a: <http://a/> DELETE WHERE { a:x a:p ?o } ; PREFIX a: <http://a/> DELETE WHERE { a:y a:p ?o }",
            set(),
        ),
        ("# nothing\n", {"http://a/x", "http://a/y"}),
    ],
)
def test_updates_of_the_writers_own_graph(target: Target, text: str, left: set[str]) -> None:
    assert (
        update(target, "INSERT DATA { <http://a/x> <http://a/p> 1 . <http://a/y> <http://a/p> 2 }").status_code == 204
    )
    assert update(target, text).status_code == 204
    assert {row[0] for row in rows(target, f"SELECT ?s FROM <{WRITTEN}> {{ ?s ?p ?o }}")} == left
    assert count(target, OURS) == 3


def test_facts_are_read_by_their_graphs(target: Target) -> None:
    text = f"INSERT {{ GRAPH <{MINE}> {{ ?s <http://a/seen> true }} }} WHERE {{ GRAPH ?g {{ ?s a ?kind }} }}"
    assert update(target, text).status_code == 204
    assert count(target, MINE) == 1
    copied = update(target, f"COPY <{OURS}> TO <{MINE}>")
    assert copied.status_code == 204
    assert count(target, MINE) == 3


def test_blank_nodes_stay_what_they_are(target: Target) -> None:
    assert update(target, f"INSERT DATA {{ GRAPH <{MINE}> {{ <http://a/x> <http://a/p> _:b . _:b <http://a/q> 1 }} }}")
    more = f"INSERT {{ GRAPH <{MINE}> {{ ?b <http://a/r> 2 }} }} WHERE {{ GRAPH <{MINE}> {{ ?b <http://a/q> 1 }} }}"
    assert update(target, more).status_code == 204
    assert update(target, "INSERT { ?b <http://a/r> 3 } WHERE { GRAPH ?g { ?b <http://a/q> 1 } }").status_code == 204
    whole = f"SELECT ?n {{ GRAPH <{MINE}> {{ <http://a/x> <http://a/p> ?b . ?b <http://a/q> 1 ; <http://a/r> ?n }} }}"
    assert rows(target, whole) == [["2"]]
    both = f"SELECT ?n {{ GRAPH <{MINE}> {{ ?b <http://a/q> 1 }} GRAPH <{WRITTEN}> {{ ?b <http://a/r> ?n }} }}"
    assert rows(target, both) == [["3"]]


def test_many_updates_at_once_are_all_done(target: Target) -> None:
    from concurrent.futures import ThreadPoolExecutor

    texts = [f"INSERT DATA {{ GRAPH <{MINE}> {{ <http://a/{n}> <http://a/p> {n} }} }}" for n in range(12)]
    with ThreadPoolExecutor(6) as threads:
        assert {answer.status_code for answer in threads.map(lambda text: update(target, text), texts)} == {204}
    assert count(target, MINE) == 12


def test_an_update_is_done_as_a_whole_or_not_at_all(target: Target) -> None:
    text = f"INSERT DATA {{ GRAPH <{MINE}> {{ <http://a/x> <http://a/p> 1 }} }} ; CREATE GRAPH <{MINE}>"
    assert update(target, text).status_code == 404
    assert count(target, MINE) == 0


def test_an_update_is_stopped_at_its_deadline(store: Path) -> None:
    endless = "INSERT { <http://a/x> <http://a/n> ?n } WHERE { SELECT (COUNT(*) AS ?n) { %s } }"
    triples = " . ".join(f"GRAPH ?g{n} {{ ?a{n} ?b{n} ?c{n} }}" for n in range(9))
    add(store, " ".join(f"<http://a/{n}> <http://a/p> {n} ." for n in range(300)), f"{BASE}article/2")
    with writable(store, deadline=2) as target:
        answer = update(target, endless % triples)
        assert (answer.status_code, "stopped after 2 seconds" in answer.text) == (504, True)
        assert update(target, "INSERT DATA { <http://a/x> <http://a/p> 1 }").status_code == 204


def test_waiting_for_whoever_writes_ends(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.graph.writing.PATIENCE", 0.3)
    with writable(store) as target:
        with Store.open(store, write=True):
            answer = update(target, "INSERT DATA { <http://a/x> <http://a/p> 1 }")
            assert answer.status_code == 503
            assert answer.headers["retry-after"]
        assert update(target, "INSERT DATA { <http://a/x> <http://a/p> 1 }").status_code == 204


def test_protocol_datasets(target: Target) -> None:
    update(target, f"INSERT DATA {{ GRAPH <{MINE}> {{ <http://a/x> <http://a/p> 1 }} }}")
    text = "INSERT { GRAPH <http://notes.example/to> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    assert update(target, text, **{"using-graph-uri": [MINE]}).status_code == 204
    assert count(target, "http://notes.example/to") == 1
    for words in (
        "WITH <http://a/g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        text.replace("WHERE", f"USING <{MINE}> WHERE"),
    ):
        assert update(target, words, **{"using-graph-uri": [MINE]}).status_code == 400
    for name in ("default-graph-uri", "named-graph-uri"):
        assert update(target, text, **{name: [MINE]}).status_code == 400
    assert update(target, text, **{"using-graph-uri": ["no iri> {"]}).status_code == 400


# --- graphs as wholes --------------------------------------------------------------------------------


def put(
    target: Target, body: bytes, kind: str = "text/turtle", method: str = "PUT", graph: str = MINE
) -> httpx.Response:
    return httpx.request(
        method,
        f"{target.url}/graphs",
        params={"graph": graph},
        content=body,
        headers={**target.headers, "Content-Type": kind},
        timeout=60,
    )


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/turtle", b"<http://a/x> <http://a/p> <y> ."),
        ("application/n-triples", b"<http://a/x> <http://a/p> <http://a/y> ."),
        ("application/ld+json", b'{"@id": "http://a/x", "http://a/p": {"@id": "http://a/y"}}'),
        (
            "application/rdf+xml",
            b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="http://a/">'
            b'<r:Description r:about="http://a/x"><a:p r:resource="http://a/y"/></r:Description></r:RDF>',
        ),
    ],
)
def test_a_graph_goes_in_and_comes_out_in_each_format(target: Target, kind: str, body: bytes) -> None:
    assert put(target, body, kind).status_code == 201
    answer = httpx.get(f"{target.url}/graphs", params={"graph": MINE}, headers={"Accept": kind})
    assert answer.headers["content-type"].partition(";")[0] == kind
    name = {"text/turtle": "turtle", "application/n-triples": "nt", "application/ld+json": "json-ld"}.get(kind, "xml")
    graph = rdflib.Graph().parse(data=answer.content, format=name)
    end = "http://notes.example/y" if kind == "text/turtle" else "http://a/y"
    assert set(graph) == {tuple(map(rdflib.URIRef, ("http://a/x", "http://a/p", end)))}


def test_a_graph_may_have_any_name_that_is_an_iri(target: Target) -> None:
    for graph in ("http://notes.example/\u00e9\u4e2d", "urn:x:%20y", "http://notes.example/?a=b&c=d#e"):
        answer = put(target, b"<http://a/x> <http://a/p> 1 .", graph=graph)
        assert answer.status_code == 201
        assert answer.headers["location"].isascii()
        assert count(target, graph) == 1


def test_what_may_be_sent_depends_on_who_sends(target: Target) -> None:
    comment = "#" + "x" * 3_000_000 + "\n"
    assert update(target, f"{comment}INSERT DATA {{ <http://a/x> <http://a/p> 1 }}").status_code == 204
    stranger = httpx.post(f"{target.url}/update", data={"update": comment})
    assert stranger.status_code == 413


def test_our_graphs_can_be_had_and_not_changed(target: Target) -> None:
    address = f"{target.url}/graphs"
    assert httpx.get(address, params={"graph": OURS}).status_code == 200
    for method in ("PUT", "POST"):
        assert put(target, b"<http://a/x> <http://a/p> 1 .", method=method, graph=OURS).status_code == 403
    gone = httpx.delete(address, params={"graph": OURS}, headers=target.headers)
    assert gone.status_code == 403
    assert httpx.get(address, params={"graph": "https://w3id.org/isnad/index"}).status_code == 404
    assert count(target, OURS) == 3


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, b"<http://a/x> <http://a/p>", "text/turtle"),
        (400, b"\xff", "text/turtle"),
        (400, b'{"@context": "http://127.0.0.1:9/c.jsonld", "p": 1}', "application/ld+json"),
        (415, b"<http://a/x> <http://a/p> 1 .", "text/plain"),
        (415, b"GRAPH <http://a/g> { }", "application/trig"),
        (400, b"x", "multipart/form-data; boundary=y"),
    ],
)
def test_bad_payloads_are_told_and_change_nothing(target: Target, status: int, body: bytes, kind: str) -> None:
    answer = put(target, body, kind, method="POST")
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]
    assert httpx.get(f"{target.url}/graphs", params={"graph": MINE}).status_code == 404


@pytest.mark.parametrize(
    "query", ["", "?graph=a", "?graph=http://a/g&default", "?graph=http://a/g&graph=http://a/h", "?graph=http://a/%20g"]
)
def test_a_graph_must_be_named_once_and_well(target: Target, query: str) -> None:
    assert httpx.get(f"{target.url}/graphs{query}").status_code == 400


# --- rights ------------------------------------------------------------------------------------------


def test_rights(store: Path) -> None:
    tokens = Tokens(store)
    reader, writer = tokens.add("reader", ["read"]), tokens.add("writer", ["write"])
    with running(store) as url:
        for secret, status in ((None, 401), (reader, 403), (writer, 204), (writer[:-1], 401), ("x", 401)):
            headers = {} if secret is None else {"Authorization": f"Bearer {secret}"}
            answer = httpx.post(f"{url}/update", data={"update": "CLEAR ALL"}, headers=headers)
            assert answer.status_code == status
            assert ("www-authenticate" in answer.headers) == (status == 401)
        assert httpx.post(f"{url}/update", data={"update": "CLEAR ALL"}, auth=("any", writer)).status_code == 204
        tokens.revoke("writer")
        assert httpx.post(f"{url}/update", data={"update": "CLEAR ALL"}, auth=("any", writer)).status_code == 401


def test_a_private_endpoint_shows_nothing_without_a_token(store: Path) -> None:
    secret = Tokens(store).add("reader", ["read"])
    with running(store, private=True) as url:
        for path in (
            "/",
            "/sparql",
            "/sparql?query=ASK{}",
            "/graphs?default",
            "/queries",
            "/id/x",
            "/ontology",
            "/metrics",
        ):
            assert httpx.get(url + path).status_code == 401, path
        assert httpx.get(f"{url}/health").json() == {"status": "ok"}
        assert httpx.get(f"{url}/sparql?query=ASK{{}}", auth=("", secret)).status_code == 200


def test_nobody_writes_where_it_is_read_only(store: Path) -> None:
    with writable(store, read_only=True) as target:
        assert update(target, "CLEAR ALL").status_code == 403
        assert put(target, b"").status_code == 403
        description = httpx.get(f"{target.url}/sparql").text
        assert "SPARQL11Query" in description
        assert "SPARQL11Update" not in description


def test_guessing_is_slowed_down_and_put_on_record(store: Path) -> None:
    with writable(store) as target:
        for _ in range(10):
            assert (
                httpx.post(f"{target.url}/update", auth=("", "guess"), data={"update": "CLEAR ALL"}).status_code == 401
            )
        answer = update(target, "CLEAR ALL")  # the right one, from the same address
        assert answer.status_code == 429
        assert 0 < int(answer.headers["retry-after"]) <= 60
    lines = (store / "audit.jsonl").read_text().splitlines()
    assert sum("wrong token" in line for line in lines) == 10
    assert "guess" not in "".join(lines)


def test_what_is_written_is_on_record(target: Target, store: Path) -> None:
    import json

    update(target, f"INSERT DATA {{ GRAPH <{MINE}> {{ <http://a/x> <http://a/p> 1 }} }}")
    update(target, f"CLEAR GRAPH <{OURS}>")
    lines = [json.loads(line) for line in (store / "audit.jsonl").read_text().splitlines()]
    assert [(line["who"], line["outcome"].partition(":")[0]) for line in lines] == [
        ("token tester", "done"),
        ("token tester", "refused"),
    ]
    assert target.token not in (store / "audit.jsonl").read_text()


# --- an attacker who has a token ----------------------------------------------------------------------

FORGERIES = [
    f"INSERT DATA {{ GRAPH <{OURS}> {{ <http://a/f> a <http://a/Forged> }} }}",
    f"PREFIX o: <{BASE}article/> INSERT DATA {{ GRAPH o:1 {{ <http://a/f> a <http://a/Forged> }} }}",
    f"BASE <{BASE}article/> INSERT DATA {{ GRAPH <1> {{ <http://a/f> a <http://a/Forged> }} }}",
    f"INSERT DATA {{ GRAPH <{OURS.replace('isnad', '%s')}> {{ <http://a/f> a <http://a/Forged> }} }}" % "\\u0069snad",
    "INSERT { GRAPH ?g { <http://a/f> a <http://a/Forged> } } WHERE { GRAPH ?g { ?s ?p ?o } }",
    f"INSERT {{ GRAPH ?g {{ <http://a/f> a <http://a/Forged> }} }} WHERE {{ BIND(IRI('{OURS}') AS ?g) }}",
    f"WITH <{OURS}> INSERT {{ <http://a/f> a <http://a/Forged> }} WHERE {{ }}",
    f"WITH <{OURS}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
    "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
    f"DELETE WHERE {{ GRAPH <{OURS}> {{ ?s ?p ?o }} }}",
    f"CLEAR GRAPH <{OURS}>",
    f"DROP SILENT GRAPH <{OURS}>",
    f"MOVE <{OURS}> TO <{MINE}>",
    f"COPY DEFAULT TO <{OURS}>",
    f"ADD <{MINE}> TO <{OURS}>",
    "INSERT DATA { GRAPH <https://w3id.org/isnad/ontology> { <http://a/f> a <http://a/Forged> } }",
    "INSERT DATA { GRAPH <https://w3id.org/isnad/index> { <http://a/f> a <http://a/Forged> } }",
    "INSERT DATA { GRAPH <https://w3id.org/isnad/a-graph-to-come> { <http://a/f> a <http://a/Forged> } }",
    f"CREATE GRAPH <{BASE}article/to-come>",
    f"INSERT DATA {{ <a:f> <a:p> 1 }} ; INSERT DATA {{ GRAPH <{OURS}> {{ <a:f> <a:p> 1 }} }}",
    "LOAD <http://127.0.0.1:9/> INTO GRAPH <http://a/g>",
    "LOAD SILENT <file:///etc/passwd>",
    "# a comment\nINSERT DATA { } ; LOAD<http://127.0.0.1:9/>",
    "INSERT { ?s ?p ?o } WHERE { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "INSERT { ?s ?p ?o } WHERE { { SELECT * { SERVICE ?x { ?s ?p ?o } } } }",
]


@pytest.mark.parametrize("text", FORGERIES)
def test_forgeries_are_refused_and_leave_no_trace(store: Path, tmp_path: Path, text: str) -> None:
    update_and_compare(store, tmp_path, [text], 403)


HIDDEN = [
    "DROP ALL",
    "CLEAR NAMED",
    "DELETE WHERE { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } INSERT { <http://a/s> a <https://w3id.org/isnad/ontology#Forged> } WHERE { ?s ?p ?o }",
    "INSERT DATA { <http://a/s> <http://a/p> 99 . <http://a/c> a <https://w3id.org/isnad/ontology#Claim> }",
    "MOVE DEFAULT TO <http://notes.example/x>",
]


def test_what_is_allowed_leaves_ours_as_it_was(store: Path, tmp_path: Path) -> None:
    update_and_compare(store, tmp_path, HIDDEN, 204)


def update_and_compare(store: Path, tmp_path: Path, texts: list[str], status: int) -> None:
    """Our graphs, the union that queries read and what a dump holds must be the same before and after."""
    before = state(store, tmp_path / "before.nq")
    with writable(store) as target:
        assert update(target, "INSERT DATA { <http://a/mine> <http://a/p> 1 }").status_code == 204
        for text in texts:
            answer = update(target, text)
            assert answer.status_code == status, answer.text
    assert state(store, tmp_path / "after.nq") == before


def state(store: Path, dump: Path) -> tuple[object, ...]:
    with Store.open(store) as opened:
        export(opened, dump, texts=True)
        union = sorted(str(row) for row in opened.query("SELECT * { ?s ?p ?o }").rows)  # type: ignore[union-attr]
        named = sorted(str(quad) for quad in opened.quads())
    return dump.read_bytes(), union, named
