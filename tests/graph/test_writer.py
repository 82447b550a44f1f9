import re
from datetime import UTC, date, datetime
from pathlib import Path

from kg.graph import vocabulary as iri
from kg.graph.store import Store
from kg.model import Answer, Modality, Reading, Thing
from tests.conftest import ReadingBuilder, write

BAGHDAD = Thing("baghdad", "City", "Baghdad")
IRAQ = Thing("iraq", "Country", "Iraq")
MASHTAL = Thing("mashtal", "Site", "Mashtal")
JORDAN = Thing("jordan", "Country", "Jordan")
SAEDI = Thing("saedi", "Person", "Abu Baqir al-Saedi")
TALIB = Thing("talib", "Person", "Mushtaq Talib")
US = Thing("government-of-united-states", "Government", "Government of the United States")
FORCES = Thing("armed-forces-of-united-states", "Military", "Armed forces of the United States")
IRAQIS = Thing("government-of-iraq", "Government", "Government of Iraq")


def on(day: date, hour: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def strike(
    article: str, day: date | None, *roles: tuple[str, Thing | int], number: int = 1, kind: str = "DroneStrike"
) -> ReadingBuilder:
    return tell(ReadingBuilder(article), day, *roles, number=number, kind=kind)


def tell(
    builder: ReadingBuilder,
    day: date | None,
    *roles: tuple[str, Thing | int],
    number: int = 1,
    kind: str = "DroneStrike",
) -> ReadingBuilder:
    event = Thing(f"{builder.id}/event-{number}", kind, kind)
    for role, value in roles:
        builder.says(event, role, value)
    if day:
        builder.says(event, "earliest", on(day)).says(event, "latest", on(day, 23))
    return builder


FEB_7 = date(2024, 2, 7)


def events(path: Path) -> dict[str, set[str]]:
    """Id of an event -> articles that tell it."""
    with Store.open(path, wait=0) as store:
        found = store.query(
            "PREFIX kg: <https://w3id.org/isnad/ontology#> SELECT DISTINCT ?e ?a WHERE "
            "{ ?c kg:subject ?e ; kg:article ?a . ?e a kg:Event FILTER NOT EXISTS { ?e a kg:Statement } }"
        )
    assert isinstance(found, Answer)
    told: dict[str, set[str]] = {}
    for event, article in found.rows:
        told.setdefault(str(event).removeprefix("https://w3id.org/isnad/id/"), set()).add(
            str(article).rsplit("/", 1)[-1]
        )
    return told


def stems(path: Path) -> list[tuple[str, set[str]]]:
    """The readable parts of the ids of events, with the articles that tell them, sorted."""
    return sorted((re.sub("-[0-9a-f]{6}$", "", id), articles) for id, articles in events(path).items())


def test_an_event_has_a_readable_id(tmp_path: Path) -> None:
    write(
        tmp_path,
        strike("000", FEB_7, ("place", MASHTAL), ("place", BAGHDAD), ("victim", SAEDI)).build(),
        strike("001", date(2024, 1, 28), ("place", JORDAN), ("target", FORCES), kind="Attack").build(),
        strike("002", None, ("target", FORCES), ("count", 168), kind="AttackSeries").build(),
        strike("003", None, ("perpetrator", FORCES), ("place", IRAQ), ("strength", 2500), kind="Deployment").build(),
        strike("004", None, ("participant", US), ("participant", IRAQIS), kind="Talks").build(),
    )
    assert stems(tmp_path) == [
        ("attack-jordan-2024-01-28", {"001"}),
        ("attack-series-armed-forces-of-united-states", {"002"}),
        ("deployment-armed-forces-of-united-states-iraq-2500", {"003"}),
        ("drone-strike-baghdad-2024-02-07", {"000"}),
        ("talks-government-of-united-states-government-of-iraq", {"004"}),
    ]


TELLINGS: tuple[Reading, ...] = (
    strike("000", FEB_7, ("place", BAGHDAD), ("victim", SAEDI), ("killed", 2)).build(),
    strike("001", FEB_7, ("place", MASHTAL), ("victim", SAEDI), ("killed", 3), kind="AirStrike")
    .says(MASHTAL, "locatedIn", BAGHDAD)
    .build(),
    strike("002", None, ("victim", SAEDI), kind="Strike").build(),
    strike("003", date(2024, 1, 4), ("place", BAGHDAD), ("victim", TALIB)).build(),
)
JOINED = [("air-strike-mashtal-2024-02-07", {"000", "001", "002"}), ("drone-strike-baghdad-2024-01-04", {"003"})]


def test_tellings_of_one_run_are_joined(tmp_path: Path) -> None:
    write(tmp_path, *TELLINGS)
    assert stems(tmp_path) == JOINED


def test_tellings_of_several_runs_are_joined(tmp_path: Path) -> None:
    for reading in TELLINGS:
        write(tmp_path, reading)
    assert stems(tmp_path) == JOINED


def test_both_tolls_stay(tmp_path: Path) -> None:
    write(tmp_path, *TELLINGS)
    with Store.open(tmp_path) as store:
        found = store.query(
            "PREFIX kg: <https://w3id.org/isnad/ontology#> SELECT DISTINCT ?low ?high WHERE "
            "{ ?e kg:victim <https://w3id.org/isnad/id/saedi> ; kg:killedLow ?low ; kg:killedHigh ?high }"
        )
    assert isinstance(found, Answer)
    assert [[str(value) for value in row] for row in found.rows] == [["2", "3"]]


def test_two_events_of_the_same_day_and_place_have_ids_of_their_own(tmp_path: Path) -> None:
    other = Thing("other", "Person", "Karim Other")
    write(tmp_path, TELLINGS[0], strike("009", FEB_7, ("place", BAGHDAD), ("victim", other)).build())
    assert stems(tmp_path) == [
        ("drone-strike-baghdad-2024-02-07", {"000"}),
        ("drone-strike-baghdad-2024-02-07", {"009"}),
    ]


def test_two_events_of_one_article_stay_two(tmp_path: Path) -> None:
    write(tmp_path, TELLINGS[0])
    twice = strike("001", FEB_7, ("place", BAGHDAD), ("victim", SAEDI))
    write(tmp_path, tell(twice, None, ("victim", SAEDI), number=2, kind="Strike").build())
    assert sorted(map(sorted, events(tmp_path).values())) == [["000", "001"], ["001"]]
    with Store.open(tmp_path) as store:
        assert all(labels_of(store, id) for id in events(tmp_path))


def test_an_event_keeps_its_id_when_a_toll_is_corrected(tmp_path: Path) -> None:
    write(tmp_path, TELLINGS[0])
    before = events(tmp_path)
    write(tmp_path, strike("000", FEB_7, ("place", BAGHDAD), ("victim", SAEDI), ("killed", 9)).build())
    assert events(tmp_path) == before


def test_an_id_that_had_to_change_is_kept_as_a_former_one(tmp_path: Path) -> None:
    write(tmp_path, TELLINGS[2])  # no place, no day
    (old,) = events(tmp_path)
    write(tmp_path, TELLINGS[0])
    (new,) = events(tmp_path)
    assert new != old
    with Store.open(tmp_path) as store:
        literal = f'"{iri.thing_iri(old)}"^^<{iri.XSD}anyURI>'
        assert store.query(f"ASK {{ <{iri.thing_iri(new)}> <{iri.KG}formerly> {literal} }}")


def test_what_a_changed_article_said_before_joins_nothing(tmp_path: Path) -> None:
    write(tmp_path, strike("000", FEB_7, ("victim", SAEDI)).build())
    write(tmp_path, strike("000", FEB_7, ("victim", TALIB)).build())
    assert stems(tmp_path) == [("drone-strike-talib-2024-02-07", {"000"})]


def test_statements_are_about_the_joined_event_and_stay_with_their_article(tmp_path: Path) -> None:
    event = Thing("001/event-1", "DroneStrike", "DroneStrike")
    words = Thing("001/statement-1", "Condemnation", "Condemnation")
    reading = strike("001", FEB_7, ("place", BAGHDAD), ("victim", SAEDI)).says(words, "about", event).build()
    write(tmp_path, TELLINGS[0], reading)
    with Store.open(tmp_path) as store:
        (joined,) = events(tmp_path)
        assert store.query(
            "ASK { <https://w3id.org/isnad/id/001/statement-1> <https://w3id.org/isnad/ontology#about> "
            f"<{iri.thing_iri(joined)}> }}"
        )
        assert store.query("ASK { ?s ?p <https://w3id.org/isnad/id/001/event-1> }") is False
        assert store.query("ASK { <https://w3id.org/isnad/id/001/event-1> ?p ?o }") is False


def test_a_denied_role_joins_nothing(tmp_path: Path) -> None:
    event = Thing("001/event-1", "Strike", "Strike")
    denied = (
        ReadingBuilder("001").says(event, "victim", SAEDI, Modality.DENIED).says(event, "earliest", on(FEB_7)).build()
    )
    write(tmp_path, TELLINGS[0], denied)
    assert len(events(tmp_path)) == 2


def labels_of(store: Store, id: str) -> list[str]:
    rows = store.query(f"SELECT ?label WHERE {{ <{iri.thing_iri(id)}> <{iri.LABEL}> ?label }}").rows  # type: ignore[union-attr]
    return [str(row[0]) for row in rows]


def test_a_label_stands_once_and_outlives_the_article_that_gave_it(tmp_path: Path) -> None:
    group = Thing("ridge-guard", "ArmedGroup", "Ridge Guard")
    other = Thing("hill-guard", "ArmedGroup", "Hill Guard")
    place = Thing("qasra", "Country", "Qasra")
    first = ReadingBuilder("first").says(group, "operatesIn", place).build()
    second = ReadingBuilder("second").says(group, "operatesIn", place).build()
    write(tmp_path, first, second)
    with Store.open(tmp_path) as store:
        assert labels_of(store, "ridge-guard") == ["Ridge Guard"]
    write(tmp_path, ReadingBuilder("first").says(other, "operatesIn", place).build())
    with Store.open(tmp_path) as store:
        assert labels_of(store, "ridge-guard") == ["Ridge Guard"]
        assert labels_of(store, "hill-guard") == ["Hill Guard"]
        assert labels_of(store, "qasra") == ["Qasra"]
    write(tmp_path, ReadingBuilder("second").says(other, "operatesIn", place).build())
    with Store.open(tmp_path) as store:
        assert labels_of(store, "ridge-guard") == []
        assert labels_of(store, "qasra") == ["Qasra"]
