"""Articles and claims by what answers show of them: an IRI, a file's name, how the last part of an IRI begins."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from kg.answer.names import local_name
from kg.answer.terms import looks_like_iri, sparql
from kg.errors import BadQuery, UnknownName
from kg.model import Answer, Iri, Literal, Source, Term

_PREFIX = "PREFIX kg: <https://w3id.org/isnad/ontology#>\n"
_MOST = 5  # candidates that are told


def find_article(source: Source, text: str) -> Iri:
    """The one article with this id, file name or IRI. Raises UnknownName with the candidates where it is not one."""
    text = text.strip()
    articles = {str(iri): str(file) for iri, file in _rows(source, "SELECT ?a ?f { ?a a kg:Article ; kg:file ?f }")}
    for found in (
        [iri for iri in articles if iri == text],
        [iri for iri, file in articles.items() if file == text],
        [iri for iri in articles if iri.endswith(f"/article/{text}")],
    ):
        if len(found) > 1:
            raise UnknownName(f"{text!r} may mean {len(found)} articles: {_some(found)}. Give the IRI of one")
        if found:
            return Iri(found[0])
    near = get_close_matches(text, {*articles.values(), *map(local_name, articles)}, n=_MOST, cutoff=0.5)
    told = f"; nearest: {'; '.join(near)}" if near else "; `kg stats --articles` lists all articles"
    raise UnknownName(f"no article here has the file name, id or IRI {text!r}{told}")


def find_claim(source: Source, text: str) -> Iri:
    """The one claim with this IRI, or whose IRI's last part is this, or alone begins so. Raises UnknownName else."""
    text = text.strip()
    if looks_like_iri(text):
        found = [text] if source.query(f"{_PREFIX}ASK {{ {sparql(Iri(text))} a kg:Claim }}") is True else []
    elif text:
        begins = f'STRSTARTS(STRAFTER(STR(?c), "/claim/"), {sparql(Literal(text))})'
        rows = _rows(source, f"SELECT DISTINCT ?c {{ ?c a kg:Claim FILTER ({begins}) }} ORDER BY ?c")
        found = [str(row[0]) for row in rows]
        found = [iri for iri in found if local_name(iri) == text] or found
    else:
        found = []
    if len(found) > 1:
        raise UnknownName(f"{text!r} may mean {len(found)} claims: {_some(found)}. Give the IRI of one")
    if not found:
        raise UnknownName(
            f"{text!r} is no claim here: kg why NAME --format json shows the claims about a thing, with IRIs"
        )
    return Iri(found[0])


def _rows(source: Source, query: str) -> Iterable[tuple[Term | None, ...]]:
    result = source.query(_PREFIX + query)
    if not isinstance(result, Answer):
        raise BadQuery("articles are asked for by SELECT, and the source answered with something else")
    return result.rows


def _some(found: list[str]) -> str:
    more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
    return "; ".join(sorted(found)[:_MOST]) + more
