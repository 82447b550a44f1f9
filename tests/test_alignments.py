"""Mappings to other vocabularies: each justified, in step with the files that are written from them, and OWL 2 DL."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kg.graph.authority import load_authority, ontology_triples
from kg.graph.vocabulary import KG
from tests.graph.test_owl_api import told

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "ontology" / "alignments"
LINES = (FOLDER / "mappings.sssom.tsv").read_text("utf-8").splitlines()
ROWS = list(csv.DictReader((line for line in LINES if not line.startswith("#")), delimiter="\t"))
PREFIXES = dict(line.removeprefix("#   ").split(": ", 1) for line in LINES if line.startswith("#   "))
VOCABULARIES = {"prov", "org", "foaf", "sem", "schema", "skos", "time", "oa", "geo", "aida", "plover", "wikidata"}
FILES = sorted(FOLDER.glob("*.ttl"))


def test_each_vocabulary_has_a_file_that_is_fresh(tmp_path) -> None:
    subprocess.run([sys.executable, ROOT / "docs" / "ontology" / "alignments.py", tmp_path], check=True)
    assert {path.stem for path in FILES} == VOCABULARIES
    for path in FILES:
        assert path.read_text("utf-8") == (tmp_path / path.name).read_text("utf-8"), "run `make docs`"


def test_each_mapping_is_of_a_term_that_is_there_and_says_why() -> None:
    terms = {str(triple.subject).strip("<>").removeprefix(KG) for triple in ontology_triples()}
    entries = {entry.id for entry in load_authority()}
    keys = [(row["subject_id"], row["object_id"]) for row in ROWS]
    assert len(keys) == len(set(keys))
    for row in ROWS:
        prefix, _, name = row["subject_id"].partition(":")
        assert name in (terms if prefix == "kg" else entries), row
        assert row["mapping_justification"] == "semapv:ManualMappingCuration"
        assert row["comment"].endswith(".")
        assert {value.partition(":")[0] for value in (row["subject_id"], row["predicate_id"], row["object_id"])} <= set(
            PREFIXES
        )
        if prefix == "id":
            assert re.fullmatch(r"wikidata:Q[1-9]\d*", row["object_id"])


def test_the_head_says_what_sssom_asks_for() -> None:
    head = "\n".join(line for line in LINES if line.startswith("#"))
    for name in ("curie_map", "mapping_set_id", "license", "mapping_date"):
        assert f"# {name}:" in head


@pytest.fixture(scope="module")
def reports() -> dict[str, dict]:
    return dict(zip((path.stem for path in FILES), told(*FILES), strict=True))


@pytest.mark.parametrize("name", sorted(VOCABULARIES))
def test_an_alignment_is_owl_2_dl(reports, name) -> None:
    assert reports[name]["violations"] == []
    assert reports[name]["logical"] == reports[name]["annotated"]


def test_nothing_imports_them() -> None:
    for path in (ROOT / "ontology").glob("*.ttl"):
        assert "alignments" not in path.read_text("utf-8")
