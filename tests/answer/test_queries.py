"""Every saved query on the made-up graph: what it answers, and that every engine answers the same."""

import pytest

from kg.answer.terms import sparql
from kg.model import Answer, Iri
from tests.answer.sources import ID, ask, queries, sources, told

NAMES = sorted(queries())

# Query, values of parameters, columns, the rows that they must show.
CASES = [
    ("groups-under", {"group": "SF"}, "member parent article", [
        ("green-ridge-brigade", "sarim-front", "001_harbour.txt"),
        ("green-ridge-brigade", "sarim-front", "002_wire.txt"),
        ("ridge-scouts", "green-ridge-brigade", "002_wire.txt"),
    ]),
    ("groups-under", {"group": "Ridge Guard"}, "member", []),
    ("chain-of-command", {"actor": "Ridge Scouts"}, "lower relation upper", [
        ("karim-dahlan", "commander of the coast", "green-ridge-brigade"),
        ("green-ridge-brigade", "partOf", "sarim-front"),
        ("omar-sabet", "leads", "qasra-army"),
        ("ridge-scouts", "partOf", "green-ridge-brigade"),
        ("sarim-front", "partOf", "qasra-army"),
    ]),
    ("members", {"organization": "Sarim Front"}, "person relation body", [
        ("karim-dahlan", "memberOf", "green-ridge-brigade"),
    ]),
    ("affiliations", {}, "group other", [("ridge-guard", "sarim-front")]),
    ("not-the-same", {"entity": "Ridge Guard"}, "entity other", [("ridge-guard", "ridge-scouts")]),
    ("backers", {"backer": "Velmora"}, "group modality", [("ridge-guard", "Hedged")]),
    ("designations", {}, "organization designation designator", [
        ("ridge-guard", "terrorist", "government-of-qasra"),
        ("sarim-front", "designation of the Sarim Front as a border force", "government-of-qasra"),
    ]),
    ("designations", {"by": "Velmora"}, "organization", []),
    ("positions", {"kind": "armed group"}, "person post organization", [
        ("karim-dahlan", "commander of the coast", "green-ridge-brigade"),
    ]),
    ("positions", {"country": "Velmora"}, "person post organization", [
        ("lena-orsk", "spokeswoman", "velmora-air-force"),
    ]),
    ("strikes", {"place": "Qasra"}, "first last says filler modality", [
        ("2031-03-04", "2031-03-05", "killed", "2", "Stated"),
        ("2031-03-04", "2031-03-05", "killed", "4", "Stated"),
        ("2031-03-04", "2031-03-05", "perpetrator", "velmora-air-force", "Stated"),
        ("2031-03-04", "2031-03-05", "place", "harbour-street", "Stated"),
        ("2031-03-04", "2031-03-05", "victim", "karim-dahlan", "Stated"),
        ("2031-03-04", "2031-03-05", "weapon", "drone", "Stated"),
    ]),
    ("strikes", {"by": "Government of Velmora"}, "event", []),
    ("strikes", {"to": "2031-03-03"}, "event", []),
    ("strikes", {"from": "2031-03-05", "to": "2031-03-05"}, "event", [("strike-dalen",)]),
    ("attacks", {"to": "2031-03-01"}, "event", [("attack-outpost",)]),
    ("attacks", {"by": "GRB"}, "event", [("attack-outpost",)]),
    ("attacks", {"kind": "Strike"}, "event", [("strike-dalen",)]),
    ("attacks", {"target": "Karim Dahlan"}, "event", [("strike-dalen",)]),
    ("events-timeline", {}, "first last what event", [
        ("2029-01-01", "2029-12-31", "Designation", "front-as-army"),
        ("2031-02-27", "2031-02-27", "RocketAttack", "attack-outpost"),
        ("2031-03-04", "2031-03-05", "DroneStrike", "strike-dalen"),
        ("2031-03-05", "2031-03-05", "Condemnation", "condemnation-sabet"),
    ]),
    ("events-timeline", {"from": "2031-03-01", "kind": "Attack"}, "event article", [
        ("strike-dalen", "001_harbour.txt"), ("strike-dalen", "002_wire.txt"),
    ]),
    ("events-timeline", {"actor": "Omar Sabet"}, "event", [("condemnation-sabet",)]),
    ("who-killed-whom", {}, "victim perpetrator article", [
        ("karim-dahlan", "", "002_wire.txt"), ("karim-dahlan", "velmora-air-force", "001_harbour.txt"),
    ]),
    ("who-killed-whom", {"by": "Omar Sabet"}, "victim", []),
    ("retaliation-chain", {"event": ID + "raid-valley"}, "response trigger modality", [
        ("attack-outpost", "raid-valley", "Hedged"), ("strike-dalen", "attack-outpost", "Stated"),
    ]),
    ("retaliation-chain", {"by": "VAF"}, "response trigger", [("strike-dalen", "attack-outpost")]),
    ("claims-of-responsibility", {}, "actor attack quote", [
        ("green-ridge-brigade", "attack-outpost", "The Green Ridge Brigade claimed the rockets."),
    ]),
    ("claims-of-responsibility", {"event": ID + "strike-dalen"}, "actor", []),
    ("condemnations", {}, "speaker about addressee first", [
        ("qasra-army", "strike-dalen", "government-of-velmora", ""),
        ("omar-sabet", "strike-dalen", "", "2031-03-05"),
    ]),
    ("condemnations", {"from": "2031-03-05"}, "speaker", [("omar-sabet",)]),
    ("statements-by", {"speaker": "GRB"}, "what about", [
        ("ClaimOfResponsibility", "attack-outpost"), ("Demand", "velmora-air-force"),
    ]),
    ("statements-by", {"kind": "Threat"}, "speaker about", [("ridge-scouts", "")]),
    ("statements-by", {"about": "VAF"}, "speaker what", [("green-ridge-brigade", "Demand")]),
    ("statements-by", {"body": "VAF"}, "speaker", []),
    ("troop-numbers", {"place": "Qasra"}, "actor location number", [("velmora-air-force", "qasra", "600")]),
    ("troop-numbers", {"by": "Qasra"}, "number", []),
    ("attack-counts", {"target": "VAF"}, "number attributedTo modality", [
        ("41", "", "Stated"), ("44", "a Velmoran official", "Hedged"),
    ]),
    ("target-counts", {"event": ID + "attack-outpost"}, "number", [("12",)]),
    ("death-tolls-by-source", {"place": "Port Dalen"}, "says number attributedTo article", [
        ("killed", "2", "Dalen Observatory", "001_harbour.txt"), ("killed", "4", "", "002_wire.txt"),
    ]),
    ("death-tolls-by-source", {"victim": "Abu Tariq"}, "number", [("2",), ("4",)]),
    ("how-long", {"entity": "Karim Dahlan"}, "subject says object knownFrom knownTo articles", [
        ("karim-dahlan", "commander of the coast", "green-ridge-brigade", "2031-03-05", "2031-03-05", "1"),
        ("karim-dahlan", "memberOf", "green-ridge-brigade", "2031-03-05", "2031-03-05", "1"),
    ]),
    ("how-long", {"entity": "SF"}, "subject says object knownFrom knownTo articles", [
        ("green-ridge-brigade", "partOf", "sarim-front", "2031-03-05", "2031-03-06", "2"),
        ("ridge-guard", "affiliatedWith", "sarim-front", "2031-03-06", "2031-03-06", "1"),
        ("sarim-front", "partOf", "qasra-army", "", "", "1"),
    ]),
    ("aliases", {"entity": "Abu Tariq"}, "alias article", [
        ("Abu Tariq", ""), ("Kareem Dahlan", "002_wire.txt"), ("Karim Dahlan", "001_harbour.txt"),
    ]),
    ("sources-of", {"entity": "Ridge Guard"}, "article title publisher published url claims", [
        ("001_harbour.txt", "Two dead in Port Dalen strike", "Harbour Post", "2031-03-05",
         "https://harbour.example/5", "1"),
        ("002_wire.txt", "Strike deepens rift over troops", "Northern Wire", "2031-03-06", "", "2"),
        ("003_note.txt", "", "", "", "", "2"),
    ]),
    ("claims-about", {"entity": "Ridge Guard"}, "subject says object modality", [
        ("ridge-guard", "affiliatedWith", "sarim-front", "Stated"),
        ("ridge-guard", "backedBy", "government-of-velmora", "Hedged"),
        ("ridge-guard", "designatedTerroristBy", "government-of-qasra", "Stated"),
        ("ridge-guard", "differentFrom", "ridge-scouts", "Stated"),
        ("ridge-guard", "partOf", "sarim-front", "Denied"),
    ]),
    ("single-source-facts", {"predicate": "partOf"}, "subject object article claims", [
        ("ridge-scouts", "green-ridge-brigade", "002_wire.txt", "1"),
        ("sarim-front", "qasra-army", "003_note.txt", "1"),
    ]),
    ("single-source-facts", {"entity": "Karim Dahlan"}, "subject says", [
        ("karim-dahlan", "memberOf"), ("dahlan-commander", "holder"),
    ]),
    ("disputed", {}, "subject says conflict object modality", [
        ("attacks-on-velmora", "count", "values differ", "41", "Stated"),
        ("attacks-on-velmora", "count", "values differ", "44", "Hedged"),
        ("strike-dalen", "killed", "values differ", "2", "Stated"),
        ("strike-dalen", "killed", "values differ", "4", "Stated"),
        ("strike-dalen", "latest", "values differ", "2031-03-04T23:59:59Z", "Stated"),
        ("strike-dalen", "latest", "values differ", "2031-03-05T23:59:59Z", "Stated"),
        ("strike-dalen", "perpetrator", "said and denied", "velmora-air-force", "Stated"),
        ("strike-dalen", "perpetrator", "said and denied", "velmora-air-force", "Denied"),
    ]),
    ("disputed", {"entity": ID + "attacks-on-velmora"}, "object", [("41",), ("44",)]),
    ("denials", {}, "denier subject says object modality", [
        ("government-of-velmora", "strike-dalen", "Denial", "", "Stated"),
        ("government-of-velmora", "strike-dalen", "perpetrator", "velmora-air-force", "Denied"),
        ("ridge-guard", "ridge-guard", "partOf", "sarim-front", "Denied"),
    ]),
    ("denials", {"about": "Sarim Front"}, "denier", [("ridge-guard",)]),
    ("denials", {"by": "Government of Velmora"}, "subject", [("strike-dalen",)]),
    ("talks", {"participant": "Government of Qasra"}, "says filler", [
        ("topic", "an end to the deployment"),
        ("participant", "government-of-qasra"), ("participant", "government-of-velmora"),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "values", "columns", "rows"), CASES)
@pytest.mark.parametrize("engine", sources())
def test_answers(engine: str, name: str, values: dict[str, str], columns: str, rows: list[tuple[str, ...]]) -> None:
    assert sorted(told(ask(sources()[engine], name, **values), *columns.split())) == sorted(rows)


@pytest.mark.parametrize("name", NAMES)
def test_has_a_case_and_answers_something_unbound(name: str) -> None:
    assert name in {case[0] for case in CASES}
    assert ask(sources()["oxigraph"], name).rows


@pytest.mark.parametrize("name", NAMES)
def test_every_engine_gives_the_same_rows_in_the_same_order(name: str) -> None:
    first = ask(sources()["oxigraph"], name)
    for engine in ("two graphs", "rdflib"):
        assert ask(sources()[engine], name) == first, engine


@pytest.mark.parametrize(("name", "values"), [(name, values) for name, values, _, _ in CASES if values])
def test_bound_rows_are_among_the_unbound(name: str, values: dict[str, str]) -> None:
    # Further bindings of a parameter must narrow the answer and never add to it. Retaliation and command are chains
    # of links, groups-under joins two ends: all keep whole rows.
    all_rows = ask(sources()["oxigraph"], name).rows
    assert set(ask(sources()["oxigraph"], name, **values).rows) <= set(all_rows)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("engine", sources())
def test_a_thing_that_is_not_there_has_no_rows(engine: str, name: str) -> None:
    source, query = sources()[engine], queries()[name]
    for param in query.params:
        if "date" not in param.kinds:
            answer = source.query(query.bind({param.name: Iri(ID + "nobody")}))
            assert isinstance(answer, Answer)
            assert answer.rows == (), param.name


@pytest.mark.parametrize("name", NAMES)
def test_is_portable(name: str) -> None:
    text = queries()[name].text
    for word in ("GRAPH", "SERVICE", "FROM ", "LATERAL", "<<"):
        assert word not in "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    assert "ORDER BY" in text


@pytest.mark.parametrize("name", NAMES)
def test_facts_show_their_sources(name: str) -> None:
    columns = {column.name for column in queries()[name].columns}
    wanted = {
        "aliases": {"article", "quote"},
        "how-long": {"articles"},
        "sources-of": {"article", "publisher", "published"},
    }
    assert wanted.get(name, {"article", "quote", "modality", "attributedTo", "published"}) <= columns


def test_denied_claims_show_only_where_denial_is_the_question() -> None:
    for name in NAMES:
        answer = ask(sources()["oxigraph"], name)
        if "modality" in answer.columns and name not in ("disputed", "denials", "claims-about"):
            assert ("Denied",) not in told(answer, "modality"), name


def test_an_iri_with_sparql_in_it_is_refused() -> None:
    with pytest.raises(Exception, match="no IRI"):
        sparql(Iri("https://example.org/> } # "))
