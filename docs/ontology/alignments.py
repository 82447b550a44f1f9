"""Writes ontology/alignments/*.ttl, one for each other vocabulary, from mappings.sssom.tsv beside them.

`python docs/ontology/alignments.py [FOLDER]`; `make docs` runs it. The files are OWL 2 DL: a term of others is declared
as what it stands for here, where an axiom speaks of it, and a SKOS mapping is an annotation. Nothing imports them.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path

from rdflib import OWL, RDF, Graph, URIRef

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "ontology" / "alignments"
KG = "https://w3id.org/isnad/ontology#"
LOGICAL = ("rdfs:subClassOf", "rdfs:subPropertyOf")
ALWAYS = {"owl": "http://www.w3.org/2002/07/owl#", "dcterms": "http://purl.org/dc/terms/"}


def read_mappings(path: Path) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The prefixes and the rows of an SSSOM file."""
    lines = path.read_text("utf-8").splitlines()
    head = [line.removeprefix("# ").strip() for line in lines if line.startswith("#   ")]
    prefixes = dict(line.split(": ", 1) for line in head)
    rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
    return prefixes, list(rows)


def main(folder: Path) -> None:
    """Write a file for each vocabulary."""
    prefixes, rows = read_mappings(FOLDER / "mappings.sssom.tsv")
    ontology = Graph()
    for name in ("core", "actors", "events", "claims"):
        ontology.parse(ROOT / "ontology" / f"{name}.ttl")
    by_vocabulary = defaultdict(list)
    for row in rows:
        by_vocabulary[row["object_id"].partition(":")[0]].append(row)
    folder.mkdir(parents=True, exist_ok=True)
    for name, own in sorted(by_vocabulary.items()):
        (folder / f"{name}.ttl").write_text(alignment(name, own, prefixes, ontology), "utf-8")


def alignment(name: str, rows: list[dict[str, str]], prefixes: dict[str, str], ontology: Graph) -> str:
    """One file."""
    used = {row[column].partition(":")[0] for row in rows for column in ("subject_id", "predicate_id", "object_id")}
    used |= {"rdfs"}
    spaces = {prefix: space for prefix, space in prefixes.items() if prefix in used} | ALWAYS
    logical = [row for row in rows if row["predicate_id"] in LOGICAL]
    declared = {row["object_id"]: kind_of(row, ontology) for row in logical}
    declared |= {row["subject_id"]: kind_of(row, ontology) for row in logical}
    annotations = sorted({row["predicate_id"] for row in rows} - set(LOGICAL))
    lines = [
        f"# Terms of Isnad in the vocabulary {name}. Written from mappings.sssom.tsv by make docs; nothing imports it.",
        "",
        *(f"@prefix {prefix}: <{space}> ." for prefix, space in sorted(spaces.items())),
        "",
        f"<https://w3id.org/isnad/ontology/alignments/{name}> a owl:Ontology ;",
        "    dcterms:license <https://www.apache.org/licenses/LICENSE-2.0> .",
        "",
        *(f"{term} a owl:AnnotationProperty ." for term in ("dcterms:license", *annotations)),
        *(f"{term} a {kind} ." for term, kind in sorted(declared.items())),
        "",
    ]
    for row in rows:
        said = f"{row['subject_id']} {row['predicate_id']} {row['object_id']} ."
        comment = row["comment"].replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f"# {row['comment']}\n{said}")
        if row["predicate_id"] in LOGICAL:
            source, property = row["subject_id"], row["predicate_id"]
            lines.append(
                f"[] a owl:Axiom ; owl:annotatedSource {source} ; owl:annotatedProperty {property} ;\n"
                f'    owl:annotatedTarget {row["object_id"]} ; rdfs:comment "{comment}" .'
            )
    return "\n".join(lines) + "\n"


def kind_of(row: dict[str, str], ontology: Graph) -> str:
    """What a term of others must be for the axiom: what ours is."""
    term = URIRef(KG + row["subject_id"].partition(":")[2])
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
        if (term, RDF.type, kind) in ontology:
            return f"owl:{str(kind).rpartition('#')[2]}"
    raise SystemExit(f"mappings.sssom.tsv: {row['subject_id']} is no class or property of the ontology: mend the line")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
