from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg.graph.turtle import blocks, prefix_lines, statement_key

XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {"id": "https://w3id.org/isnad/id/", "kg": "https://w3id.org/isnad/ontology#", "xsd": XSD}

characters = st.characters(exclude_categories=["Cs"])
local = st.text(st.sampled_from("abcXYZ019-_.~/é"), max_size=6)
nodes = st.builds(lambda space, name: NamedNode(space + name), st.sampled_from(list(PREFIXES.values())), local)
literals = st.one_of(
    st.builds(Literal, st.text(characters)),
    st.builds(lambda text: Literal(text, language="ar"), st.text(characters)),
    st.builds(lambda n: Literal(str(n), datatype=NamedNode(XSD + "integer")), st.integers()),
    st.builds(lambda text: Literal(text, datatype=NamedNode(XSD + "integer")), st.sampled_from(["+1", "007", "x", ""])),
    st.builds(lambda text: Literal(text, datatype=NamedNode("http://example.org/a-b")), st.text(characters)),
)
triples = st.builds(
    Triple, st.one_of(nodes, st.just(BlankNode("o1"))), nodes, st.one_of(nodes, st.just(BlankNode("o1")), literals)
)


def written(things: list[Triple]) -> str:
    ordered = sorted(set(things), key=lambda triple: (str(triple.subject), statement_key(triple)))
    return prefix_lines(PREFIXES) + "".join(blocks(ordered, PREFIXES))


@given(st.lists(triples, max_size=8))
def test_what_is_written_reads_back_the_same(things):
    back = {quad.triple for quad in parse(written(things).encode(), RdfFormat.TURTLE)}
    assert back == set(things)


def test_it_reads_well():
    kataib = NamedNode(PREFIXES["id"] + "kataib")
    things = [
        Triple(kataib, NamedNode(PREFIXES["kg"] + "partOf"), NamedNode(PREFIXES["id"] + "pmf")),
        Triple(kataib, NamedNode(PREFIXES["kg"] + "partOf"), NamedNode(PREFIXES["id"] + "article/x#char=1,2")),
        Triple(kataib, NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), Literal('the "K"')),
        Triple(
            kataib, NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), NamedNode(PREFIXES["kg"] + "Group")
        ),
        Triple(kataib, NamedNode(PREFIXES["kg"] + "killed"), Literal(3)),
        Triple(kataib, NamedNode(PREFIXES["kg"] + "since"), Literal("2024", datatype=NamedNode(XSD + "gYear"))),
    ]
    assert (
        written(things)
        == """\
@prefix id: <https://w3id.org/isnad/id/> .
@prefix kg: <https://w3id.org/isnad/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

id:kataib a kg:Group ;
    <http://www.w3.org/2000/01/rdf-schema#label> "the \\"K\\"" ;
    kg:killed 3 ;
    kg:partOf <https://w3id.org/isnad/id/article/x#char=1,2> ,
        id:pmf ;
    kg:since "2024"^^xsd:gYear .
"""
    )
