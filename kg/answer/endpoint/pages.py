"""The endpoint's pages for people: the front page, and an answer as a table. No script, nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Template
from typing import Any, Protocol
from urllib.parse import quote

WEB = Path(__file__).parent / "web"
STYLE = (WEB / "style.css").read_text(encoding="utf-8")
PAGE = Template((WEB / "front.html").read_text(encoding="utf-8"))

POLICY = (
    f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of every answer: this one style, forms to ourselves, and nothing else."""

ROWS_SHOWN = 1000

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


class Question(Protocol):
    """What a page tells of a saved query."""

    @property
    def summary(self) -> str: ...
    @property
    def text(self) -> str: ...


def front_page(numbers: Mapping[str, int], questions: Mapping[str, Question], endpoint: str, chosen: str = "") -> str:
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
        f"<p>This is a read-only SPARQL 1.1 endpoint at <code>{escape(endpoint)}</code>. Rows come as JSON, XML, "
        "CSV or TSV, graphs as Turtle, N-Triples, JSON-LD or RDF/XML, by the Accept header. With a query in "
        f"<code>question.rq</code>:</p><pre>{escape(curl)}</pre>"
        '<p class="soft">Every fact has claims behind it, and every claim the sentence that makes it: follow '
        "kg:passage and kg:quote.</p>",
    )


def table_page(answer: bytes) -> str:
    """The rows, or the yes or no, of an answer in SPARQL's JSON."""
    found = json.loads(answer)
    if "boolean" in found:
        return _page("Answer", f"<h1>{'Yes' if found['boolean'] else 'No'}</h1>")
    names, rows = found["head"]["vars"], found["results"]["bindings"]
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(row.get(name))}</td>" for name in names) + "</tr>" for row in rows[:ROWS_SHOWN]
    )
    more = f", of which the first {ROWS_SHOWN:,} are shown" if len(rows) > ROWS_SHOWN else ""
    count = f"{len(rows):,} row{'' if len(rows) == 1 else 's'}{more}"
    table = f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    return _page("Answer", f"<h1>{count}</h1>{table}")


def text_page(answer: bytes) -> str:
    """A graph in Turtle."""
    return _page("Answer", f"<pre>{escape(answer.decode())}</pre>")


def _cell(term: Any) -> str:
    if term is None:
        return ""
    value = term["value"] if term["type"] != "triple" else json.dumps(term["value"], ensure_ascii=False)
    if term["type"] == "uri" and value.startswith(("http://", "https://")):
        return f'<a href="{escape(value)}" rel="noreferrer">{escape(value)}</a>'
    return escape(value)


def _page(title: str, main: str) -> str:
    return PAGE.substitute(title=escape(title), style=STYLE, main=main)
