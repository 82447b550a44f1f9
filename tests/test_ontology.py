"""The ontology: every term of the data model, each explained, in OWL 2 DL, and used only as declared."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Namespace, URIRef
from rdflib.collection import Collection

ROOT = Path(__file__).parents[1]
ONTOLOGY = URIRef("https://w3id.org/isnad/ontology")
KG = Namespace("https://w3id.org/isnad/ontology#")

BELOW = {
    "Actor": "Person Organization UnnamedActor",
    "Organization": "ArmedGroup Government Military MediaOutlet OtherOrganization",
    "ArmedGroup": "UmbrellaGroup",
    "Government": "GovernmentBody",
    "Place": "Country Region City Site",
    "Event": "Attack AttackSeries Statement Talks Designation Deployment",
    "Attack": "Strike RocketAttack Bombing GroundAttack",
    "Strike": "AirStrike DroneStrike MissileStrike",
    "Statement": "Condemnation ClaimOfResponsibility Denial Threat Demand Suspension Mourning Accusation Announcement",
}
TOP = "Actor Place Event Position Article Passage Claim Modality Review Decision".split()
RELATIONS = """
    partOf affiliatedWith backedBy memberOf designatedTerroristBy ofCountry spokespersonFor leads basedIn operatesIn
    locatedIn holder organization perpetrator target victim place claimedBy inResponseTo designated speaker addressee
    about participant subject object article passage modality attributedTo mentions review sourceCluster
    concerns keeps inArticle undoes
""".split()
VALUES = """
    title earliest latest weapon killed killedLow killedHigh wounded woundedLow woundedHigh casualties targetCount count
    since until strength topic value asOf confidence quote start end text published publisher author url sha256 file
    decides decidedOn decidedBy reason newName standing
""".split()
BUILT_IN = (OWL._NS, RDF._NS, RDFS._NS, Namespace("http://www.w3.org/2001/XMLSchema#"))


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(ROOT / "ontology" / "isnad.ttl")


def declared(graph: Graph, kind: URIRef) -> set[str]:
    return {str(term).removeprefix(KG) for term in graph.subjects(RDF.type, kind) if term in KG}


def test_every_class_of_the_data_model_stands_under_its_parent(graph):
    for parent, children in BELOW.items():
        assert {str(child) for child in graph.subjects(RDFS.subClassOf, KG[parent])} == {
            str(KG[child]) for child in children.split()
        }
    assert declared(graph, OWL.Class) == {*TOP, *" ".join(BELOW.values()).split()}


def test_every_property_of_the_data_model_is_declared_once(graph):
    assert declared(graph, OWL.ObjectProperty) == set(RELATIONS)
    assert set(VALUES) <= declared(graph, OWL.DatatypeProperty)
    assert declared(graph, OWL.AnnotationProperty) == {"predicate", "formerly"}
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    names = [name for kind in kinds for name in declared(graph, kind)]
    assert len(names) == len(set(names))


def test_modalities_are_individuals(graph):
    assert set(graph.subjects(RDF.type, KG.Modality)) == {KG.Stated, KG.Hedged, KG.Denied, KG.Intended}


def test_reviews_are_individuals(graph):
    assert set(graph.subjects(RDF.type, KG.Review)) == {KG.Accepted, KG.Rejected}


def test_every_term_says_what_it_means(graph):
    for term in {subject for subject in graph.subjects() if subject in KG}:
        for told in (RDFS.label, SKOS.definition, RDFS.isDefinedBy):
            assert len(list(graph.objects(term, told))) == 1, f"{term} {told}"
        assert str(graph.value(term, SKOS.definition)).endswith(".")


def test_the_header_names_version_and_licence_and_imports_nothing(graph):
    assert list(graph.subjects(RDF.type, OWL.Ontology)) == [ONTOLOGY]
    assert str(graph.value(ONTOLOGY, OWL.versionIRI)).startswith(f"{ONTOLOGY}/")
    assert graph.value(ONTOLOGY, URIRef("http://purl.org/dc/terms/license"))
    assert not list(graph.objects(None, OWL.imports))


def test_every_term_that_is_used_is_declared(graph):
    used = {
        term for triple in graph for term in triple if isinstance(term, URIRef) and (term in KG or term in triple[1:2])
    }
    for term in used:
        assert any(term in space for space in BUILT_IN) or (term, RDF.type, None) in graph, term


def test_owl_dl_a_transitive_property_is_simple_nowhere_it_must_be(graph):
    transitive = set(graph.subjects(RDF.type, OWL.TransitiveProperty))
    assert transitive == {KG.partOf, KG.locatedIn}
    composite = transitive | set(graph.subjects(OWL.propertyChainAxiom, None))
    for kind in (
        OWL.AsymmetricProperty,
        OWL.IrreflexiveProperty,
        OWL.FunctionalProperty,
        OWL.InverseFunctionalProperty,
    ):
        assert not composite & set(graph.subjects(RDF.type, kind))
    assert not composite & set(graph.objects(None, OWL.onProperty))
    assert not composite & set(graph.subjects(OWL.propertyDisjointWith, None))


def test_no_range_is_a_type_that_reasoners_refuse(graph):
    ranges = {
        str(value).rsplit("#")[-1]
        for term in graph.subjects(RDF.type, OWL.DatatypeProperty)
        for value in graph.objects(term, RDFS.range)
    }
    assert ranges == {"string", "integer", "decimal", "dateTime", "boolean"}


def members(graph: Graph, node: URIRef | BNode) -> set[str]:
    union = graph.value(node, OWL.unionOf)
    return {str(term).removeprefix(KG) for term in (Collection(graph, union) if union else [node])}


@pytest.mark.parametrize(
    "name", ["target", "victim", "claimedBy", "weapon", "killed", "wounded", "casualties", "count"]
)
def test_a_total_of_attacks_takes_what_an_attack_takes(graph, name):
    (domain,) = graph.objects(KG[name], RDFS.domain)
    assert members(graph, domain) == {"Attack", "AttackSeries"}


def test_ends_that_may_be_of_several_kinds(graph):
    assert members(graph, graph.value(KG.target, RDFS.range)) == {"Actor", "Place"}
    assert members(graph, graph.value(KG.about, RDFS.range)) == {"Event", "Actor", "Place"}
    assert members(graph, graph.value(KG.mentions, RDFS.range)) == {"Actor", "Place"}
    assert members(graph, graph.value(KG.title, RDFS.domain)) == {"Position", "Article"}
    assert members(graph, graph.value(KG.earliest, RDFS.domain)) == {"Event"}


def test_top_classes_exclude_each_other(graph):
    groups = [
        {str(term).removeprefix(KG) for term in Collection(graph, members)}
        for members in graph.objects(None, OWL.members)
    ]
    assert set(TOP) in groups
    assert {"Person", "Organization"} in groups


def test_every_term_in_queries_and_code_is_declared(graph):
    terms = {str(term).removeprefix(KG) for term in graph.subjects() if term in KG}
    files = [*(ROOT / "queries").rglob("*.rq"), *(ROOT / "kg" / "graph").glob("*.py")]
    assert len(files) > 20
    for path in files:
        used = set(re.findall(r"\bkg:([A-Za-z][A-Za-z0-9]*)", path.read_text("utf-8")))
        assert used <= terms, f"{path}: {sorted(used - terms)}"


def test_the_catalog_leads_to_the_file():
    catalog = ET.parse(ROOT / "ontology" / "catalog-v001.xml").getroot()
    targets = {entry.get("name"): entry.get("uri") for entry in catalog}
    assert targets[str(ONTOLOGY)] == "isnad.ttl"
    version = re.search(r"owl:versionIRI <(.+)>", (ROOT / "ontology" / "isnad.ttl").read_text("utf-8"))
    assert version
    assert version.group(1) in targets
