"""The ontology: every term of the data model, each explained, in OWL 2 DL, and used only as declared."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, BNode, Graph, Namespace, URIRef
from rdflib.collection import Collection

from kg.graph.authority import ontology_triples

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
    "Attack": "Strike RocketAttack Bombing GroundAttack TargetedKilling DisputedAttack",
    "Strike": "AirStrike DroneStrike MissileStrike CrossBorderStrike",
    "Statement": "Condemnation ClaimOfResponsibility Denial Threat Demand Suspension Mourning Accusation Announcement",
}
DEFINED = "StateAffiliatedArmedGroup FacadeOrUmbrellaMember DesignatedGroup RetaliatoryStrike".split()
TOP = "Actor Place Event Position Article Passage Claim Modality Review Decision".split()
RELATIONS = """
    partOf affiliatedWith backedBy memberOf designatedTerroristBy ofCountry spokespersonFor leads basedIn operatesIn
    locatedIn hasPart hasMember backs within holder organization perpetrator target victim place claimedBy
    inResponseTo designated speaker addressee about participant subject object article passage modality attributedTo
    mentions review sourceCluster concerns keeps inArticle undoes
""".split()
VALUES = """
    title earliest latest weapon killed killedLow killedHigh wounded woundedLow woundedHigh casualties targetCount count
    since until strength topic value asOf confidence quote start end text published publisher author url sha256 file
    decides decidedOn decidedBy reason newName standing
""".split()
BUILT_IN = (OWL._NS, RDF._NS, RDFS._NS, Namespace("http://www.w3.org/2001/XMLSchema#"))


MODULES = ("core", "actors", "events", "claims")


def parsed(name: str) -> Graph:
    return Graph().parse(ROOT / "ontology" / f"{name}.ttl")


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The ontology as the store has it."""
    return Graph().parse(
        data="".join(f"{t.subject} {t.predicate} {t.object} .\n" for t in ontology_triples()), format="nt"
    )


@pytest.fixture(scope="module")
def modules() -> dict[str, Graph]:
    return {name: parsed(name) for name in ("isnad", *MODULES)}


def declared(graph: Graph, kind: URIRef) -> set[str]:
    return {str(term).removeprefix(KG) for term in graph.subjects(RDF.type, kind) if term in KG}


def test_every_class_of_the_data_model_stands_under_its_parent(graph):
    for parent, children in BELOW.items():
        assert {str(child) for child in graph.subjects(RDFS.subClassOf, KG[parent])} == {
            str(KG[child]) for child in children.split()
        }
    assert declared(graph, OWL.Class) == {*TOP, *DEFINED, *" ".join(BELOW.values()).split()}
    assert {str(term).removeprefix(KG) for term in graph.subjects(OWL.equivalentClass)} == set(DEFINED)


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
        for told in (RDFS.label, SKOS.definition, SKOS.example, DCTERMS.source, RDFS.isDefinedBy):
            assert len(list(graph.objects(term, told))) == 1, f"{term} {told}"
        assert str(graph.value(term, SKOS.definition)).endswith(".")


@pytest.mark.parametrize("name", ["isnad", *MODULES])
def test_each_header_names_version_licence_and_contributors(modules, name):
    iri = ONTOLOGY if name == "isnad" else URIRef(f"{ONTOLOGY}/{name}")
    assert list(modules[name].subjects(RDF.type, OWL.Ontology)) == [iri]
    version = str(modules[name].value(iri, OWL.versionInfo))
    suffix = "" if name == "isnad" else f"/{name}"
    assert str(modules[name].value(iri, OWL.versionIRI)) == f"{ONTOLOGY}/{version}{suffix}"
    for told in (DCTERMS.title, DCTERMS.description, DCTERMS.license, DCTERMS.creator, DCTERMS.contributor):
        assert modules[name].value(iri, told), told


def test_the_root_imports_all_modules_and_the_store_gets_them_as_one(graph, modules):
    assert {str(iri).rpartition("/")[2] for iri in modules["isnad"].objects(ONTOLOGY, OWL.imports)} == set(MODULES)
    assert list(graph.subjects(RDF.type, OWL.Ontology)) == [ONTOLOGY]
    assert not list(graph.objects(None, OWL.imports))
    assert {str(iri).rpartition("/")[2] for iri in graph.objects(None, RDFS.isDefinedBy)} == set(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_speaks_only_of_what_it_or_its_imports_declare(modules, name):
    seen, todo = set(), [name]
    while todo:
        one = todo.pop()
        seen.add(one)
        imports = modules[one].objects(URIRef(f"{ONTOLOGY}/{one}"), OWL.imports)
        todo += [found for iri in imports if (found := str(iri).rpartition("/")[2]) not in seen]
    known = {term for one in seen for term in modules[one].subjects(RDF.type)}
    used = {term for triple in modules[name] for term in triple if isinstance(term, URIRef) and term in KG}
    assert used <= known
    own = {term for term in modules[name].subjects(RDFS.isDefinedBy) if term in KG}
    assert {str(modules[name].value(term, RDFS.isDefinedBy)) for term in own} == {f"{ONTOLOGY}/{name}"}
    assert used >= own


def test_what_owl_cannot_say_names_the_rule_that_does(graph):
    noted = {str(term).removeprefix(KG): str(note) for term, note in graph.subject_objects(SKOS.scopeNote)}
    assert set(noted) == {"TargetedKilling", "DisputedAttack", "CrossBorderStrike"}
    for note in noted.values():
        (rule,) = re.findall(r"queries/rules/[a-z-]+\.rq", note)
        assert (ROOT / rule).is_file()


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
    counted = (OWL.cardinality, OWL.maxCardinality, OWL.minCardinality, OWL.qualifiedCardinality, OWL.hasSelf)
    restricted = {graph.value(node, OWL.onProperty) for kind in counted for node in graph.subjects(kind)}
    assert not composite & restricted
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


def test_the_catalog_leads_to_each_file_by_its_name_and_version(modules):
    catalog = ET.parse(ROOT / "ontology" / "catalog-v001.xml").getroot()
    targets = {entry.get("name"): entry.get("uri") for entry in catalog}
    expected = {}
    for name, module in modules.items():
        (iri,) = module.subjects(RDF.type, OWL.Ontology)
        expected |= {str(iri): f"{name}.ttl", str(module.value(iri, OWL.versionIRI)): f"{name}.ttl"}
    assert targets == expected
