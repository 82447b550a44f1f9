"""A dump is OWL 2 DL and declares all that it speaks of: so says the OWL API, on which Protégé is built."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kg.graph.dump import export
from kg.graph.store import Store
from kg.model import Profile

BAD = {
    "an undeclared property": "id:a kg:isFriendOf id:b .",
    "an undeclared class": "id:a a kg:Pirate .",
    "an undeclared annotation property": 'kg:partOf kg:remark "a remark" .',
    "a transitive property that is asymmetric": "kg:partOf a owl:AsymmetricProperty .",
}


def told(*files: Path) -> list[dict[str, Any]]:
    program = Path(__file__).with_name("owl_api.py")
    run = subprocess.run([sys.executable, program, *files], capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


@pytest.fixture(scope="module")
def dumps(seed_store, tmp_path_factory) -> dict[str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("dumps")
    names = [f"{profile}{ending}" for profile in Profile for ending in (".ttl", ".rdf")]
    with Store.open(seed_store) as store:
        for name in names:
            export(store, folder / name, inferred=True, profile=Profile(name.partition(".")[0]))
    head = (folder / "facts.ttl").read_text("utf-8")
    for number, text in enumerate(BAD.values()):
        (folder / f"bad{number}.ttl").write_text(f"{head}\n{text}\n", "utf-8")
        names.append(f"bad{number}.ttl")
    return dict(zip(names, told(*(folder / name for name in names)), strict=True))


@pytest.mark.parametrize("ending", [".ttl", ".rdf"])
@pytest.mark.parametrize("profile", Profile)
def test_a_dump_is_owl_2_dl_without_undeclared_terms(dumps, profile, ending) -> None:
    dump = dumps[f"{profile}{ending}"]
    assert dump["violations"] == []
    assert dump["logical"] > 5_000
    assert (dump["annotated"] > 300) == (profile == Profile.PROTEGE)


@pytest.mark.parametrize("number", range(len(BAD)), ids=list(BAD))
def test_what_is_not_owl_2_dl_is_found(dumps, number) -> None:
    assert dumps[f"bad{number}.ttl"]["violations"]
