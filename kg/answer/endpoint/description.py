"""What the service is (SPARQL 1.1 Service Description) and what it holds (VoID), as a graph."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from rdflib import RDF, SH, XSD, Graph, Literal, Namespace, URIRef
from starlette.requests import Request

from kg.answer.endpoint import negotiation
from kg.errors import KgError
from kg.exchange import WRITTEN, Question

if TYPE_CHECKING:
    from kg.answer.endpoint.desk import Desk

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
DCT = Namespace("http://purl.org/dc/terms/")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
KG = "https://w3id.org/isnad/ontology#"
OUR_GRAPHS = ("ontology", "authority", "identity", "decisions", "inferred")

RESULTS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples",
    "JSON-LD", "RDF_XML",
)  # fmt: skip
PREFIXES = {
    "kg": KG,
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""The prefixes that Turtle and our pages use; as the vocabularies too, without those of bare data."""
VOCABULARIES = tuple(PREFIXES[name] for name in ("kg", "owl", "rdfs", "skos"))

COUNTS = {
    "articles": f"SELECT (COUNT(DISTINCT ?a) AS ?n) {{ ?a a <{KG}Article> }}",
    "claims": f"SELECT (COUNT(DISTINCT ?c) AS ?n) {{ ?c a <{KG}Claim> }}",
    "facts": f"PREFIX kg: <{KG}> "
    "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?c kg:subject ?s ; kg:predicate ?p ; "
    "kg:object|kg:value ?o ; kg:modality ?m . FILTER(?m != kg:Denied) "
    "FILTER NOT EXISTS { ?c kg:review kg:Rejected } } }",
    "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
}

_SERIALISED = {
    negotiation.TURTLE: "turtle",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
}


async def numbers(desk: Desk, request: Request, client: str) -> dict[str, int]:
    """How many articles, claims, facts and triples there are; counted once for each state of the store."""
    found = {}
    for name, query in COUNTS.items():
        body = await desk.answers.whole(request, Question(query, negotiation.JSON), client)
        found[name] = int(json.loads(body)["results"]["bindings"][0]["n"]["value"])
    return found


async def describe(desk: Desk, request: Request, client: str, media_type: str) -> bytes:
    """The description, written as `media_type`. Without its counts where the store is too busy to count."""
    try:
        counts = await numbers(desk, request, client)
    except KgError:
        counts = {}
    graph = _graph(desk, request, counts)
    return await asyncio.to_thread(lambda: graph.serialize(format=_SERIALISED[media_type]).encode())


def _graph(desk: Desk, request: Request, counts: dict[str, int]) -> Graph:
    graph = Graph()
    for prefix, namespace in {"sd": SD, "void": VOID, "dct": DCT, "formats": FORMATS}.items():
        graph.bind(prefix, namespace)
    endpoint = URIRef(desk.address(request, "/sparql"))
    service, dataset = URIRef(f"{endpoint}#service"), URIRef(f"{endpoint}#dataset")
    default = URIRef(f"{endpoint}#default")

    def say(subject: URIRef, predicate: URIRef, *objects: URIRef | Literal) -> None:
        for object in objects:
            graph.add((subject, predicate, object))

    say(service, RDF.type, SD.Service)
    say(service, SD.endpoint, endpoint)
    say(service, SD.supportedLanguage, SD.SPARQL11Query)
    say(service, SD.resultFormat, *(FORMATS[name] for name in RESULTS))
    say(service, SD.defaultDataset, dataset)
    if desk.hands:
        say(service, SD.supportedLanguage, SD.SPARQL11Update)
        say(service, SD.inputFormat, FORMATS.Turtle, FORMATS["N-Triples"], FORMATS["JSON-LD"], FORMATS.RDF_XML)
    say(dataset, RDF.type, SD.Dataset, VOID.Dataset)
    say(dataset, DCT.title, Literal("Isnad: armed actors, what is said of them, and who says it", lang="en"))
    say(dataset, VOID.sparqlEndpoint, endpoint)
    say(dataset, VOID.uriSpace, Literal(desk.settings.base))
    say(dataset, VOID.uriLookupEndpoint, URIRef(desk.address(request, "/id/")))
    say(dataset, VOID.vocabulary, *map(URIRef, VOCABULARIES))
    for prefix, start in {"id": desk.settings.base, **PREFIXES}.items():
        declared = URIRef(f"{endpoint}#prefix-{prefix}")
        say(dataset, SH.declare, declared)
        say(declared, SH.prefix, Literal(prefix))
        say(declared, SH.namespace, Literal(start, datatype=XSD.anyURI))
    say(dataset, SD.defaultGraph, default)
    say(default, RDF.type, SD.Graph)
    say(default, DCT.description, Literal("facts, what follows from them, ontology, names, claims", lang="en"))
    if counts:
        say(dataset, VOID.triples, Literal(counts["triples"]))
        say(default, VOID.triples, Literal(counts["triples"]))
        for kind in ("Article", "Claim"):
            part = URIRef(f"{endpoint}#{kind.lower()}s")
            say(dataset, VOID.classPartition, part)
            say(part, VOID["class"], URIRef(KG + kind))
            say(part, VOID.entities, Literal(counts[f"{kind.lower()}s"]))
    for name in (*(f"https://w3id.org/isnad/{name}" for name in OUR_GRAPHS), *([WRITTEN] if desk.hands else [])):
        named = URIRef(f"{endpoint}#{name.rpartition('/')[2]}")
        say(dataset, SD.namedGraph, named)
        say(named, RDF.type, SD.NamedGraph)
        say(named, SD.name, URIRef(name))
    return graph
