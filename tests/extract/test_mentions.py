import pytest

from kg.extract import Pipeline
from tests.extract.build import PIPELINE, article


def found(text, pipeline=PIPELINE):
    document = pipeline.document(article(text))
    return [(m.text, m.entity.id, m.entity.kind, m.attributive) for m in document.mentions]


def kinds(text, pipeline=PIPELINE):
    return {text: kind for text, _, kind, _ in found(text, pipeline)}


def test_known_names_by_any_of_their_forms():
    assert [(t, i) for t, i, _, _ in found("AB and the Northern Front met.")] == [
        ("AB", "ansar-brigade"),
        ("Northern Front", "northern-front"),
    ]


@pytest.mark.parametrize(
    ("text", "entity", "kind"),
    [
        ("US forces left.", "armed-forces-of-united-states", "Military"),
        ("The Iraqi army left.", "armed-forces-of-iraq", "Military"),
        ("Israel's military left.", "armed-forces-of-israel", "Military"),
        ("Iraq’s regular armed forces left.", "armed-forces-of-iraq", "Military"),
        ("Malian officials left.", "government-of-mali", "Government"),
        ("Lebanon's health ministry said so.", "health-ministry-of-lebanon", "GovernmentBody"),
        ("The White House said so.", "government-of-united-states", "Government"),
        ("They fought in Mali.", "mali", "Country"),
        ("Mali denied it.", "government-of-mali", "Government"),
        ("Damascus condemned it.", "government-of-syria", "Government"),
        ("It rained in Damascus.", "damascus", "City"),
    ],
)
def test_countries_states_and_their_forces(text, entity, kind):
    first = found(text)[0]
    assert first[1:3] == (entity, kind)


@pytest.mark.parametrize("text", ["A US strike hit it.", "Iran-backed men hit it.", "Iraq's prime minister spoke."])
def test_a_country_that_only_qualifies_is_attributive(text):
    assert found(text)[0][3]


def test_pairs_are_of_one_kind():
    text = "The Iraqi and Syrian governments met US and Danish troops in Iraq and Syria."
    assert [i for _, i, _, _ in found(text)] == [
        "government-of-iraq",
        "government-of-syria",
        "armed-forces-of-united-states",
        "armed-forces-of-denmark",
        "iraq",
        "syria",
    ]


def test_new_names_by_what_stands_around_them():
    text = (
        "General Karim Haddad met Omar al-Tamimi, head of the Desert Falcons Brigade. "
        "The Qamar militia left the town of Tel Zayn near Darwish Street. "
        "The Oslo Center for Peace Research said so."
    )
    assert kinds(text) == {
        "Karim Haddad": "Person",
        "Omar al-Tamimi": "Person",
        "Desert Falcons Brigade": "ArmedGroup",
        "Qamar": "ArmedGroup",
        "Tel Zayn": "City",
        "Darwish Street": "Site",
        "Oslo Center for Peace Research": "OtherOrganization",
    }


def test_later_short_forms_mean_the_full_name():
    text = "General Karim Haddad spoke. Mr. Haddad left. Haddad returned."
    assert {i for _, i, _, _ in found(text)} == {"karim-haddad"}


def test_a_family_name_of_two_men_is_left_alone():
    text = "General Karim Haddad met General Omar Haddad. Later Haddad left."
    assert [i for _, i, _, _ in found(text)] == ["karim-haddad", "omar-haddad"]


def test_spellings_of_one_family_name():
    text = "General Karim Soudani spoke. Later Sudani left."
    assert {i for _, i, _, _ in found(text)} == {"karim-soudani"}


def test_aliases():
    text = "Karim al-Haddad, also known as Abu Layth, was killed. Omar “Abu Nur” al-Tamimi left."
    assert [(t, i) for t, i, _, _ in found(text)] == [
        ("Karim al-Haddad", "karim-al-haddad"),
        ("Abu Layth", "karim-al-haddad"),
        ("Omar “Abu Nur” al-Tamimi", "omar-abu-nur-al-tamimi"),
    ]


def test_datelines_name_nobody():
    assert found("DAMASCUS (AP) — It rained.") == []


def test_a_coalition_is_named_for_its_leader():
    text = "The Danish-led coalition struck. Later the coalition denied it."
    assert {i for _, i, _, _ in found(text)} == {"denmark-led-coalition"}


def test_a_direction_makes_a_region():
    assert found("It was in eastern Homs.") == [("eastern Homs", "eastern-homs", "Region", False)]


def test_headlines_in_title_case_bring_no_new_names():
    assert found("General Strike Hits Busy Shopping Boulevard Near Harbour Gate") == []


def test_without_an_authority_file_names_are_still_found():
    assert kinds("Fighters of the Ansar Brigade met Karim al-Haddad.", Pipeline()) == {
        "Ansar Brigade": "ArmedGroup",
        "Karim al-Haddad": "Person",
    }


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Tahseen al-Khalidi", "Tahsin Al Khalidi", True),
        ("Abu Nur al-Saedi", "Abu Nur al-Saadi", True),
        ("Wissam al-Haddad", "Wisam al-Haddad", True),
        ("Hassan al-Haddad", "Hussein al-Haddad", False),
        ("Abu Nur al-Saedi", "Abu Nur al-Saidi", False),
        ("Omar Haddad", "Omar Haddadi", False),
    ],
)
def test_spellings_of_one_full_name_and_names_that_only_look_alike(one, other, same):
    ids = [found(f"General {name} spoke.")[0][1] for name in (one, other)]
    assert (ids[0] == ids[1]) is same
