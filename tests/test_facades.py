"""One question, four ways to ask it: the command line, the endpoint, rdflib on the dump, owlready2 after HermiT."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib

from kg.answer.remote import RemoteSource
from kg.answer.saved import load_queries
from kg.answer.values import read_values
from kg.graph.dump import export
from kg.graph.reason import classify, groups_under
from kg.graph.store import Store
from tests.answer.server import running

QUESTIONS = [
    ("groups-under", {"group": "PMF"}),
    ("groups-under", {}),
    ("backers", {"backer": "Government of Iran"}),
    ("positions", {}),
    ("claims-of-responsibility", {}),
    ("troop-numbers", {}),
    ("retaliation-chain", {}),
    ("not-the-same", {}),
    ("designations", {}),
]
PMF = "https://w3id.org/isnad/id/popular-mobilization-forces"


@pytest.fixture(scope="module")
def dump(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dump") / "dump.ttl"
    with Store.open(seed_store) as store:
        export(store, path)
    return path


@pytest.fixture(scope="module")
def graph(dump: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(dump)


@pytest.fixture(scope="module")
def url(seed_store: Path):
    with running(seed_store) as address:
        yield f"{address}/sparql"


def plain(rows):
    return [tuple("" if cell is None else str(cell).replace("+00:00", "Z") for cell in row) for row in rows]


def by_command(seed_store: Path, name, values):
    words = [word for key, value in values.items() for word in (f"--{key}", value)]
    line = [sys.executable, "-m", "kg.cli", "query", name, *words, "--format", "json", "--store", str(seed_store)]
    done = subprocess.run(line, capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "100"})
    found = json.loads(done.stdout)
    columns = found["head"]["vars"]
    return plain([row.get(c, {}).get("value") for c in columns] for row in found["results"]["bindings"])


@pytest.mark.parametrize(("name", "values"), QUESTIONS, ids=lambda value: str(value))
def test_the_command_line_the_endpoint_and_rdflib_on_the_dump_agree(seed_store, url, graph, name, values):
    rows = by_command(seed_store, name, values)
    query = load_queries()[name]
    remote = RemoteSource(url)
    bound = query.bind(read_values(query, values, remote))
    assert plain(remote.query(bound).rows) == rows
    assert plain(graph.query(bound)) == rows
    assert rows or name == "designations"


def test_owlready2_after_hermit_agrees_on_the_groups_under_the_pmf(seed_store, dump):
    rows = by_command(seed_store, "groups-under", {"group": "PMF"})
    members = {row[2] for row in rows}
    assert members == set(groups_under(classify(dump), PMF))
    assert len(members) >= 2
