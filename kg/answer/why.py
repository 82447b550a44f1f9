"""The sentences behind a fact: each claim that says it, where, how, and according to whom."""

from __future__ import annotations

import re

from kg.answer.names import ANY, resolve
from kg.answer.terms import XSD, day, looks_like_iri, sparql
from kg.errors import BadQuery, UnknownName
from kg.model import Answer, Literal, Source, Term

_QUERY = """\
PREFIX kg: <https://w3id.org/isnad/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?subject (MIN(STR(?subjectLabel)) AS ?subjectName) ?says ?object (MIN(STR(?objectLabel)) AS ?objectName)
       ?modality (MIN(STRAFTER(STR(?verdict), "#")) AS ?review) (MAX(?sure) AS ?confidence)
       (MIN(STR(?byLabel)) AS ?attributedTo) (MIN(SUBSTR(STR(?day), 1, 10)) AS ?asOf)
       ?article (MIN(STR(?headline)) AS ?title) (MIN(STR(?outlet)) AS ?publisher)
       (MIN(SUBSTR(STR(?time), 1, 10)) AS ?published)
       ?claim (MIN(SUBSTR(REPLACE(STR(?claim), "^.*/", ""), 1, 8)) AS ?claimName) ?quote
WHERE {
  VALUES ?subject { @subject }
  VALUES ?predicate { @predicate }
  ?claim kg:subject ?subject ; kg:predicate ?predicate ; kg:object|kg:value ?object ;
         kg:modality ?mode ; kg:article ?source ; kg:passage/kg:quote ?quote .
  @object
  ?source kg:file ?article .
  BIND (REPLACE(STR(?predicate), "^.*[#/]", "") AS ?says)
  BIND (STRAFTER(STR(?mode), "#") AS ?modality)
  OPTIONAL { ?claim kg:review ?verdict }
  OPTIONAL { ?claim kg:confidence ?sure }
  OPTIONAL { ?claim kg:asOf ?day }
  OPTIONAL { ?source kg:title ?headline }
  OPTIONAL { ?source kg:publisher ?outlet }
  OPTIONAL { ?source kg:published ?time }
  OPTIONAL { ?claim kg:attributedTo/rdfs:label ?byLabel }
  OPTIONAL { ?subject rdfs:label ?subjectLabel }
  OPTIONAL { ?object rdfs:label ?objectLabel }
}
GROUP BY ?claim ?subject ?says ?object ?modality ?article ?quote
ORDER BY ?says ?objectName ?object ?published ?article ?quote ?claim
"""


def why(source: Source, subject: str, predicate: str | None = None, object: str | None = None) -> Answer:
    """All claims about a subject, with a property, with a value; denied and rejected ones too, marked as such.

    `subject` is a name or an IRI, `predicate` a property's local name, label or IRI, `object` a name, an IRI, or a
    value as it stands in the graph (a number, a day, a text). Raises UnknownName where a name is unknown, where it may
    mean several things, and where nothing at all is claimed, so that silence is never mistaken for an answer.
    """
    about = resolve(source, subject, ANY)
    says = resolve(source, predicate, ("Property",)) if predicate else None
    values = meant(source, object) if object else ()
    parts = {
        "subject": sparql(about),
        "predicate": sparql(says) if says else "UNDEF",
        "object": f"VALUES ?object {{ {' '.join(map(sparql, values))} }}" if values else "",
    }
    # One pass, so that nothing which a value brings in is looked at again.
    text = re.sub(r"@(subject|predicate|object)\b", lambda match: parts[match[1]], _QUERY)
    result = source.query(text)
    if not isinstance(result, Answer):
        raise BadQuery("claims are asked for by SELECT, and the source answered with something else")
    if not result.rows:
        asked = " ".join(part for part in (subject, predicate, object) if part)
        raise UnknownName(
            f"no article says anything of {asked!r}: kg why {subject!r} shows all that is said, "
            "and with --inferred what follows from it"
        )
    return result


def meant(source: Source, text: str) -> tuple[Term, ...]:
    """All terms that this may mean as the object of a claim: a thing, a number, a day or a text."""
    if looks_like_iri(text):
        return (resolve(source, text),)
    found: list[Term] = [Literal(text)]
    if text.strip().isdigit():
        found.append(Literal(str(int(text)), XSD + "integer"))
    for end in (False, True):
        try:
            found.append(day(text, end))
        except BadQuery:
            break
    try:
        found.append(resolve(source, text, ANY))
    except UnknownName as error:
        # A number or a day needs no name; a word that is no name may still be a text, such as the title of a post.
        if len(found) == 1 and not _is_text(source, Literal(text)):
            raise error from None
    return tuple(found)


def _is_text(source: Source, text: Literal) -> bool:
    return bool(source.query(f"ASK {{ ?claim <https://w3id.org/isnad/ontology#value> {sparql(text)} }}"))
