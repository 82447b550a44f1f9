"""Names of one thing in one article."""

from __future__ import annotations

import re

from kg.extract import Pipeline, load_model
from kg.extract.lexicon import load_lexicon
from kg.extract.mentions import MentionFinder
from kg.extract.seen import SeenName
from kg.extract.tokens import sentences
from tests.extract.build import KNOWN, article

FINDER = MentionFinder(load_lexicon(), KNOWN)


def ids(text: str, **names: str) -> dict[str, str]:
    """Text of each mention -> its id, where a model sees these names: words (with _ for blanks) and their kind."""
    seen = [
        SeenName(found.start(), found.end(), kind, 0.95)
        for words, kind in names.items()
        for found in re.finditer(rf"\b{words.replace('_', ' ')}\b", text)
    ]
    story = article(text)
    return {m.text: m.entity.id for m in FINDER.find(story, sentences(story), sorted(seen, key=lambda n: n.start))}


def test_what_stands_in_brackets_is_the_same() -> None:
    text = "The Guard Directorate (OZK) denied it. The OZK said that nobody was held."
    found = ids(text, Guard_Directorate="Government", OZK="Government")
    assert len({id for name, id in found.items() if name in {"Guard Directorate", "OZK"}}) == 1


def test_a_place_in_brackets_is_not() -> None:
    found = ids("The Ansar Brigade (Homs) fired at the Northern Front (NF).")
    assert found["Ansar Brigade"] != found["Homs"]
    assert found["NF"] == "northern-front"


def test_two_known_groups_stay_two_even_in_brackets() -> None:
    found = ids("The Ansar Brigade (Sahara Brigade) left.")
    assert found == {"Ansar Brigade": "ansar-brigade", "Sahara Brigade": "sahara-brigade"}


def test_a_force_with_its_country_before_it() -> None:
    text = "The Volga Corps left Homs. Fighters of the Russian Volga Corps had shelled it for weeks, officials said."
    found = ids(text, Russian_Volga_Corps="ArmedGroup", Volga_Corps="ArmedGroup")
    assert {id for name, id in found.items() if "Volga" in name} == {"volga-corps"}


def test_of_two_countries_they_are_two() -> None:
    text = (
        "The Tarvosh Movement met. The Pakistani Tarvosh Movement attacked a camp on Monday, and the Afghan Tarvosh "
        "Movement condemned the attack."
    )
    found = ids(
        text,
        Pakistani_Tarvosh_Movement="ArmedGroup",
        Afghan_Tarvosh_Movement="ArmedGroup",
        Tarvosh_Movement="ArmedGroup",
    )
    assert found["Pakistani Tarvosh Movement"] != found["Afghan Tarvosh Movement"]


def test_a_people_is_nobody_who_acts() -> None:
    found = ids("Fifty Russians died in Homs. Rebel fighters left.", Russians="Military")
    assert "Russians" not in found
    assert "Rebel" not in found


def test_a_word_for_groups_at_the_end_makes_no_other_group() -> None:
    text = (
        "The Vostrova Group shelled Homs on Monday. Fighters of Vostrova PMC left the town a day later, officials said."
    )
    found = ids(text, Vostrova_Group="ArmedGroup", Vostrova_PMC="ArmedGroup")
    assert len({id for name, id in found.items() if name.startswith("Vostrova")}) == 1


def test_a_country_that_acts_names_its_government_too() -> None:
    reading = Pipeline(KNOWN, load_model())
    story = article("The Ansar Brigade is listed as a terrorist organisation by the UK and Denmark.")
    names = {thing.id: set(thing.names) for thing in reading.read(story).mentions}
    assert names.get("government-of-united-kingdom") == {"UK"}
