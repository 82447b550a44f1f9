"""A store on disk with the ontology, a few names, and what a test says in Turtle beside them."""

from collections.abc import Mapping
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg.graph.authority import ontology_triples
from kg.graph.change import Change
from kg.graph.store import Store
from kg.graph.vocabulary import AUTHORITY_GRAPH, BASE, INFERRED_GRAPH, ONTOLOGY_GRAPH, PREFIXES

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in {"id": BASE, **PREFIXES}.items())

ARTICLE = f"{BASE}article/news"
OTHER = f"{BASE}article/later"

NAMES = """
id:pmf a kg:UmbrellaGroup ; rdfs:label "PMF" ; skos:altLabel "Popular Mobilization Forces" .
id:kataib a kg:ArmedGroup ; rdfs:label "Kataib" .
id:brigade a kg:ArmedGroup ; rdfs:label "Brigade" .
id:baghdad a kg:City ; rdfs:label "Baghdad" .
id:ali a kg:Person ; rdfs:label "Ali" .
"""

# text[0:7] is "Kataib,"
NEWS = f"""
<{ARTICLE}> a kg:Article ; rdfs:label "News" ; kg:file "news.txt" ; kg:published "2024-02-08T00:00:00Z"^^xsd:dateTime ;
    kg:text "Kataib, part of the PMF, \\U0001F600 struck Baghdad." ; kg:mentions id:pmf , id:kataib .
<{ARTICLE}#char=0,23> a kg:Passage ; kg:quote "Kataib, part of the PMF" ; kg:start 0 ; kg:end 23 .
<{ARTICLE}#char=25,42> a kg:Passage ; kg:quote "\\U0001F600 struck Baghdad" ; kg:start 25 ; kg:end 41 .
<{ARTICLE}/claim/1> a kg:Claim ; kg:subject id:kataib ; kg:predicate kg:partOf ; kg:object id:pmf ;
    kg:article <{ARTICLE}> ; kg:passage <{ARTICLE}#char=0,23> ; kg:modality kg:Stated .
<{ARTICLE}/claim/2> a kg:Claim ; kg:subject id:strike ; kg:predicate kg:perpetrator ; kg:object id:kataib ;
    kg:article <{ARTICLE}> ; kg:passage <{ARTICLE}#char=25,42> ; kg:modality kg:Hedged .
<{ARTICLE}/claim/3> a kg:Claim ; kg:subject id:strike ; kg:predicate kg:killed ; kg:value 3 ;
    kg:article <{ARTICLE}> ; kg:passage <{ARTICLE}#char=25,42> ; kg:modality kg:Stated .
<{ARTICLE}/claim/4> a kg:Claim ; kg:subject id:ali ; kg:predicate kg:leads ; kg:object id:pmf ;
    kg:article <{ARTICLE}> ; kg:passage <{ARTICLE}#char=0,23> ; kg:modality kg:Denied .
id:strike a kg:AirStrike ; rdfs:label "Strike" ; kg:perpetrator id:kataib ; kg:killed 3 .
id:kataib kg:partOf id:pmf .
"""


def told(trig: str) -> Change:
    """Named graphs in TriG, with our prefixes, as something to commit."""
    return Change(added=tuple(parse(HEAD + trig, format=RdfFormat.TRIG)))


def fill(path: Path, articles: Mapping[str, str], names: str = NAMES, inferred: str = "") -> Store:
    """A store, open for writing, with one named graph for each article."""
    store = Store.open(path, write=True)
    ontology = NamedNode(ONTOLOGY_GRAPH)
    meanings = Change(added=tuple(Quad(t.subject, t.predicate, t.object, ontology) for t in ontology_triples()))
    graphs = {AUTHORITY_GRAPH: names, INFERRED_GRAPH: inferred, **articles}
    bodies = "\n".join(f"GRAPH <{name}> {{ {body} }}" for name, body in graphs.items())
    store.commit(meanings + told(bodies))
    return store
