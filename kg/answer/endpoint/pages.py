"""The endpoint's pages for people: the front page, and an answer as a table. No script, nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import quote

from kg.answer.saved import SavedQuery

WEB = Path(__file__).parent / "web"
STYLE = (WEB / "style.css").read_text(encoding="utf-8")
PAGE = Template((WEB / "front.html").read_text(encoding="utf-8"))

POLICY = (
    f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of every answer: this one style, forms to ourselves, and nothing else."""

ROWS_SHOWN = 1000
ONTOLOGY = "https://w3id.org/isnad/ontology#"
SHORT = (
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://www.w3.org/2000/01/rdf-schema#",
    "http://www.w3.org/2004/02/skos/core#",
    "http://www.w3.org/2002/07/owl#",
)

EXAMPLE = """\
PREFIX kg: <https://w3id.org/isnad/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?member ?group WHERE {
  ?a kg:partOf ?b .
  ?a rdfs:label ?member .
  ?b rdfs:label ?group .
}
LIMIT 20
"""


class Links:
    """Where a click on an IRI leads: to our own page for it, if it is of this graph."""

    def __init__(self, base: str) -> None:
        self._base = base

    def __call__(self, iri: str) -> str:
        """The address for a link."""
        if iri.startswith(self._base):
            return "/id/" + quote(iri.removeprefix(self._base), safe="/:@!$&'()*+,;=~-._")
        if iri.startswith(ONTOLOGY):
            return "/ontology#" + quote(iri.removeprefix(ONTOLOGY))
        return iri if iri.startswith(("http://", "https://")) else ""

    def short(self, iri: str) -> str:
        """The IRI without what all of its kind begin with."""
        for start in (self._base, ONTOLOGY, *SHORT):
            if iri.startswith(start):
                return iri.removeprefix(start)
        return iri


def front_page(
    numbers: Mapping[str, int],
    questions: Mapping[str, SavedQuery],
    endpoint: str,
    chosen: str = "",
    writable: bool = False,
) -> str:
    """What is here and how to ask; `chosen` is the saved query to write into the form."""
    counts = "".join(f"<div><dt>{escape(name)}</dt><dd>{number:,}</dd></div>" for name, number in numbers.items())
    rows = "".join(
        f'<tr><td><a href="/?saved={escape(quote(name))}#query">{escape(name)}</a></td>'
        f"<td>{escape(question.summary)}</td></tr>"
        for name, question in questions.items()
    )
    text = questions[chosen].text if chosen in questions else EXAMPLE
    curl = f"curl {endpoint} -H 'Accept: text/csv' --data-urlencode query@question.rq"
    saved = f'<h1>Saved queries</h1><div class="wide"><table>{rows}</table></div>' if rows else ""
    return _page(
        "Isnad",
        f"<dl>{counts}</dl>"
        '<h1 id="query">Ask</h1>'
        f'<form action="/sparql" method="get"><textarea name="query" spellcheck="false" aria-label="SPARQL query">\n'
        f"{escape(text)}</textarea><button>Ask</button></form>"
        f"{saved}"
        "<h1>From a program</h1>"
        f"<p>This is a {'' if writable else 'read-only '}SPARQL 1.1 endpoint at <code>{escape(endpoint)}</code>. "
        "Rows come as JSON, XML, "
        "CSV or TSV, graphs as Turtle, N-Triples, JSON-LD or RDF/XML, by the Accept header. With a query in "
        f"<code>question.rq</code>:</p><pre>{escape(curl)}</pre>"
        '<p>The saved queries are an API at <a href="/queries">/queries</a> (<a href="/openapi.json">OpenAPI</a>), the '
        'terms are explained in the <a href="/ontology">ontology</a>, and each thing has a page of its own.</p>'
        '<p class="soft">Every fact has claims behind it, and every claim the sentence that makes it: follow '
        "kg:passage and kg:quote.</p>",
    )


def queries_page(questions: Mapping[str, SavedQuery]) -> str:
    """All saved queries, each with a form for its parameters."""
    parts = []
    for name, question in questions.items():
        fields = "".join(
            f'<label>{escape(param.name)} <input name="{escape(param.name)}" title="{escape(param.help)}"></label> '
            for param in question.params
        )
        parts.append(
            f'<h1 id="{escape(name)}">{escape(question.summary)}</h1><p class="soft">{escape(question.description)}</p>'
            f'<form action="/queries/{escape(quote(name))}" method="get">{fields}<button>Ask</button></form>'
        )
    return _page("Saved queries", "".join(parts))


def table_page(answer: bytes, title: str = "Answer", links: Links | None = None) -> str:
    """The rows, or the yes or no, of an answer in SPARQL's JSON."""
    found = json.loads(answer)
    if "boolean" in found:
        return _page(title, f"<h1>{'Yes' if found['boolean'] else 'No'}</h1>")
    names, rows = found["head"]["vars"], found["results"]["bindings"]
    more = f", of which the first {ROWS_SHOWN:,} are shown" if len(rows) > ROWS_SHOWN else ""
    count = f"{len(rows):,} row{'' if len(rows) == 1 else 's'}{more}"
    cells = [[_cell(row.get(name), links) for name in names] for row in rows[:ROWS_SHOWN]]
    head = f"<p>{escape(title)}</p>" if title != "Answer" else ""
    return _page(title, f"{head}<h1>{count}</h1>{_table(names, cells)}")


def text_page(answer: bytes, title: str = "Answer") -> str:
    """A graph in Turtle."""
    return _page(title, f"<pre>{escape(answer.decode())}</pre>")


def problem_page(title: str, detail: str) -> str:
    """What went wrong."""
    return _page(title, f"<h1>{escape(title)}</h1><p>{escape(detail)}</p>")


def thing_page(iri: str, says: Sequence[Term], said: Sequence[Term], claims: Sequence[Term], links: Links) -> str:
    """One thing: what it is, what others are to it, and the claims about it, each with its words."""
    labels = [row["o"]["value"] for row in says if row["p"]["value"].endswith("#label")]
    title = labels[0] if labels else links.short(iri)
    grouped: dict[str, list[str]] = {}
    for row in says:
        grouped.setdefault(row["p"]["value"], []).append(_cell(row["o"], links, row.get("label")))
    rows = [[_link(property, links), "<br>".join(values)] for property, values in grouped.items()]
    back = [[_link(row["s"]["value"], links, row["label"]["value"]), _link(row["p"]["value"], links)] for row in said]
    told = [
        [
            _link(row["subject"]["value"], links, row.get("subjectName", {}).get("value", "")),
            _link(row["predicate"]["value"], links),
            _cell(row["value"], links, row.get("valueName")),
            escape(links.short(row["modality"]["value"])),
            f"“{escape(row['quote']['value'])}”",
            _link(row["article"]["value"], links, row.get("title", {}).get("value", ""))
            + (f"<br>{escape(row['publisher']['value'])}" if "publisher" in row else ""),
        ]
        for row in claims
    ]
    parts = [f'<h1>{escape(title)}</h1><p class="soft">{escape(iri)}</p>', _table(("what", "is"), rows)]
    if back:
        parts += ["<h1>Others that name it</h1>", _table(("thing", "is to it"), back)]
    if told:
        columns = ("subject", "says", "value", "how", "words", "article")
        parts += [f"<h1>Claims about it ({len(told)})</h1>", _table(columns, told)]
    return _page(title, "".join(parts))


Term = Mapping[str, Any]


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of cells that are HTML already."""
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _cell(term: Any, links: Links | None = None, label: Any = None) -> str:
    if term is None:
        return ""
    value = term["value"] if term["type"] != "triple" else json.dumps(term["value"], ensure_ascii=False)
    if term["type"] == "uri":
        return _link(value, links, label["value"] if label else "")
    return escape(value)


def _link(iri: str, links: Links | None, label: str = "") -> str:
    shown = escape(label or (links.short(iri) if links else iri))
    target = links(iri) if links else iri if iri.startswith(("http://", "https://")) else ""
    if not target:
        return shown
    return f'<a href="{escape(target)}" title="{escape(iri)}" rel="noreferrer">{shown}</a>'


def _page(title: str, main: str) -> str:
    return PAGE.substitute(title=escape(title), style=STYLE, main=main)
