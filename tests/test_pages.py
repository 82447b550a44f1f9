"""The pages of the ontology are what its files say."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kg.graph.authority import ontology_triples
from kg.graph.vocabulary import KG

PAGES = Path(__file__).parents[1] / "docs" / "ontology"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    subprocess.run([sys.executable, PAGES / "make.py", folder], check=True)
    return folder


@pytest.mark.parametrize("name", ["index.html", "classes.svg"])
def test_they_are_fresh(fresh, name) -> None:
    assert (PAGES / name).read_text("utf-8") == (fresh / name).read_text("utf-8"), "run `make docs`"


class Seen(HTMLParser):
    """Collects the ids and links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if told.get("id"):
            self.ids.append(str(told["id"]))
        for name in ("href", "src"):
            if told.get(name):
                self.links.add(str(told[name]))


def test_every_term_has_its_place_and_links_lead_somewhere() -> None:
    seen = Seen()
    seen.feed((PAGES / "index.html").read_text("utf-8"))
    terms = {
        str(t.subject).strip("<>").removeprefix(KG) for t in ontology_triples() if str(t.subject).startswith(f"<{KG}")
    }
    assert set(seen.ids) == terms
    assert len(seen.ids) == len(terms)
    inside = {link.removeprefix("#") for link in seen.links if link.startswith("#")}
    assert inside <= terms
    outside = {link for link in seen.links if not link.startswith("#")}
    assert outside == {"classes.svg", "https://www.apache.org/licenses/LICENSE-2.0"}


def test_the_picture_shows_every_class_once() -> None:
    picture = ET.parse(PAGES / "classes.svg").getroot()
    texts = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    labels = [
        t.object.value
        for t in ontology_triples()
        if t.predicate.value.endswith("#label") and str(t.subject) in {
            str(c.subject) for c in ontology_triples() if str(c.object).endswith("owl#Class>")
        }
    ]  # fmt: skip
    assert sorted(texts[: len(labels)]) == sorted(labels)
