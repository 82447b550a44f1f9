"""The endpoint on the sample articles, as clients meet it: tags, origins, things as pages and data, saved queries."""

import gzip
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import CSV, JSON, POST, TURTLE, SPARQLWrapper

from kg.answer.endpoint.desk import Settings
from kg.answer.endpoint.serving import names_of
from kg.answer.saved import load_queries
from kg.graph.store import Store
from kg.graph.vocabulary import BASE
from tests.answer.server import Target, add, running, writable

KG = "https://w3id.org/isnad/ontology#"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(scope="module")
def copied(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("served") / "store"
    shutil.copytree(seed_store, path, ignore=shutil.ignore_patterns("snapshots", "narrowed"))
    return path


@pytest.fixture(scope="module")
def target(copied: Path) -> Iterator[Target]:
    with writable(copied, questions=load_queries()) as opened:
        yield opened


@pytest.fixture(scope="module")
def url(target: Target) -> str:
    return target.url


# --- the state of the store, and what a client has already ---------------------------------------------


def test_a_tag_holds_while_the_store_stays_as_it_is(tmp_path: Path) -> None:
    store = tmp_path / "store"
    add(store, "<http://a/s> <http://a/p> 1")
    with running(store) as url:
        first = httpx.get(f"{url}/sparql", params={"query": COUNT})
        tag = first.headers["etag"]
        again = httpx.get(f"{url}/sparql", params={"query": COUNT}, headers={"If-None-Match": f'"x", {tag}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        other = httpx.get(
            f"{url}/sparql", params={"query": COUNT}, headers={"If-None-Match": tag, "Accept": "text/csv"}
        )
        assert other.status_code == 200
        add(store, "<http://a/s> <http://a/p> 2")
        fresh = httpx.get(f"{url}/sparql", params={"query": COUNT}, headers={"If-None-Match": tag})
        assert fresh.status_code == 200
        assert fresh.headers["etag"] != tag
        assert fresh.json()["results"]["bindings"][0]["n"]["value"] == "2"


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
def test_what_changes_each_time_has_no_tag(url: str, function: str) -> None:
    answers = [httpx.get(f"{url}/sparql", params={"query": f"SELECT ({function} AS ?x) {{}}"}) for _ in range(2)]
    assert "etag" not in answers[0].headers
    assert answers[0].headers["cache-control"] == "no-store"
    if function in ("RAND()", "UUID()"):
        assert answers[0].text != answers[1].text


def test_answers_are_packed_for_those_who_take_it(url: str) -> None:
    query = {"query": "SELECT * { ?s ?p ?o } LIMIT 1000"}
    with httpx.stream("GET", f"{url}/sparql", params=query, headers={"Accept-Encoding": "gzip"}) as answer:
        packed = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == "gzip"
        assert "Accept-Encoding" in answer.headers["vary"]
    plain = httpx.get(f"{url}/sparql", params=query, headers={"Accept-Encoding": "identity"})
    assert gzip.decompress(packed) == plain.content
    assert len(packed) < len(plain.content) / 4


def test_a_large_answer_comes_whole_and_leaves_nothing(url: str, copied: Path) -> None:
    text = "SELECT ?s ?p ?o { ?s ?p ?o . ?x a <https://w3id.org/isnad/ontology#Article> }"
    answer = httpx.get(f"{url}/sparql", params={"query": text}, headers={"Accept": "text/csv"}, timeout=60)
    count = int(httpx.get(f"{url}/sparql", params={"query": COUNT}, headers={"Accept": "text/csv"}).text.split()[1])
    assert len(answer.content) > 1 << 20
    assert answer.text.count("\r\n") >= count * 5 + 1
    assert list((copied / "snapshots").glob("*/answer-*")) == []


def test_large_answers_on_their_way_are_bounded(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.answer.endpoint.answers.MOST_OUT", 3 << 20)
    large = {"query": "SELECT ?s ?p ?o { ?s ?p ?o }"}
    with running(copied) as url:
        for _ in range(3):  # what has been fetched is no longer on its way
            assert httpx.get(f"{url}/sparql", params=large, headers={"Accept": "text/csv"}).status_code == 200
        larger = {"query": "SELECT ?s ?p ?o { ?s ?p ?o . ?x a <https://w3id.org/isnad/ontology#Article> }"}
        assert httpx.get(f"{url}/sparql", params=larger, headers={"Accept": "text/csv"}, timeout=60).status_code == 503
        assert list((copied / "snapshots").glob("*/answer-*")) == []


# --- origins, names, methods ---------------------------------------------------------------------------


def origin_of(url: str, origin: str) -> str | None:
    return httpx.get(f"{url}/sparql?query=ASK{{}}", headers={"Origin": origin}).headers.get(
        "access-control-allow-origin"
    )


def test_which_pages_may_read(url: str, copied: Path) -> None:
    assert origin_of(url, "http://localhost:3000") == "http://localhost:3000"
    assert origin_of(url, "http://elsewhere.example") is None
    assert origin_of(url, "http://localhost.elsewhere.example") is None
    settings = Settings(BASE, origins=("https://desk.example",), cors_local=False)
    with running(copied, settings=settings) as other:
        assert origin_of(other, "https://desk.example") == "https://desk.example"
        assert origin_of(other, "http://localhost:3000") is None
    with running(copied, settings=Settings(BASE, origins=("*",))) as open_to_all:
        assert origin_of(open_to_all, "https://elsewhere.example") == "*"


def test_a_browser_may_ask_before_it_asks(url: str) -> None:
    headers = {"Origin": "http://127.0.0.1:5000", "Access-Control-Request-Method": "POST"}
    answer = httpx.options(f"{url}/sparql", headers=headers)
    assert answer.status_code == 204
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "PUT" not in answer.headers["access-control-allow-methods"]  # pages read, and programs write


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/sparql", "GET, HEAD, POST, OPTIONS"),
        ("/graphs", "GET, HEAD, PUT, POST, DELETE, OPTIONS"),
        ("/id/x", "GET, HEAD, OPTIONS"),
    ],
)
def test_options(url: str, path: str, allowed: str) -> None:
    answer = httpx.options(url + path)
    assert (answer.status_code, answer.headers["allow"]) == (204, allowed)


def test_a_name_that_is_not_ours_is_not_answered(url: str, copied: Path) -> None:
    """A page whose name turns out to be this machine's must not read what is here (DNS rebinding)."""
    answer = httpx.get(f"{url}/sparql?query=ASK{{}}", headers={"Host": "rebound.example"})
    assert answer.status_code == 421
    public = "https://kg.example.org/isnad"
    settings = Settings(BASE, public_url=public, hosts=names_of("127.0.0.1", public))
    with running(copied, settings=settings) as behind:
        headers = {"Host": "kg.example.org", "Accept": "text/turtle"}
        assert f"<{public}/sparql>" in httpx.get(f"{behind}/sparql", headers=headers).text


def test_the_description_is_whole(url: str) -> None:
    graph = rdflib.Graph().parse(data=httpx.get(f"{url}/sparql").text, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    service = graph.value(predicate=rdflib.RDF.type, object=sd.Service)
    assert str(graph.value(service, sd.endpoint)) == f"{url}/sparql"
    assert {str(one).rpartition("#")[2] for one in graph.objects(service, sd.supportedLanguage)} == {
        "SPARQL11Query",
        "SPARQL11Update",
    }
    assert len(set(graph.objects(service, sd.resultFormat))) == 8
    dataset = graph.value(service, sd.defaultDataset)
    assert int(graph.value(dataset, void.triples)) > 10_000
    declared = list(graph.objects(dataset, rdflib.SH.declare))
    prefixes = {str(graph.value(one, rdflib.SH.prefix)): str(graph.value(one, rdflib.SH.namespace)) for one in declared}
    assert prefixes["kg"] == KG
    assert prefixes["id"] == BASE
    names = {str(graph.value(one, sd.name)) for one in graph.objects(dataset, sd.namedGraph)}
    assert {"https://w3id.org/isnad/inferred", "https://w3id.org/isnad/written"} <= names
    for accept in ("application/rdf+xml", "application/ld+json", "application/n-triples"):
        answer = httpx.get(f"{url}/sparql", headers={"Accept": accept})
        assert answer.headers["content-type"].startswith(accept)


# --- things ----------------------------------------------------------------------------------------------


def test_a_thing_as_data(url: str) -> None:
    iri = rdflib.URIRef(f"{BASE}kataib-hezbollah")
    for accept, name in (("text/turtle", "turtle"), ("application/ld+json", "json-ld"), ("application/rdf+xml", "xml")):
        answer = httpx.get(f"{url}/id/kataib-hezbollah", headers={"Accept": accept})
        graph = rdflib.Graph().parse(data=answer.content, format=name)
        assert (iri, rdflib.RDF.type, rdflib.URIRef(f"{KG}ArmedGroup")) in graph
        assert list(graph.subjects(rdflib.URIRef(f"{KG}subject"), iri))


def test_a_thing_as_a_page(url: str) -> None:
    page = httpx.get(f"{url}/id/kataib-hezbollah", headers={"Accept": "text/html"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>Kataib Hezbollah</h1>" in page.text
    assert "“Popular Mobilization Forces, a group that includes Kataib Hezbollah”" in page.text
    assert 'href="/id/popular-mobilization-forces"' in page.text
    assert "<script" not in page.text


def test_every_thing_of_the_graph_answers_at_its_address(url: str) -> None:
    query = f"SELECT DISTINCT ?s {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), '{BASE}') && !CONTAINS(STR(?s), '#')) }}"
    rows = httpx.post(f"{url}/sparql", data={"query": query}).json()["results"]["bindings"]
    addresses = sorted(row["s"]["value"].removeprefix(BASE) for row in rows)
    assert len(addresses) > 1000
    with httpx.Client() as client:
        for address in addresses[:: len(addresses) // 60]:
            assert client.get(f"{url}/id/{address}", headers={"Accept": "text/turtle"}).status_code == 200, address


@pytest.mark.parametrize("path", ["nobody", "", "a%20b", "%3Cscript%3E", "../health", "%00", "x" * 3000])
def test_what_is_not_there(url: str, path: str) -> None:
    answer = httpx.get(f"{url}/id/{path}")
    assert answer.status_code in (200,) if path == "../health" else answer.status_code == 404


def test_the_ontology(url: str) -> None:
    graph = rdflib.Graph().parse(data=httpx.get(f"{url}/ontology", headers={"Accept": "text/turtle"}).text)
    assert (rdflib.URIRef(f"{KG}ArmedGroup"), rdflib.RDF.type, rdflib.OWL.Class) in graph
    assert "<pre>" in httpx.get(f"{url}/ontology", headers={"Accept": "text/html"}).text


# --- saved queries ---------------------------------------------------------------------------------------


def test_the_list_says_all_that_the_headers_say(url: str) -> None:
    told = {query["name"]: query for query in httpx.get(f"{url}/queries").json()["queries"]}
    known = load_queries()
    assert told.keys() == known.keys()
    for name, query in known.items():
        assert told[name]["summary"] == query.summary
        assert [one["name"] for one in told[name]["parameters"]] == [one.name for one in query.params]


@pytest.mark.parametrize(
    ("words", "params"),
    [
        (["groups-under", "--group", "PMF"], {"group": "PMF"}),
        (["strikes", "--from", "2024-02-01", "--to", "2024-02-08"], {"from": "2024-02-01", "to": "2024-02-08"}),
        (["backers"], {}),
        (["members", "--organization", "Kataib Hezbollah"], {"organization": "Kataib Hezbollah", "person": " "}),
    ],
)
@pytest.mark.parametrize("format", ["csv", "tsv", "json", "xml"])
def test_a_saved_query_answers_as_the_command_does(
    url: str, copied: Path, words: list[str], params: dict[str, str], format: str
) -> None:
    command = [sys.executable, "-m", "kg.cli", "query", *words, "--format", format, "--store", str(copied)]
    printed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    answer = httpx.get(f"{url}/queries/{words[0]}", params={**params, "format": format})
    assert answer.status_code == 200
    if format == "json":
        assert plain(answer.json()) == plain(json.loads(printed))
    elif format == "xml":
        assert len(answer.text.split("<result>")) == len(printed.split("<result>"))
    else:
        assert sorted(answer.text.split()) == sorted(printed.split())


def plain(found: dict) -> list:
    """Rows, without the datatype that some write for plain text."""
    return [{name: term["value"] for name, term in row.items()} for row in found["results"]["bindings"]]


def test_a_saved_query_as_a_table_and_as_a_page(url: str) -> None:
    table = httpx.get(f"{url}/queries/groups-under?group=PMF&format=table")
    assert "Kataib Hezbollah" in table.text
    assert table.headers["content-type"] == "text/plain; charset=utf-8"
    page = httpx.get(f"{url}/queries/groups-under?group=PMF", headers={"Accept": "text/html"}).text
    assert 'href="/id/kataib-hezbollah"' in page
    forms = httpx.get(f"{url}/queries", headers={"Accept": "text/html"}).text
    assert '<form action="/queries/groups-under" method="get">' in forms


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("nothing", 404, "no saved query"),
        ("groups-under?grp=PMF", 404, "no parameter"),
        ("groups-under?group=Nobody%20Knows", 404, "Nobody Knows"),
        ("strikes?from=yesterday", 400, "is no day"),
        ("groups-under?format=pdf", 400, "no format"),
        ("attack-counts?target=US", 404, "may mean 3 things"),
        ("groups-under?group=%3E%20%7D%20DROP", 404, "is called"),
    ],
)
def test_what_is_wrong_with_a_question(url: str, path: str, status: int, words: str) -> None:
    answer = httpx.get(f"{url}/queries/{path}")
    assert answer.status_code == status
    assert words in answer.json()["detail"]


def test_the_openapi_document_names_every_query_and_parameter(url: str) -> None:
    told = httpx.get(f"{url}/openapi.json").json()
    assert told["openapi"].startswith("3.")
    for name, query in load_queries().items():
        operation = told["paths"][f"/queries/{name}"]["get"]
        assert [one["name"] for one in operation["parameters"]] == [one.name for one in query.params]


# --- clients of others -----------------------------------------------------------------------------------


def test_sparqlwrapper(target: Target) -> None:
    wrapper = SPARQLWrapper(f"{target.url}/sparql", updateEndpoint=f"{target.url}/update")
    wrapper.setQuery(COUNT)
    wrapper.setReturnFormat(JSON)
    assert int(wrapper.queryAndConvert()["results"]["bindings"][0]["n"]["value"]) > 10_000
    wrapper.setReturnFormat(CSV)
    assert wrapper.queryAndConvert().startswith(b"n\r\n")
    wrapper.setQuery(f"DESCRIBE <{BASE}kataib-hezbollah>")
    wrapper.setReturnFormat(TURTLE)
    assert len(rdflib.Graph().parse(data=wrapper.queryAndConvert(), format="turtle")) > 3
    wrapper.setQuery("ASK { ?s ?p ?o }")
    wrapper.setReturnFormat(JSON)
    assert wrapper.queryAndConvert()["boolean"] is True
    wrapper.setCredentials("anybody", target.token)
    wrapper.setMethod(POST)
    wrapper.setQuery("INSERT DATA { GRAPH <http://notes.example/w> { <http://a/x> <http://a/p> 1 } }")
    assert wrapper.query().response.status == 204


def test_the_store_of_rdflib(target: Target) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{target.url}/sparql", returnFormat="json"))
    rows = list(graph.query(f"SELECT ?label {{ <{BASE}kataib-hezbollah> rdfs:label ?label }}"))
    assert [str(row[0]) for row in rows] == ["Kataib Hezbollah"]
    writer = SPARQLUpdateStore(
        f"{target.url}/sparql", f"{target.url}/update", auth=("anybody", target.token), returnFormat="json"
    )
    name = rdflib.URIRef("http://notes.example/r")
    triple = (rdflib.URIRef("http://a/x"), rdflib.URIRef("http://a/p"), rdflib.Literal("é\n\"'"))
    writer.add(triple, rdflib.Graph(identifier=name))
    assert list(rdflib.Graph(writer, identifier=name)) == [triple]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not here")
def test_curl(target: Target, tmp_path: Path) -> None:
    def curl(*words: str) -> str:
        return subprocess.run(["curl", "-sS", "--fail", *words], capture_output=True, check=True, text=True).stdout

    (tmp_path / "question.rq").write_text(COUNT)
    sparql = f"{target.url}/sparql"
    assert curl(sparql, "-H", "Accept: text/csv", "--data-urlencode", f"query@{tmp_path}/question.rq").startswith("n")
    (tmp_path / "notes.ttl").write_text("<http://a/x> <http://a/p> 1 .")
    graphs = f"{target.url}/graphs?graph=http://notes.example/c"
    bearer = f"Authorization: Bearer {target.token}"
    curl("-T", f"{tmp_path}/notes.ttl", graphs, "-H", bearer, "-H", "Content-Type: text/turtle")
    assert "<http://a/x>" in curl(graphs)


def test_the_forms_of_yasgui(url: str) -> None:
    """As Yasgui 4 asks: by POST, a form, its own Accept header, and now and then an empty dataset parameter."""
    accept = "application/sparql-results+json,*/*;q=0.9"
    headers = {"Accept": accept, "Origin": "http://localhost:8080", "X-Requested-With": "XMLHttpRequest"}
    answer = httpx.post(f"{url}/sparql", data={"query": COUNT}, headers=headers)
    assert answer.headers["content-type"] == "application/sparql-results+json"
    assert answer.headers["access-control-allow-origin"] == "http://localhost:8080"
    graph = httpx.post(
        f"{url}/sparql",
        data={"query": f"CONSTRUCT WHERE {{ <{BASE}kataib-hezbollah> ?p ?o }}"},
        headers={**headers, "Accept": "text/turtle,*/*;q=0.9"},
    )
    assert graph.headers["content-type"].startswith("text/turtle")


def test_another_server_may_ask_us_in_its_query(url: str) -> None:
    import pyoxigraph as ox

    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    query = f"SELECT ?label {{ SERVICE <{url}/sparql> {{ <{BASE}kataib-hezbollah> {label} ?label }} }}"
    assert [row["label"].value for row in ox.Store().query(query)] == ["Kataib Hezbollah"]


# --- operation -------------------------------------------------------------------------------------------


def test_metrics(url: str) -> None:
    httpx.get(f"{url}/sparql?query=ASK{{}}")
    httpx.get(f"{url}/nowhere/at/all")
    text = httpx.get(f"{url}/metrics").text
    assert 'isnad_requests_total{method="GET",place="/sparql",status="200"}' in text
    assert 'place="/other",status="404"' in text
    assert "isnad_store_generation" in text
    assert "nowhere" not in text


def test_no_answer_tells_how_we_are_built(url: str) -> None:
    answers = [
        httpx.get(f"{url}{path}")
        for path in ("/", "/health", "/nothing", "/sparql?query=SELECT", "/id/x", "/graphs?graph=a", "/queries/x")
    ]
    for answer in answers:
        told = str(answer.headers) + answer.text
        for word in ("Traceback", "uvicorn", "starlette", "/tmp/", "/work/", "python"):
            assert word.lower() not in told.lower(), (answer.url, word)


def test_stores_are_left_as_they_were(copied: Path, seed_store: Path) -> None:
    with Store.open(copied) as one, Store.open(seed_store) as other:
        assert sorted(map(str, one.quads())) == sorted(map(str, other.quads()))
