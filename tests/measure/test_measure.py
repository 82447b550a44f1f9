"""What counts as right, missed, wrong, invented, split and joined, on two sentences that are made up."""

from dataclasses import replace

import pytest

from kg.errors import BadData
from kg.measure import pair
from kg.measure.gold import Gold, GoldArticle
from kg.measure.ledger import Tally
from kg.measure.sentences import Sentences
from kg.measure.showing import errors, figures
from kg.measure.terms import plain
from kg.model import Article, Sentence, Thing
from tests.measure.made_up import (
    ALFA,
    BLUE,
    CONDEMNED,
    DAY,
    GOLD,
    MERGED,
    NUR,
    POST,
    RED,
    STRIKE,
    STRUCK,
    WELL,
    WORDS,
    Graph,
    measured,
    reading,
)

ONE = {"one.yaml": GOLD}
TWO = {**ONE, "two.yaml": GOLD.replace("article: one", "article: two"), "merged.yaml": MERGED}
RAID = Thing("raid-alfa", "GroundAttack", "Raid in Alfa")


def without(predicate: str, subject: Thing | None = None) -> list:
    return [one for one in WELL if one[1] != predicate or subject not in (None, one[0])]


def counts(found) -> dict[str, tuple[int, int, int]]:
    return {name: (tally.right, tally.invented, tally.missed) for name, tally in found.tallies.items()}


def told(found) -> set[tuple[str, str, str, str, str]]:
    return {(one.category, one.outcome, one.gold, one.found, one.sentence) for one in found.findings}


def test_what_is_read_well_is_all_right(tmp_path) -> None:
    found = measured(tmp_path, Graph(reading(WELL)), ONE)
    assert found.findings == ()
    assert counts(found) == {
        "entities": (4, 0, 0),
        "relations": (2, 0, 0),
        "positions": (1, 0, 0),
        "events": (1, 0, 0),
        "roles": (5, 0, 0),  # who, where, how many, when, and what was condemned
        "statements": (1, 0, 0),
    }
    assert found.overall == 1.0
    assert (found.quotes, found.false_quotes, found.lacking) == (12, 0, 0)
    assert found.entities_kept is None


def test_nothing_read_is_all_missed_with_the_sentence_that_may_tell_it(tmp_path) -> None:
    found = measured(tmp_path, Graph(reading([])), ONE)
    assert counts(found) == {
        "entities": (0, 0, 4),
        "relations": (0, 0, 2),
        "positions": (0, 0, 1),
        "events": (0, 0, 1),
        "roles": (0, 0, 4),
        "statements": (0, 0, 1),
    }
    assert found.overall == 0.0
    assert ("entities", "missed", "Red Brigade (ArmedGroup)", "", STRUCK) in told(found)
    assert ("relations", "missed", "Ahmad Nur memberOf the Blue Front", "", CONDEMNED) in told(found)
    assert ("relations", "missed", "Red Brigade affiliatedWith the Blue Front", "", "") in told(found)
    assert ("events", "missed", "strike (Strike)", "", STRUCK) in told(found)
    assert {one.outcome for one in found.findings} == {"missed"}


def test_an_article_that_the_graph_lacks_is_one_of_which_nothing_was_read(tmp_path) -> None:
    assert counts(measured(tmp_path, Graph(), ONE))["entities"] == (0, 0, 4)


@pytest.mark.parametrize(
    ("says", "category", "outcome"),
    [
        (
            [*without("killed"), (STRIKE, "killed", 4, STRUCK)],
            "roles",
            ("wrong", "strike (Strike), killed: 3", "strike (Strike), killed: 4", STRUCK),
        ),
        (
            [*WELL, (STRIKE, "victim", BLUE, STRUCK)],
            "roles",
            ("invented", "", "strike (Strike), victim: the Blue Front", STRUCK),
        ),
        (without("place"), "roles", ("missed", "strike (Strike), place: Alfa", "", STRUCK)),
        (
            [*without("latest"), (STRIKE, "latest", "2024-05-07T00:00:00Z", STRUCK)],
            "roles",
            ("wrong", "strike (Strike), day: 2024-05-05", "strike (Strike), day: 2024-05-05 to 2024-05-07", STRUCK),
        ),
        (
            [*without("affiliatedWith"), (RED, "partOf", BLUE, CONDEMNED)],
            "relations",
            (
                "wrong",
                "Red Brigade affiliatedWith the Blue Front",
                "Red Brigade partOf the Blue Front",
                CONDEMNED,
            ),
        ),
        (
            [*WELL, (RED, "backedBy", BLUE, STRUCK)],
            "relations",
            ("invented", "", "Red Brigade backedBy the Blue Front", STRUCK),
        ),
        (
            [*without("organization"), (POST, "organization", RED, CONDEMNED)],
            "positions",
            ("wrong", "Ahmad Nur, Colonel, the Blue Front", "Ahmad Nur, colonel, Red Brigade", CONDEMNED),
        ),
        (
            [*without("title"), (POST, "title", "speaker of parliament", CONDEMNED)],
            "positions",
            (
                "wrong",
                "Ahmad Nur, Colonel, the Blue Front",
                "Ahmad Nur, speaker of parliament, the Blue Front",
                CONDEMNED,
            ),
        ),
        (
            [*WELL, (RAID, "victim", NUR, STRUCK)],
            "events",
            ("invented", "", "Raid in Alfa (GroundAttack)", STRUCK),
        ),
        (
            [*without("speaker"), (WORDS, "speaker", RED, CONDEMNED)],
            "statements",
            ("invented", "", "Condemnation by Red Brigade about strike", CONDEMNED),
        ),
        (
            [
                *without("speaker")[:-1],
                (replace(WORDS, kind="Threat"), "speaker", NUR, CONDEMNED),
                (replace(WORDS, kind="Threat"), "about", STRIKE, CONDEMNED),
            ],
            "statements",
            ("wrong", "Condemnation by Ahmad Nur about strike", "Threat by Ahmad Nur about strike", CONDEMNED),
        ),
        (
            [*without("about"), (WORDS, "about", RED, CONDEMNED)],
            "roles",
            ("missed", "Condemnation by Ahmad Nur, about: strike", "", CONDEMNED),
        ),
        (
            [*WELL, (Thing("gazette", "MediaOutlet", "Gazette"), "basedIn", ALFA, STRUCK)],
            "entities",
            ("invented", "", "Gazette (MediaOutlet)", STRUCK),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0] if isinstance(value, tuple) else None,
)
def test_what_is_not_as_gold_has_it(tmp_path, says, category, outcome) -> None:
    assert (category, *outcome) in told(measured(tmp_path, Graph(reading(says)), ONE))


def test_a_wrong_kind_is_told_with_what_was_found(tmp_path) -> None:
    person = replace(BLUE, kind="Person")
    says = [tuple(person if part is BLUE else part for part in one) for one in WELL]
    found = measured(tmp_path, Graph(reading(says)), ONE)
    assert counts(found)["entities"] == (3, 0, 1)
    assert ("entities", "wrong", "the Blue Front (ArmedGroup)", "Blue Front (Person)", CONDEMNED) in told(found)
    assert counts(found)["relations"] == (2, 0, 0)  # it is still known which thing is meant


def test_what_is_never_wrong(tmp_path) -> None:
    bravo = Thing("bravo", "City", "Bravo")
    somebody = Thing("one/somebody", "Actor", "an official", unnamed=True)
    free = [
        *WELL,
        (ALFA, "locatedIn", bravo, STRUCK),  # follows from what everybody knows
        (STRIKE, "place", bravo, STRUCK),
        (STRIKE, "claimedBy", somebody, STRUCK),
        (somebody, "partOf", BLUE, STRUCK),
    ]
    assert measured(tmp_path, Graph(reading(free, mentions=(bravo, somebody))), ONE).findings == ()


def test_what_is_denied_is_not_said(tmp_path) -> None:
    says = [*WELL, (RED, "backedBy", BLUE, STRUCK)]
    assert measured(tmp_path, Graph(reading(says, denied=len(WELL))), ONE).findings == ()


@pytest.mark.parametrize(
    ("claim", "kind", "words"),
    [
        ((BLUE, "partOf", RED, STRUCK), "trap", "the Blue Front partOf Red Brigade"),
        ((STRIKE, "killed", 30, STRUCK), "trap", "strike killed 30"),
        ((STRIKE, "victim", NUR, STRUCK), "denied, yet asserted", "strike, victim: Ahmad Nur"),
    ],
)
def test_faults_of_one_article(tmp_path, claim, kind, words) -> None:
    (fault,) = measured(tmp_path, Graph(reading([*WELL, claim])), ONE).faults
    assert (fault.article, fault.outcome, fault.found, fault.sentence) == ("one", kind, words, STRUCK)


def test_two_taken_for_one(tmp_path) -> None:
    both = replace(RED, names=("Blue Front",))
    says = [tuple(both if part in (RED, BLUE) else part for part in one) for one in WELL]
    (fault,) = measured(tmp_path, Graph(reading(says)), ONE).faults
    assert (fault.outcome, fault.gold) == ("joined entities", "Red Brigade, and the Blue Front")


def test_what_is_one_and_was_split(tmp_path) -> None:
    other, elsewhere = replace(RED, id="red-brigade-2"), replace(STRIKE, id="strike-2")
    says = [tuple({RED: other, STRIKE: elsewhere}.get(part, part) for part in one) for one in WELL]
    found = measured(tmp_path, Graph(reading(WELL), reading(says, "two")), TWO)
    assert {one.outcome for one in found.faults} == {"split entity", "split event"}
    assert all("one: " in one.found and "two: " in one.found for one in found.faults)
    assert (found.entities_kept, found.events_kept) == (Tally(missed=1), Tally(missed=1))
    kept = measured(tmp_path, Graph(reading(WELL), reading(WELL, "two")), TWO)
    assert kept.faults == []
    assert (kept.entities_kept, kept.events_kept) == (Tally(right=1), Tally(right=1))


def test_an_event_that_is_missed_is_not_split(tmp_path) -> None:
    found = measured(tmp_path, Graph(reading(WELL), reading([], "two")), TWO)
    assert found.faults == []
    assert found.events_kept == Tally(missed=1)


OTHER = """
entities: [{id: blue, type: ArmedGroup, names: [Red Brigade]}, {id: alfa, type: City, names: [Alfa]}]
events: [{id: raid, type: Strike, place: [alfa], perpetrator: [blue]}]
"""


def test_what_is_not_one_and_was_joined(tmp_path) -> None:
    found = measured(tmp_path, Graph(reading(WELL), reading(WELL, "two")), {**TWO, "two.yaml": OTHER})
    joined = {(one.outcome, one.article, one.gold, one.found) for one in found.faults}
    assert joined == {
        ("joined entities", "one, two", "red, and blue", "Red Brigade"),
        ("joined events", "one, two", "strike, and raid", "Strike in Alfa"),
    }


def test_claims_that_lack_something_and_quotes_that_are_not_there(tmp_path) -> None:
    graph = Graph(reading(WELL))
    graph.store.update(
        "PREFIX kg: <https://w3id.org/isnad/ontology#> DELETE { GRAPH ?g { ?claim kg:modality ?mode } } WHERE "
        "{ GRAPH ?g { ?claim kg:modality ?mode ; kg:predicate kg:killed } }"
    )
    graph.store.update(
        "PREFIX kg: <https://w3id.org/isnad/ontology#> DELETE { GRAPH ?g { ?passage kg:quote ?quote } } INSERT "
        "{ GRAPH ?g { ?passage kg:quote 'The Green Brigade' } } WHERE "
        "{ GRAPH ?g { ?passage kg:quote ?quote . FILTER (CONTAINS(?quote, 'Brigade')) } }"
    )
    found = measured(tmp_path, graph, ONE)
    assert (found.lacking, found.quotes, found.false_quotes) == (1, 11, 4)


def test_the_figures_as_rows(tmp_path) -> None:
    found = measured(tmp_path, Graph(reading([*WELL, (RED, "backedBy", BLUE, STRUCK)]), reading(WELL, "two")), TWO)
    answer = figures(found)
    rows = {str(row[0]): [None if cell is None else str(cell) for cell in row[1:]] for row in answer.rows}
    assert rows["relations"] == ["0.800", "1.000", "0.889", "4", "1", "0", None]
    assert rows["overall"] == [None, None, "0.981", None, None, None, None]
    assert rows["entities of several articles kept one"] == [None, "1.000", None, "1", None, "0", None]
    assert rows["faults: trap"][-1] == "0"
    assert rows["quotes"][-1] == "25"
    each = figures(found, each=True)
    assert each.columns == ("article", *answer.columns)
    assert [str(row[0]) for row in each.rows if str(row[1]) == "overall"] == ["one", "two", "all"]
    (row,) = errors(found).rows
    assert [cell and str(cell) for cell in row] == [
        "one",
        "relations",
        "invented",
        None,
        "Red Brigade backedBy the Blue Front",
        STRUCK,
    ]


def test_which_text_belongs_to_which_gold() -> None:
    def paired(stems: list[str], files: list[str]):
        articles = [Article(file.split(".")[0], file, "", "") for file in files]
        return pair(Gold(tuple(map(GoldArticle, stems))), articles)

    found = paired(["1", "10", "news"], ["1_x.txt", "10.txt", "other.txt"])
    assert found.files == {"1": "1_x.txt", "10": "10.txt"}
    assert [notice.split(":")[0] for notice in found.notices] == ["news", "other.txt"]
    assert paired(["a"], ["a.txt", "a_b.txt"]).files == {"a": "a.txt"}
    with pytest.raises(BadData, match=r"fits a_b\.txt and a_c\.txt"):
        paired(["a"], ["a_b.txt", "a_c.txt"])
    with pytest.raises(BadData, match=r"a\.yaml: a\.txt"):
        paired(["a"], ["b.txt"])


def test_forms_of_a_name_are_alike() -> None:
    assert plain("The Qa’id “Abu-Taqwá”") == plain("qaid abu taqwa") == "qaid abu taqwa"
    assert plain("Theatre") == "theatre"


def test_ratios_of_nothing() -> None:
    assert (Tally().precision, Tally().recall, Tally().f1) == (1.0, 1.0, 1.0)
    assert (Tally(missed=1).precision, Tally(missed=1).f1) == (0.0, 0.0)


def test_what_follows_from_the_ontology_is_no_kind_of_its_own(tmp_path) -> None:
    graph = Graph(reading(WELL))
    graph.store.update(
        "PREFIX kg: <https://w3id.org/isnad/ontology#> INSERT { GRAPH <https://w3id.org/isnad/inferred> "
        "{ ?words a kg:Statement } } WHERE { GRAPH ?g { ?words a kg:Condemnation } }"
    )
    gold = GOLD.replace("type: Condemnation", "type: Statement")
    assert counts(measured(tmp_path, graph, {"one.yaml": gold}))["statements"] == (0, 1, 1)


def test_whom_a_designation_designates_has_one_role(tmp_path) -> None:
    ban = Thing("ban", "Designation", "Ban")
    gold = """
entities: [{id: red, type: ArmedGroup, names: [Red Brigade]}, {id: blue, type: ArmedGroup, names: [Blue Front]}]
events: [{id: ban, type: Designation, target: [red], perpetrator: [blue], earliest: 2024-05-05}]
"""
    says = [(ban, "target", RED, STRUCK), (ban, "perpetrator", BLUE, CONDEMNED), (ban, "earliest", DAY, STRUCK)]
    for role in ("target", "designated"):
        read = [(ban, role, RED, STRUCK), *says[1:]]
        assert measured(tmp_path, Graph(reading(read)), {"one.yaml": gold}).findings == ()


def test_a_name_of_another_is_no_fault_where_both_are_found(tmp_path) -> None:
    ambiguous = replace(RED, names=("Blue Front",))
    says = [tuple(ambiguous if part is RED else part for part in one) for one in WELL]
    assert measured(tmp_path, Graph(reading(says)), ONE).faults == []


def test_what_one_article_tells_is_not_counted_as_kept(tmp_path) -> None:
    assert measured(tmp_path, Graph(reading(WELL)), {**ONE, "merged.yaml": MERGED}).entities_kept == Tally()


def test_of_two_events_days_tell_which_is_meant(tmp_path) -> None:
    later = Thing("strike-bravo", "Strike", "Another strike")
    vague = [
        (later, "perpetrator", RED, STRUCK),
        (later, "place", ALFA, STRUCK),
        (later, "killed", 3, STRUCK),
        (later, "earliest", DAY, STRUCK),
        (later, "latest", DAY.replace(day=9), STRUCK),
    ]
    found = measured(tmp_path, Graph(reading([*WELL, *vague])), ONE)
    assert ("events", "invented", "", "Another strike (Strike)", STRUCK) in told(found)
    assert counts(found)["roles"] == (5, 2, 0)


def test_a_post_without_a_title_is_not_the_one(tmp_path) -> None:
    assert counts(measured(tmp_path, Graph(reading(without("title"))), ONE))["positions"] == (0, 1, 1)


def test_the_first_of_sentences_that_name_as_much() -> None:
    text = "Nur left. Nur came."
    sentences = Sentences(text, [Sentence(0, 9, ()), Sentence(10, 19, ())])
    assert sentences.naming([["Nur"]]) == "Nur left."
    assert sentences.naming([["Nur"]], [["came"]]) == "Nur came."
    assert sentences.naming([["Omar"]], [["Nur"]]) == ""
    assert (sentences.at(12), sentences.at(9), sentences.at(None)) == ("Nur came.", "", "")
