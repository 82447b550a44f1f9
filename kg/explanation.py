"""Joins proofs with the claims at their ends: why an inferred fact holds, down to the sentences that it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.errors import UnknownName
from kg.model import Answer, Iri, Literal, Term

if TYPE_CHECKING:
    from kg.graph.proof import Proof
    from kg.graph.store import Store

COLUMNS = ("step", "subject", "subjectName", "says", "object", "objectName", "because", "article", "quote")
KINDS = ("type", "a", "is a")
"""What a user may call rdf:type."""

_CLAIMS = """\
PREFIX kg: <https://w3id.org/isnad/ontology#>

SELECT ?article (MIN(?words) AS ?quote) WHERE {
  ?claim kg:subject @subject ; kg:predicate @predicate ; kg:object|kg:value @object ; kg:modality ?mode ;
         kg:article/kg:file ?article ; kg:passage/kg:quote ?words .
  FILTER (?mode != kg:Denied)
  FILTER NOT EXISTS { ?claim kg:review kg:Rejected }
}
GROUP BY ?article ORDER BY ?article
"""
_NAME = "SELECT (MIN(?label) AS ?name) WHERE { @thing <http://www.w3.org/2000/01/rdf-schema#label> ?label }"


def explain(store: Store, subject: str, predicate: str | None = None, object: str | None = None) -> Answer:
    """What was inferred of a thing, and for each such fact the rules and facts that it comes from, step by step.

    Names are read as `kg.answer.why` reads them. UnknownName where a name is unknown, and where nothing follows.
    """
    from kg.answer.names import ANY, resolve
    from kg.answer.why import meant
    from kg.graph.proof import prove
    from kg.graph.vocabulary import TYPE

    about = resolve(store, subject, ANY)
    of_kind = predicate is not None and predicate.strip() in KINDS
    says = Iri(TYPE) if of_kind else resolve(store, predicate, ("Property",)) if predicate else None
    values: tuple[Term | None, ...] = (None,)
    if object:
        values = (resolve(store, object, ("Class",)),) if of_kind else meant(store, object)
    proofs = [proof for value in values for proof in prove(store, about, says, value)]
    if not proofs:
        asked = " ".join(part for part in (subject, predicate, object) if part)
        raise UnknownName(f"nothing of {asked!r} follows from facts: kg why {subject!r} shows what articles say")
    return Answer(
        COLUMNS, tuple(row for number, proof in enumerate(proofs, 1) for row in _rows(store, proof, f"{number}"))
    )


def _rows(store: Store, proof: Proof, step: str) -> Iterator[tuple[Term | None, ...]]:
    told = () if proof.says else said(store, proof.subject, proof.predicate, proof.object)
    more = f" and {len(told) - 1} more" if len(told) > 1 else ""
    yield (
        Literal(step),
        proof.subject,
        name_of(store, proof.subject),
        Literal(re.split("[#/]", str(proof.predicate))[-1]),
        proof.object,
        name_of(store, proof.object),
        Literal(proof.says or ("an article says so" if told else "known")),
        Literal(f"{told[0][0]}{more}") if told else None,
        told[0][1] if told else None,
    )
    for number, part in enumerate(proof.rests_on, 1):
        yield from _rows(store, part, f"{step}.{number}")


def said(store: Store, subject: Term, predicate: Term, object: Term) -> tuple[tuple[Term | None, ...], ...]:
    """The articles that say so, each with its words."""
    from kg.answer.terms import sparql

    parts = {"subject": subject, "predicate": predicate, "object": object}
    answer = store.query(re.sub(r"@(subject|predicate|object)\b", lambda match: sparql(parts[match[1]]), _CLAIMS))
    assert isinstance(answer, Answer)
    return answer.rows


def name_of(store: Store, thing: Term) -> Term | None:
    """The best name of a thing; None where it has none."""
    from kg.answer.terms import sparql

    if not isinstance(thing, Iri):
        return None
    answer = store.query(_NAME.replace("@thing", sparql(thing)))
    assert isinstance(answer, Answer)
    return answer.rows[0][0] if answer.rows else None
