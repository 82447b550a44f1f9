from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from kg.errors import BadData
from kg.graph.inference import FORGET
from kg.graph.patterns import RuleBook
from kg.graph.rules import Written, follow, load_rules, rule_book
from kg.graph.store import Store
from kg.graph.vocabulary import INFERRED_GRAPH, KG, PREFIXES, TYPE, thing_iri
from kg.graph.writer import Writer
from kg.model import Thing
from tests.conftest import ReadingBuilder, write

WRITTEN = load_rules()
KH = Thing("kh", "ArmedGroup", "Kataib Hezbollah", ("KH",))
PMF = Thing("pmf", "UmbrellaGroup", "Popular Mobilization Forces")
FORCES = Thing("iraqi-forces", "Military", "Iraqi forces")
SAEDI = Thing("saedi", "Person", "Abu Baqir al-Saedi")
POST = Thing("000/position-1", "Position", "commander")
STRIKE = Thing("000/event-1", "DroneStrike", "Drone strike in Baghdad")


def triples(text: str) -> set[Triple]:
    prefixes = "".join(
        f"PREFIX {name}: <{place}> " for name, place in {**PREFIXES, "ex": "http://example.org/"}.items()
    )
    return {quad.triple for quad in parse(prefixes + text, format=RdfFormat.TURTLE)}


def test_there_are_rules() -> None:
    assert {rule.name for rule in WRITTEN} >= {"tolls", "targeted-killing", "disputed-attack", "cross-border-strike"}


@pytest.mark.parametrize("rule", WRITTEN, ids=lambda rule: rule.name)
def test_a_rule_fires_on_its_example(rule: Written) -> None:
    given, _, expected = rule.fires.partition("=>")
    assert triples(expected) <= follow(triples(given), RuleBook(rule.rules))


@pytest.mark.parametrize("rule", WRITTEN, ids=lambda rule: rule.name)
def test_a_rule_holds_back_on_its_counter_example(rule: Written) -> None:
    given, _, unexpected = rule.holds_back.partition("=>")
    assert triples(given)
    assert not triples(unexpected) & follow(triples(given), RuleBook(rule.rules))


def test_rules_speak_only_of_what_the_ontology_declares() -> None:
    from kg.graph.authority import ontology_triples

    declared = {str(triple.subject) for triple in ontology_triples()}
    used = {str(term) for key in rule_book().looked_at for term in key if term is not None}
    used |= {
        str(term) for rule in rule_book().rules for head in rule.heads for term in head if not isinstance(term, str)
    }
    assert {term for term in used if term.startswith(f"<{KG}")} <= declared


def relations(found: set[Triple]) -> set[Triple]:
    """What was inferred between things, without inverses."""
    left_out = {TYPE, KG + "hasPart", KG + "hasMember"}
    return {triple for triple in found if triple.predicate.value not in left_out}


def test_rules_follow_from_each_other_in_any_order() -> None:
    groups = "ex:a kg:partOf ex:b . ex:b kg:partOf ex:c . ex:c kg:partOf ex:d . "
    given = triples(f"{groups} ex:post kg:holder ex:man ; kg:organization ex:a .")
    wholes = "ex:a kg:partOf ex:c , ex:d . ex:b kg:partOf ex:d . "
    expected = triples(f"{wholes} ex:man kg:memberOf ex:a , ex:b , ex:c , ex:d .")
    found = follow(given, rule_book())
    assert relations(found) == expected
    assert found == follow(given, RuleBook(rule_book().rules[::-1]))


def test_groups_that_are_part_of_each_other_come_to_an_end() -> None:
    given = triples("ex:a kg:partOf ex:b . ex:b kg:partOf ex:c . ex:c kg:partOf ex:a .")
    expected = triples("ex:a kg:partOf ex:c . ex:b kg:partOf ex:a . ex:c kg:partOf ex:b .")
    assert relations(follow(given, rule_book())) == expected


EXAMPLES = "#+ summary: x\n#+ fires: a => b\n#+ holds-back: b => c\n"
ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@pytest.mark.parametrize(
    "text",
    [
        ALL,
        EXAMPLES.replace("a => b", "a") + ALL,
        EXAMPLES.replace("summary: x", "summary: x\n#+ over: all") + ALL,
        EXAMPLES + "SELECT * WHERE { ?s ?p ?o }",
        EXAMPLES + "CONSTRUCT { ?s ?p }",
        EXAMPLES + "CONSTRUCT { ?s ?p ?new } WHERE { ?s ?p ?o }",
        EXAMPLES + "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER (?new != ?o) }",
        EXAMPLES + "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER (?s < ?o) }",
        EXAMPLES + "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o OPTIONAL { ?o ?p ?s } }",
        EXAMPLES + "CONSTRUCT { ?s ?p ?o } WHERE { ?s <urn:p>+ ?o BIND (<urn:p> AS ?p) }",
    ],
)
def test_a_malformed_rule_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "odd.rq").write_text(text)
    with pytest.raises(BadData, match=r"odd\.rq"):
        load_rules(tmp_path)


# --- the inferred graph in step with the store --------------------------------------------------------


def inferred(path: Path) -> set[Triple]:
    with Store.open(path, wait=0) as store:
        return {quad.triple for quad in store.quads(graph=NamedNode(INFERRED_GRAPH))}


def anew(path: Path) -> set[Triple]:
    with Store.open(path, write=True, wait=0) as store:
        store.commit(FORGET)
    write(path)
    return inferred(path)


def fact(subject: str, predicate: str, object: str) -> Triple:
    return Triple(NamedNode(thing_iri(subject)), NamedNode(KG + predicate), NamedNode(thing_iri(object)))


def one() -> ReadingBuilder:
    return ReadingBuilder("000").says(KH, "partOf", PMF).says(STRIKE, "killed", 2).says(POST, "holder", SAEDI)


def umbrella() -> ReadingBuilder:
    return ReadingBuilder("001").says(PMF, "partOf", FORCES)


def test_what_follows_from_two_articles_follows(tmp_path: Path) -> None:
    write(
        tmp_path,
        one().says(POST, "organization", KH).build(),
        umbrella().build(),
    )
    found = inferred(tmp_path)
    assert {fact("kh", "partOf", "iraqi-forces"), fact("saedi", "memberOf", "iraqi-forces")} <= found
    assert fact("kh", "partOf", "pmf") not in found, "what an article says is not inferred"


def test_small_steps_come_to_the_same_as_making_it_anew(tmp_path: Path) -> None:
    write(tmp_path, one().build())
    steps = [
        umbrella().says(STRIKE, "killed", 5).build(),
        one().says(POST, "organization", KH).build(),
        ReadingBuilder("002").says(KH, "affiliatedWith", FORCES).build(),
        ReadingBuilder("001").says(STRIKE, "killed", 4).build(),
        ReadingBuilder("000").says(STRIKE, "killed", 1).build(),
    ]
    seen = [inferred(tmp_path)]
    for step in steps:
        write(tmp_path, step)
        seen.append(inferred(tmp_path))
        assert seen[-1] == anew(tmp_path)
        assert seen[-1] != seen[-2]


def test_what_no_article_says_any_more_no_longer_follows(tmp_path: Path) -> None:
    write(tmp_path, one().build(), umbrella().build())
    assert fact("kh", "partOf", "iraqi-forces") in inferred(tmp_path)
    write(tmp_path, ReadingBuilder("001").build())
    assert fact("kh", "partOf", "iraqi-forces") not in inferred(tmp_path)


def test_a_store_without_inferred_graph_gets_it_with_the_next_run(tmp_path: Path) -> None:
    write(tmp_path, one().build())
    before = inferred(tmp_path)
    with Store.open(tmp_path, write=True) as store:
        store.commit(FORGET)
    assert inferred(tmp_path) == set()
    with Store.open(tmp_path, write=True) as store:
        Writer(store, (), "test").finish()
    assert inferred(tmp_path) == before != set()
