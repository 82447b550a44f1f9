"""Names of one thing in one article."""

from __future__ import annotations

import pytest

from kg.extract import Pipeline, load_model
from tests.extract.build import KNOWN, PIPELINE, article


def ids(text: str, pipeline: Pipeline) -> dict[str, str]:
    return {m.text: m.entity.id for m in pipeline.document(article(text), pipeline.parse(article(text))).mentions}


@pytest.fixture(scope="module")
def reading() -> Pipeline:
    return Pipeline(KNOWN, load_model())


def test_what_stands_in_brackets_is_the_same(reading: Pipeline) -> None:
    found = ids("Vora's Guard Directorate (OZK) denied it. The OZK said that nobody was held.", reading)
    assert len({id for name, id in found.items() if name in {"Guard Directorate", "OZK"}}) == 1


def test_a_place_in_brackets_is_not(reading: Pipeline) -> None:
    found = ids("The Ansar Brigade (Homs) fired at the Northern Front (NF).", reading)
    assert found["Ansar Brigade"] != found["Homs"]
    assert found["NF"] == "northern-front"


def test_two_known_groups_stay_two_even_in_brackets() -> None:
    found = ids("The Ansar Brigade (Sahara Brigade) left.", PIPELINE)
    assert found == {"Ansar Brigade": "ansar-brigade", "Sahara Brigade": "sahara-brigade"}


def test_a_force_with_its_country_before_it(reading: Pipeline) -> None:
    text = "The Volga Corps left Homs. Fighters of the Russian Volga Corps had shelled it for weeks, officials said."
    found = ids(text, reading)
    assert {id for name, id in found.items() if "Volga" in name} == {"volga-corps"}


def test_of_two_countries_they_are_two(reading: Pipeline) -> None:
    text = (
        "The Tarvosh Movement met. The Pakistani Tarvosh Movement attacked a camp on Monday, and the Afghan Tarvosh "
        "Movement condemned the attack."
    )
    found = ids(text, reading)
    assert found.get("Pakistani Tarvosh Movement") != found.get("Afghan Tarvosh Movement")


def test_a_people_is_nobody_who_acts(reading: Pipeline) -> None:
    found = ids("Fifty Russians died in Homs. Rebel fighters left.", reading)
    assert "Russians" not in found
    assert "Rebel" not in found


def test_a_word_for_groups_at_the_end_makes_no_other_group(reading: Pipeline) -> None:
    text = (
        "The Vostrova Group shelled Homs on Monday. Fighters of Vostrova PMC left the town a day later, officials said."
    )
    found = ids(text, reading)
    assert len({id for name, id in found.items() if name.startswith("Vostrova")}) == 1


def test_a_country_that_acts_names_its_government_too(reading: Pipeline) -> None:
    story = article("The Ansar Brigade is listed as a terrorist organisation by the UK and Denmark.")
    names = {thing.id: set(thing.names) for thing in reading.read(story).mentions}
    assert names.get("government-of-united-kingdom") == {"UK"}
