"""Writes the pages of the ontology from its files: `python docs/ontology/make.py [FOLDER]`; `make docs` runs it.

index.html has every term with what is said of it, classes.svg is the tree of classes. Both are plain files that need
nothing else, and no network.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, BNode, Graph, Namespace, URIRef
from rdflib.collection import Collection

KG = Namespace("https://w3id.org/isnad/ontology#")
ROOT = Path(__file__).parents[2]
MODULES = ("core", "actors", "events", "claims")
COLOURS = {"core": "#dcecf7", "actors": "#e3f2dc", "events": "#fbe6d4", "claims": "#ece3f5"}
KINDS = (
    (OWL.Class, "Classes"),
    (OWL.ObjectProperty, "Relations"),
    (OWL.DatatypeProperty, "Values"),
    (OWL.AnnotationProperty, "Annotations"),
    (OWL.NamedIndividual, "Individuals"),
)
CHARACTER = {OWL.TransitiveProperty: "transitive", OWL.SymmetricProperty: "symmetric"}
ROWS = (("below", RDFS.subClassOf), ("below", RDFS.subPropertyOf), ("from", RDFS.domain), ("to", RDFS.range))
STEP, ROW, BOX = 225, 30, 205  # of the picture, in pixels

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #222; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; } h2 { margin-top: 2.5rem; border-bottom: 1px solid #ccc; } code { font-size: .9em; }
nav a { display: inline-block; margin: 0 .6rem .1rem 0; } a { color: #1a4f8b; }
section { border: 1px solid #ddd; border-radius: 6px; padding: .6rem 1rem; margin: .8rem 0; }
section h3 { margin: 0; } section h3 small { font-weight: normal; color: #666; margin-left: .5rem; }
dl { display: grid; grid-template-columns: 9rem 1fr; gap: .15rem 1rem; margin: .5rem 0 0; }
dt { color: #666; } dd { margin: 0; } img { max-width: 100%; }
.core { background: #f3f9fd; } .actors { background: #f5fbf2; }
.events { background: #fef7f0; } .claims { background: #f9f6fd; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dt { margin-top: .3rem; } }
"""


def main(folder: Path) -> None:
    """Write both files."""
    graph = Graph()
    for name in ("isnad", *MODULES):
        graph.parse(ROOT / "ontology" / f"{name}.ttl")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text(page(graph), "utf-8")
    (folder / "classes.svg").write_text(picture(graph), "utf-8")


# --- the page --------------------------------------------------------------------------------------


def page(graph: Graph) -> str:
    """All terms, by kind and label."""
    root = URIRef("https://w3id.org/isnad/ontology")
    title = told(graph, root, DCTERMS.title)
    parts = [
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<style>{STYLE}</style>\n</head>\n<body>",
        f"<h1>{title}</h1>\n<p>{told(graph, root, DCTERMS.description)}</p>",
        f"<p>Version {told(graph, root, OWL.versionInfo)}. Terms begin with <code>{KG}</code>, short <code>kg:</code>. "
        'Licence: <a href="https://www.apache.org/licenses/LICENSE-2.0">Apache-2.0</a>. Written from '
        "<code>ontology/</code> by <code>make docs</code>.</p>",
        "<ul>",
        *(f"<li><b>{name}</b>: {told(graph, URIRef(f'{root}/{name}'), DCTERMS.description)}</li>" for name in MODULES),
        "</ul>",
        '<p><img src="classes.svg" alt="The tree of classes; those with a dashed border are filled by inference."></p>',
    ]
    for kind, heading in KINDS:
        terms = sorted(
            (term for term in graph.subjects(RDF.type, kind) if term in KG), key=lambda t: label(graph, t).casefold()
        )
        links = "\n".join(link(graph, term) for term in terms)
        parts += [f"<h2>{heading}</h2>\n<nav>\n{links}\n</nav>", *(card(graph, term) for term in terms)]
    return "\n".join(parts) + "\n</body>\n</html>\n"


def card(graph: Graph, term: URIRef) -> str:
    """What is said of one term."""
    module = str(graph.value(term, RDFS.isDefinedBy)).rpartition("/")[2]
    rows = "\n".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts(graph, term))
    return (
        f'<section id="{local(term)}" class="{module}">\n<h3>{escape(label(graph, term))}'
        f"<small>kg:{local(term)}</small></h3>\n<dl>\n{rows}\n</dl>\n</section>"
    )


def facts(graph: Graph, term: URIRef) -> Iterator[tuple[str, str]]:
    """Names and values of a term's rows, as HTML."""
    yield "meaning", told(graph, term, SKOS.definition)
    for name, property in (
        ("below", RDFS.subClassOf),
        ("below", RDFS.subPropertyOf),
        ("from", RDFS.domain),
        ("to", RDFS.range),
    ):
        values = sorted(expression(graph, value) for value in graph.objects(term, property))
        if values:
            yield name, ", ".join(values)
    for meant in graph.objects(term, OWL.equivalentClass):
        yield "defined as", expression(graph, meant)
    inverse = [*graph.objects(term, OWL.inverseOf), *graph.subjects(OWL.inverseOf, term)]
    for other in sorted(one for one in inverse if isinstance(one, URIRef)):
        yield "inverse", link(graph, other)
    character = sorted(CHARACTER[kind] for kind in graph.objects(term, RDF.type) if kind in CHARACTER)
    if character:
        yield "character", ", ".join(character)
    chains = sorted(
        ", then ".join(expression(graph, step) for step in Collection(graph, chain))
        for chain in graph.objects(term, OWL.propertyChainAxiom)
    )
    for chain in chains:
        yield "follows from", chain
    if graph.value(term, SKOS.scopeNote):
        yield "note", told(graph, term, SKOS.scopeNote)
    yield "example", told(graph, term, SKOS.example)
    yield "after", told(graph, term, DCTERMS.source)
    yield "module", str(graph.value(term, RDFS.isDefinedBy)).rpartition("/")[2]


def expression(graph: Graph, node: object) -> str:
    """A class or property, or what is made of some, in words."""
    if isinstance(node, URIRef):
        return link(graph, node)
    assert isinstance(node, BNode)
    for property, word in ((OWL.unionOf, " or "), (OWL.intersectionOf, " and ")):
        members = graph.value(node, property)
        if members:
            return word.join(expression(graph, member) for member in Collection(graph, members))
    inverse = graph.value(node, OWL.inverseOf)
    if inverse:
        return f"{expression(graph, inverse)} (the other way round)"
    role, filler = graph.value(node, OWL.onProperty), graph.value(node, OWL.someValuesFrom)
    return f"{expression(graph, role)} some ({expression(graph, filler)})"


def link(graph: Graph, term: URIRef) -> str:
    """A term as a link to its place on the page; a term of others by its local name."""
    if term in KG:
        return f'<a href="#{local(term)}">{escape(label(graph, term))}</a>'
    return f"<code>{escape(local(term))}</code>"


def told(graph: Graph, term: URIRef, property: URIRef) -> str:
    return escape(str(graph.value(term, property)))


def label(graph: Graph, term: URIRef) -> str:
    return str(graph.value(term, RDFS.label))


def local(term: URIRef) -> str:
    return str(term).rpartition("#")[2] or str(term)


# --- the picture -----------------------------------------------------------------------------------


def picture(graph: Graph) -> str:
    """The tree of classes; what a definition or a rule fills has a dashed border."""
    rows: list[tuple[int, URIRef]] = []
    lines: list[str] = []

    def place(kind: URIRef, depth: int) -> int:
        at = len(rows)
        rows.append((depth, kind))
        for child in below(graph, kind):
            end = place(child, depth + 1)
            x, y = 20 + depth * STEP + 16, 20 + at * ROW + 24
            lines.append(f'<path d="M{x} {y} V{20 + end * ROW + 12} H{20 + (depth + 1) * STEP}"/>')
        return at

    classes = sorted((kind for kind in graph.subjects(RDF.type, OWL.Class) if kind in KG), key=local)
    for top in (kind for kind in classes if not parents(graph, kind)):
        place(top, 0)
    boxes = "\n".join(box(graph, kind, depth, at) for at, (depth, kind) in enumerate(rows))
    width, height = 40 + max(depth for depth, _ in rows) * STEP + BOX, 60 + len(rows) * ROW
    legend = "".join(
        f'<rect x="{20 + at * 110}" y="{height - 28}" width="14" height="14" fill="{colour}" stroke="#888"/>'
        f'<text x="{40 + at * 110}" y="{height - 16}">{name}</text>'
        for at, (name, colour) in enumerate(COLOURS.items())
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="system-ui, sans-serif" font-size="13" fill="#222">\n<title>The classes of Isnad</title>\n'
        f'<rect width="{width}" height="{height}" fill="#fff"/>\n<g fill="none" stroke="#999">\n'
        + "\n".join(lines)
        + f"\n</g>\n{boxes}\n{legend}\n</svg>\n"
    )


def box(graph: Graph, kind: URIRef, depth: int, at: int) -> str:
    """One class."""
    module = str(graph.value(kind, RDFS.isDefinedBy)).rpartition("/")[2]
    filled = (kind, OWL.equivalentClass, None) in graph or (kind, SKOS.scopeNote, None) in graph
    x, y = 20 + depth * STEP, 20 + at * ROW
    dashes = ' stroke-dasharray="4 3"' if filled else ""
    return (
        f'<rect x="{x}" y="{y}" width="{BOX}" height="24" rx="4" fill="{COLOURS[module]}" stroke="#888"{dashes}/>'
        f'<text x="{x + 9}" y="{y + 17}">{escape(label(graph, kind))}</text>'
    )


def parents(graph: Graph, kind: URIRef) -> list[URIRef]:
    """The named classes right above a class; of a definition its first named part."""
    stated = [one for one in graph.objects(kind, RDFS.subClassOf) if isinstance(one, URIRef)]
    for meant in graph.objects(kind, OWL.equivalentClass):
        members = Collection(graph, graph.value(meant, OWL.intersectionOf))
        stated += [one for one in members if isinstance(one, URIRef)]
    return stated


def below(graph: Graph, kind: URIRef) -> list[URIRef]:
    classes = (one for one in graph.subjects(RDF.type, OWL.Class) if one in KG)
    return sorted((one for one in classes if kind in parents(graph, one)), key=local)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
