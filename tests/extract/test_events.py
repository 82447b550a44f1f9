from kg.model import Modality, Thing
from tests.extract.build import claims, triples


def roles(text, kind):
    """Role -> fillers of the one event of this kind that the text tells."""
    found = {}
    for claim in claims(text):
        if claim.subject.kind == kind:
            value = claim.object.id if isinstance(claim.object, Thing) else claim.object
            found.setdefault(claim.subject.id, {}).setdefault(claim.predicate, set()).add(value)
    assert len(found) == 1, found
    return next(iter(found.values()))


def test_a_strike_told_by_a_noun():
    event = roles("A US drone strike in Homs killed Lars Madsen and wounded seven others on Wednesday.", "DroneStrike")
    assert event["perpetrator"] == {"government-of-united-states"}
    assert event["place"] == {"homs"}
    assert event["victim"] == {"lars-madsen"}
    assert event["wounded"] == {7}
    assert event["weapon"] == {"drone"}
    assert {value.date().isoformat() for value in event["earliest"]} == {"2024-03-13"}


def test_a_strike_told_by_a_verb():
    text = "US forces struck a Northern Front base in eastern Homs on Wednesday, killing Lars Madsen."
    event = roles(text, "Strike")
    assert event["perpetrator"] == {"armed-forces-of-united-states"}
    assert event["target"] == {"northern-front", "lars-madsen"}
    assert event["victim"] == {"lars-madsen"}
    assert event["place"] == {"eastern-homs"}


def test_the_passive():
    text = "Three Danish soldiers were killed in an attack on a US base in Jordan on March 1."
    event = roles(text, "Attack")
    assert event["killed"] == {3}
    assert event["target"] == {"armed-forces-of-united-states", "armed-forces-of-denmark"}
    assert event["place"] == {"jordan"}
    assert "perpetrator" not in event


def test_a_definite_mention_goes_back_to_its_event():
    text = "A US drone strike in Homs killed Lars Madsen on Wednesday. The strike also wounded seven others."
    assert roles(text, "DroneStrike")["wounded"] == {7}


def test_two_strikes_on_two_days_stay_two():
    text = (
        "A US strike in Homs on Wednesday killed two people. On March 4, an Israeli strike in Homs killed five people."
    )
    tolls = {(s, o) for s, p, o in triples(text) if p == "killed"}
    assert {o for _, o in tolls} == {"2", "5"}
    assert len({s for s, _ in tolls}) == 2


def test_two_named_victims_keep_events_apart():
    text = "A strike in Homs on Wednesday killed Lars Madsen. A strike in Homs on Wednesday killed Karim al-Haddad."
    victims = {(s, o) for s, p, o in triples(text) if p == "victim"}
    assert len({s for s, _ in victims}) == 2


def test_a_total_over_time_is_a_series():
    event = roles("There have been 168 attacks on US forces in Iraq and Syria since October 17.", "AttackSeries")
    assert event["count"] == {168}
    assert event["target"] == {"armed-forces-of-united-states"}
    assert event["place"] == {"iraq", "syria"}
    assert {value.date().isoformat() for value in event["since"]} == {"2023-10-17"}


def test_who_denies_a_deed_is_no_perpetrator_of_it():
    text = "The United States denied involvement in an air strike in Homs on Friday that killed four people."
    doers = [claim for claim in claims(text) if claim.predicate == "perpetrator"]
    assert [(c.object.id, c.modality, c.attributed_to.id) for c in doers] == [
        ("government-of-united-states", Modality.DENIED, "government-of-united-states")
    ]


def test_hedged_words_make_hedged_doers():
    text = "The alleged Israeli strike in Homs on Wednesday killed Lars Madsen."
    doers = [claim for claim in claims(text) if claim.predicate == "perpetrator"]
    assert {claim.modality for claim in doers} == {Modality.HEDGED}


def test_a_response_to_an_attack():
    text = (
        "On Tuesday US forces carried out air strikes in Syria in response to an attack "
        "on a US base in Jordan that killed two soldiers."
    )
    answers = [(c.subject.kind, c.object.kind) for c in claims(text) if c.predicate == "inResponseTo"]
    assert answers == [("AirStrike", "Attack")]


def test_deployments_each_with_its_place():
    text = "About 2,500 US troops are deployed in Iraq, while another 900 are stationed in eastern Syria."
    found = {}
    for claim in claims(text):
        if claim.subject.kind == "Deployment" and claim.predicate in {"strength", "place"}:
            found.setdefault(claim.subject.id, set()).add(getattr(claim.object, "id", claim.object))
    assert sorted(found.values(), key=str) == sorted([{2500, "iraq"}, {900, "eastern-syria"}], key=str)


def test_talks_have_their_parties():
    event = roles("Iraqi and US officials began holding talks on Monday.", "Talks")
    assert event["participant"] == {"government-of-iraq", "government-of-united-states"}


def test_a_designation():
    text = "The United States designated the Ansar Brigade as a terrorist organisation in 2016."
    event = roles(text, "Designation")
    assert event["designated"] == {"ansar-brigade"}
    assert ("ansar-brigade", "designatedTerroristBy", "government-of-united-states") in triples(text)


def test_what_could_happen_is_no_event():
    assert not any(claim.subject.kind.endswith(("Attack", "Strike")) for claim in claims("The army could bomb Homs."))


def test_a_day_that_cannot_be_placed_is_told_in_its_own_words():
    text = "A US strike in Homs on Feb. 7 killed Lars Madsen."
    told = [(c.predicate, c.object) for c in claims(text, None) if c.predicate in {"earliest", "latest", "dayTold"}]
    assert told == [("dayTold", "02-07")]


def test_a_member_of_a_group_who_is_hit_is_the_group_s():
    event = roles("A US strike in Homs on Wednesday targeted a key figure in the Ansar Brigade.", "Strike")
    assert event["target"] == {"ansar-brigade"}
