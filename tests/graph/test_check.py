from pathlib import Path

import pytest

from kg.errors import BadData
from kg.graph.check import load_checks, run_checks
from kg.resources import folder
from tests.graph.filled import ARTICLE, NEWS, OTHER, fill

CLAIM = f"<{ARTICLE}/claim/9>"
WHERE = f"kg:article <{ARTICLE}> ; kg:passage <{ARTICLE}#char=0,23> ; kg:modality kg:Stated"


def claimed(number: int, subject: str, predicate: str, thing: str, by: str = "object") -> str:
    """A fact with its claim."""
    return (
        f"{subject} {predicate} {thing} . <{ARTICLE}/claim/{number}> a kg:Claim ; kg:subject {subject} ; "
        f"kg:predicate {predicate} ; kg:{by} {thing} ; {WHERE} . "
    )


# check -> what is added to the good graph, and the violation that it must find: thing, property, value
BAD = {
    "claim-of-another-article": (
        f'<{OTHER}> a kg:Article ; kg:file "later.txt" ; kg:published "2024-02-09T00:00:00Z"^^xsd:dateTime . '
        f"{CLAIM} a kg:Claim ; kg:subject id:kataib ; kg:predicate kg:partOf ; kg:object id:pmf ; "
        f"kg:article <{OTHER}> ; kg:passage <{ARTICLE}#char=0,23> ; kg:modality kg:Stated .",
        ("news/claim/9", "passage", "news#char=0,23"),
    ),
    "quote-not-in-text": (
        f'<{ARTICLE}#char=1,7> a kg:Passage ; kg:quote "kataib" ; kg:start 1 ; kg:end 7 . {CLAIM} a kg:Claim ; '
        f"kg:subject id:kataib ; kg:predicate kg:partOf ; kg:object id:pmf ; kg:article <{ARTICLE}> ; "
        f"kg:passage <{ARTICLE}#char=1,7> ; kg:modality kg:Stated .",
        ("news#char=1,7", "quote", "kataib"),
    ),
    "fact-without-claim": ("id:brigade kg:partOf id:pmf .", ("brigade", "partOf", "pmf")),
    "claim-without-fact": (
        f"{CLAIM} a kg:Claim ; kg:subject id:brigade ; kg:predicate kg:partOf ; kg:object id:pmf ; {WHERE} .",
        ("news/claim/9", "partOf", "pmf"),
    ),
    "subject-does-not-fit": (
        f"{CLAIM} a kg:Claim ; kg:subject id:baghdad ; kg:predicate kg:partOf ; kg:object id:pmf ; {WHERE} . "
        "id:baghdad kg:partOf id:pmf .",
        ("news/claim/9", "partOf", "baghdad"),
    ),
    "object-does-not-fit": (
        f"{CLAIM} a kg:Claim ; kg:subject id:kataib ; kg:predicate kg:partOf ; kg:object id:ali ; {WHERE} . "
        "id:kataib kg:partOf id:ali .",
        ("news/claim/9", "partOf", "ali"),
    ),
    "value-does-not-fit": (
        f'{CLAIM} a kg:Claim ; kg:subject id:strike ; kg:predicate kg:killed ; kg:value "dozens" ; {WHERE} . '
        'id:strike kg:killed "dozens" .',
        ("news/claim/9", "killed", "dozens"),
    ),
    "dates-out-of-order": (
        'id:strike kg:earliest "2024-02-07T00:00:00Z"^^xsd:dateTime ; kg:latest "2024-02-06T23:59:59Z"^^xsd:dateTime .',
        ("strike", "latest", "2024-02-06T23:59:59Z"),
    ),
    "tied-to-itself": ("id:kataib kg:backedBy id:kataib .", ("kataib", "backedBy", "kataib")),
    "acts-after-death": (
        'id:strike kg:target id:ali ; kg:victim id:ali ; kg:latest "2024-02-07T23:59:59Z"^^xsd:dateTime . '
        'id:threat a kg:Threat ; kg:speaker id:ali ; kg:earliest "2024-02-09T00:00:00Z"^^xsd:dateTime .',
        ("ali", "speaker", "threat"),
    ),
    "term-not-declared": ("id:strike kg:mood 2 .", ("ontology#mood", None, None)),
    "two-kinds-at-once": ("id:ali a kg:Military .", ("ali", "type", "ontology#Person")),
    "thing-without-name": (
        f"{CLAIM} a kg:Claim ; kg:subject id:kataib ; kg:predicate kg:partOf ; kg:object id:nobody ; {WHERE} . "
        "id:kataib kg:partOf id:nobody . id:nobody a kg:ArmedGroup .",
        ("nobody", "label", None),
    ),
    "literal-the-reasoner-refuses": (
        'id:strike kg:earliest "2024-02-07"^^xsd:date .',
        ("strike", "earliest", "2024-02-07"),
    ),
    "article-without-claims": (
        f'<{OTHER}> a kg:Article ; kg:file "later.txt" ; kg:published "2024-02-09T00:00:00Z"^^xsd:dateTime .',
        ("article/later", "article", "later.txt"),
    ),
}

# What looks like a fault and is none.
GOOD = {
    "a denied claim without its fact": "",
    "two days for one event": (
        'id:talks a kg:Talks ; rdfs:label "Talks" . '
        + claimed(11, "id:talks", "kg:earliest", '"2024-02-06T00:00:00Z"^^xsd:dateTime', "value")
        + claimed(12, "id:talks", "kg:latest", '"2024-02-06T23:59:59Z"^^xsd:dateTime', "value")
        + claimed(13, "id:talks", "kg:earliest", '"2024-02-08T00:00:00Z"^^xsd:dateTime', "value")
        + claimed(14, "id:talks", "kg:latest", '"2024-02-08T23:59:59Z"^^xsd:dateTime', "value")
    ),
    "a claim that is surely read": f"<{ARTICLE}/claim/1> kg:confidence 1.0 .",
    "an unnamed person": 'id:official a kg:Person , kg:UnnamedActor ; rdfs:label "a US official" .',
    "an event of two kinds": "id:strike a kg:DroneStrike .",
    "an attack series with a target and dead": (
        'id:series a kg:AttackSeries ; rdfs:label "168 attacks" . '
        + claimed(11, "id:series", "kg:target", "id:baghdad")
        + claimed(12, "id:series", "kg:killed", "3", "value")
    ),
    "somebody who spoke before he died": (
        claimed(11, "id:strike", "kg:target", "id:ali")
        + claimed(12, "id:strike", "kg:victim", "id:ali")
        + claimed(13, "id:strike", "kg:latest", '"2024-02-07T23:59:59Z"^^xsd:dateTime', "value")
        + 'id:threat a kg:Threat ; rdfs:label "Threat" . '
        + claimed(14, "id:threat", "kg:speaker", "id:ali")
        + claimed(15, "id:threat", "kg:earliest", '"2024-02-07T00:00:00Z"^^xsd:dateTime', "value")
    ),
    "two that are not the same": claimed(11, "id:kataib", "owl:differentFrom", "id:brigade"),
    "a group that an unnamed actor of no kind backs": (
        'id:donor a kg:UnnamedActor ; rdfs:label "a donor" . ' + claimed(11, "id:kataib", "kg:backedBy", "id:donor")
    ),
}


def short(term) -> str | None:
    return None if term is None else str(term).removeprefix("https://w3id.org/isnad/")


def test_every_check_has_a_bad_graph():
    assert {check.name for check in load_checks()} == set(BAD)


@pytest.mark.parametrize("name", BAD)
def test_a_check_finds_its_fault(tmp_path, name):
    added, (thing, property, value) = BAD[name]
    with fill(tmp_path / "store", {ARTICLE: NEWS, OTHER: added}) as store:
        found = [violation for violation in run_checks(store) if violation.check.name == name]
    assert len(found) == 1, found
    assert short(found[0].thing).endswith(thing)
    assert (short(found[0].property) or "").endswith(property or "")
    assert (found[0].value is None) == (value is None)
    assert (short(found[0].value) or "").endswith(value or "")


@pytest.mark.parametrize("name", GOOD)
def test_checks_pass_what_is_no_fault(tmp_path, name):
    with fill(tmp_path / "store", {ARTICLE: NEWS, OTHER: GOOD[name]}) as store:
        assert run_checks(store) == []


def test_a_fact_in_the_inferred_graph_needs_no_claim(tmp_path):
    with fill(tmp_path / "store", {ARTICLE: NEWS}, inferred="id:brigade kg:partOf id:pmf .") as store:
        assert run_checks(store) == []


def test_a_fact_behind_which_only_a_denied_claim_stands_is_found(tmp_path):
    with fill(tmp_path / "store", {ARTICLE: NEWS, OTHER: "id:ali kg:leads id:pmf ."}) as store:
        assert [violation.check.name for violation in run_checks(store)] == ["fact-without-claim"]


def test_errors_come_before_warnings(tmp_path):
    added = f'<{OTHER}> a kg:Article ; kg:file "later.txt" . id:strike kg:backedBy id:strike .'
    with fill(tmp_path / "store", {ARTICLE: NEWS, OTHER: added}) as store:
        severities = [violation.check.severity for violation in run_checks(store)]
    assert severities == sorted(severities)
    assert set(severities) == {"error", "warning"}


def test_each_check_says_problem_and_solution_as_sentences():
    for check in load_checks():
        assert check.problem.endswith("."), check.name
        assert check.solution.endswith("."), check.name


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("#+ problem: P.\n#+ severity: error\nSELECT", r"lacks a line '#\+ solution"),
        ("#+ problem: P.\n#+ solution: S.\n#+ severity: fatal\nSELECT", "severity 'fatal'"),
    ],
)
def test_a_check_with_a_bad_head_is_refused(tmp_path, text, told):
    (tmp_path / "one.rq").write_text(text)
    with pytest.raises(BadData, match=told):
        load_checks(tmp_path)


def test_a_folder_without_checks_is_refused(tmp_path):
    with pytest.raises(BadData, match="holds no checks"):
        load_checks(tmp_path)


@pytest.mark.parametrize(
    ("query", "told"),
    [("SELECT ?thing WHERE { ?thing ?p ?o }", "must SELECT"), ("ASK {}", "must SELECT"), ("SELECT ?thing", "broken")],
)
def test_a_check_with_a_bad_query_is_told_by_name(tmp_path, query, told):
    (tmp_path / "broken.rq").write_text(f"#+ problem: P.\n#+ solution: S.\n#+ severity: error\n{query}")
    with fill(tmp_path / "store", {ARTICLE: NEWS}) as store, pytest.raises(BadData, match=told):
        run_checks(store, load_checks(tmp_path))


def test_checks_lie_where_the_package_looks():
    assert Path(folder("queries") / "checks").is_dir()
