"""For each shape a graph that it refuses, named by thing and property, and a graph that all shapes pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import BadData
from kg.graph.check import run_shapes
from kg.graph.shapes import Shapes
from tests.graph.filled import ARTICLE, NEWS, OTHER, fill

CLAIM = f"<{ARTICLE}/claim/9>"
PASSAGE = f"<{ARTICLE}#char=0,6>"
PARTS = {
    "subject": "id:kataib",
    "predicate": "kg:partOf",
    "object": "id:pmf",
    "article": f"<{ARTICLE}>",
    "passage": f"<{ARTICLE}#char=0,23>",
    "modality": "kg:Stated",
}
POST = {"holder": "id:ali", "organization": "id:pmf", "title": '"chief"'}
DECISION = {
    "decides": '"same"', "reason": '"an obituary"', "decidedBy": '"a person"',
    "decidedOn": '"2031-03-06T10:00:00Z"^^xsd:dateTime', "concerns": "id:pmf",
}  # fmt: skip
DAY = '"2031-03-04T00:00:00Z"^^xsd:dateTime'


def node(subject: str, kind: str, parts: dict[str, str], without: str = "", more: str = "") -> str:
    """A thing with all that it must have but for one property, and with more."""
    told = "".join(f" ; kg:{name} {value}" for name, value in parts.items() if name != without)
    return f"{subject} a kg:{kind}{told}{more} ."


def claim(without: str = "", more: str = "") -> str:
    return node(CLAIM, "Claim", PARTS, without, more)


def passage(quote: str = '"Kataib"', start: str = "0", end: str = "6") -> str:
    return node(PASSAGE, "Passage", {"quote": quote, "start": start, "end": end})


# shape -> what is added to the good graph, and the end of the IRI of the thing that it must find
BAD = {
    "claim-subject": (claim("subject"), "claim/9"),
    "claim-predicate": (claim(more=" ; kg:predicate kg:leads"), "claim/9"),
    "claim-object": (claim(more=" ; kg:object id:brigade"), "claim/9"),
    "claim-value": (claim("object", " ; kg:value 1 , 2"), "claim/9"),
    "claim-article": (claim("article", " ; kg:article id:pmf"), "claim/9"),
    "claim-passage": (claim("passage"), "claim/9"),
    "claim-modality": (claim("modality", " ; kg:modality kg:Rejected"), "claim/9"),
    "claim-attributed": (claim(more=" ; kg:attributedTo id:baghdad"), "claim/9"),
    "claim-day": (claim(more=f' ; kg:asOf {DAY} , "2031-03-05T00:00:00Z"^^xsd:dateTime'), "claim/9"),
    "claim-confidence": (claim(more=" ; kg:confidence 1.5"), "claim/9"),
    "claim-review": (claim(more=" ; kg:review kg:Accepted , kg:Rejected"), "claim/9"),
    "Said": (claim("object"), "claim/9"),
    "passage-quote": (passage(quote='""'), "news#char=0,6"),
    "passage-start": (passage(start="6", end="2"), "news#char=0,6"),
    "passage-end": (passage(end="6 , 7"), "news#char=0,6"),
    "article-file": (f"<{OTHER}> a kg:Article ; kg:published {DAY} .", "article/later"),
    "article-digest": (
        f'<{OTHER}> a kg:Article ; kg:published {DAY} ; kg:file "x" ; kg:sha256 "12" .', "article/later",
    ),
    "article-day": (f'<{OTHER}> a kg:Article ; kg:file "x" ; kg:published "yesterday" .', "article/later"),
    "article-undated": (f'<{OTHER}> a kg:Article ; kg:file "x" .', "article/later"),
    "article-mentions": (
        f'<{OTHER}> a kg:Article ; kg:published {DAY} ; kg:file "x" ; kg:mentions id:strike .', "article/later",
    ),
    "event-killed": ("id:strike kg:killed -2 .", "strike"),
    "event-wounded": ('id:strike kg:wounded "many" .', "strike"),
    "event-casualties": ("id:strike kg:casualties -1 .", "strike"),
    "event-targets": ("id:strike kg:targetCount 1.5 .", "strike"),
    "event-count": ("id:series a kg:AttackSeries ; kg:count -90 .", "series"),
    "event-strength": ("id:move a kg:Deployment ; kg:strength -900 .", "move"),
    "event-toll-low": ("id:strike kg:killedLow 5 ; kg:killedHigh 3 .", "strike"),
    "event-wounded-low": ("id:strike kg:woundedLow 5 ; kg:woundedHigh 3 .", "strike"),
    "event-earliest": ('id:strike kg:earliest "Tuesday" .', "strike"),
    "event-latest": ("id:strike kg:latest 2031 .", "strike"),
    "event-weapon": ('id:strike kg:weapon "catapult" .', "strike"),
    "statement-speaker": ("id:threat a kg:Threat .", "threat"),
    "position-holder": (node("id:post", "Position", POST, "holder", " ; kg:holder id:pmf"), "post"),
    "position-organization": (node("id:post", "Position", POST, "organization"), "post"),
    "position-title": (node("id:post", "Position", POST, more=' ; kg:title "deputy"'), "post"),
    "decision-kind": (node("id:d", "Decision", DECISION, "decides", ' ; kg:decides "perhaps"'), "/d"),
    "decision-reason": (node("id:d", "Decision", DECISION, "reason"), "/d"),
    "decision-by": (node("id:d", "Decision", DECISION, "decidedBy"), "/d"),
    "decision-day": (node("id:d", "Decision", DECISION, "decidedOn"), "/d"),
}  # fmt: skip

GOOD = {
    "the news": "",
    "a claim with a value": claim("object", " ; kg:value 3 ; kg:confidence 1.0 ; kg:asOf " + DAY),
    "a claim that was looked at": claim(more=" ; kg:review kg:Accepted ; kg:attributedTo id:ali"),
    "a passage": passage(),
    "a post": node("id:post", "Position", POST),
    "a decision": node("id:d", "Decision", DECISION),
    "two tolls": "id:strike kg:killed 0 , 12 ; kg:killedLow 0 ; kg:killedHigh 12 .",
    "a total with a weapon": 'id:series a kg:AttackSeries ; kg:count 90 ; kg:weapon "drone" .',
}


def test_every_shape_has_a_bad_graph() -> None:
    assert {shape.name for shape in Shapes().shapes} == set(BAD)


@pytest.mark.parametrize("name", BAD)
def test_a_shape_refuses_its_fault(tmp_path: Path, name: str) -> None:
    added, thing = BAD[name]
    with fill(tmp_path / "store", {ARTICLE: NEWS, OTHER: added}) as store:
        found = run_shapes(store)
    mine = [one for one in found if one.check.name == name]
    assert mine, found
    assert {str(one.thing) for one in mine} == {str(mine[0].thing)}
    assert str(mine[0].thing).endswith(thing)
    assert mine[0].check.problem.endswith(".")
    assert mine[0].check.solution.endswith(".")


@pytest.mark.parametrize("name", GOOD)
def test_shapes_pass_what_is_no_fault(tmp_path: Path, name: str) -> None:
    with fill(tmp_path / "store", {ARTICLE: NEWS, OTHER: GOOD[name]}) as store:
        assert run_shapes(store) == []


def test_real_articles_have_their_shapes(open_seeds) -> None:
    assert {one.check.name for one in run_shapes(open_seeds)} <= {"article-undated", "statement-speaker"}


def test_things_are_all_looked_at_however_they_fall_into_batches(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("kg.graph.shapes.BATCH", 2)
    claims = " ".join(claim("modality").replace("claim/9", f"claim/{number}") for number in range(11, 18))
    with fill(tmp_path / "store", {ARTICLE: NEWS, OTHER: claims}) as store:
        found = {str(one.thing)[-2:] for one in run_shapes(store) if one.check.name == "claim-modality"}
    assert found == {str(number) for number in range(11, 18)}


HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <https://w3id.org/isnad/shape/> ."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no turtle", "cannot be read as Turtle"),
        (f"{HEAD} :a sh:path :b ; sh:minCount 1 .", "a needs sh:message"),
        (f'{HEAD} :a sh:path :b ; sh:message "m" ; sh:description "d" ; sh:severity sh:Info .', "a needs sh:message"),
    ],
)
def test_a_malformed_shape_is_named(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "odd.ttl").write_text(text)
    with pytest.raises(BadData, match=rf"odd\.ttl: .*{words}"):
        Shapes(tmp_path)


def test_a_folder_without_shapes_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadData, match="holds no shapes"):
        Shapes(tmp_path)
