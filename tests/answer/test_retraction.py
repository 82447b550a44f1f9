"""What goes with an article, what stays, and by whose word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from kg.answer.retraction import COLUMNS, retraction
from kg.errors import UnknownName
from kg.graph.results import to_result
from kg.model import Answer, Result
from tests.answer.sources import ID, Oxigraph, sources, told

KG = "https://w3id.org/isnad/ontology#"
CLUSTERS = "a:1 kg:sourceCluster id:s1 . a:2 kg:sourceCluster id:s2 . a:3 kg:sourceCluster id:s1 ."


def changed(turtle: str) -> Oxigraph:
    made = Oxigraph(1)
    head = f"PREFIX kg: <{KG}> PREFIX id: <{ID}> PREFIX a: <{ID}article/> "
    made.store.load((head + turtle).encode(), RdfFormat.TURTLE, to_graph=NamedNode(f"{ID}more"))
    return made


@pytest.mark.parametrize("engine", sources())
def test_shared_facts_stay_and_the_others_go(engine):
    answer = retraction(sources()[engine], "002_wire.txt")
    assert answer.columns == COLUMNS
    rows = told(answer, "change", "subject", "says", "object", "supportedBy", "sources", "articles")
    assert ("stays", "green-ridge-brigade", "partOf", "sarim-front", "1", "1", "001_harbour.txt") in rows
    assert ("goes", "ridge-scouts", "partOf", "green-ridge-brigade", "0", "0", "") in rows
    assert ("goes", "strike-dalen", "killed", "4", "0", "0", "") in rows
    things = {row[1]: row for row in rows if not row[2]}
    assert things["lena-orsk"][0] == "goes"
    assert things["sarim-front"] == ("stays", "sarim-front", "", "", "2", "2", "001_harbour.txt, 003_note.txt")


def test_what_goes_comes_first_and_facts_before_things():
    rows = told(retraction(sources()["oxigraph"], "1"), "change", "what")
    assert rows == [("goes", "fact"), ("goes", "entity"), ("stays", "fact"), ("stays", "entity")]


def test_names_stand_beside_the_things():
    rows = told(retraction(sources()["oxigraph"], "002_wire.txt"), "subjectName", "says", "objectName")
    assert ("Ridge Scouts", "partOf", "Green Ridge Brigade") in rows


@pytest.mark.parametrize("text", ["2", "002_wire.txt", f"{ID}article/2"])
def test_an_article_is_known_by_its_id_its_file_and_its_iri(text):
    assert retraction(sources()["oxigraph"], text) == retraction(sources()["oxigraph"], "002_wire.txt")


def test_an_unknown_article_is_told_with_the_nearest():
    with pytest.raises(UnknownName, match=r"002_wire\.txt"):
        retraction(sources()["oxigraph"], "002_wires.txt")


def test_denied_claims_support_nothing():
    # Article 2 denies that the air force did it, and article 1 says so.
    rows = told(retraction(sources()["oxigraph"], "1"), "change", "subject", "says", "object")
    assert ("goes", "strike-dalen", "perpetrator", "velmora-air-force") in rows
    assert "ridge-guard" not in {s for _, s, says, _ in told_of("2") if says == "partOf"}


def told_of(article: str) -> list[tuple[str, ...]]:
    return told(retraction(sources()["oxigraph"], article), "change", "subject", "says", "object")


def test_rejected_claims_support_nothing():
    rejected = changed(f"<{ID}article/1/claim/01> kg:review kg:Rejected .")
    fact = ("green-ridge-brigade", "partOf", "sarim-front")
    assert ("goes", *fact) in told(retraction(rejected, "2"), "change", "subject", "says", "object")
    assert fact not in told(retraction(rejected, "1"), "subject", "says", "object")


def test_reprints_are_one_source():
    rows = told(retraction(changed(CLUSTERS), "2"), "subject", "says", "supportedBy", "sources")
    assert ("sarim-front", "", "2", "1") in rows


def test_of_many_articles_five_are_named():
    more = "\n".join(f'a:m{n} a kg:Article ; kg:file "m{n}.txt" ; kg:mentions id:lena-orsk .' for n in range(8))
    rows = told(retraction(changed(more), "2"), "subject", "says", "supportedBy", "articles")
    assert ("lena-orsk", "", "8", "m0.txt, m1.txt, m2.txt, m3.txt, m4.txt and 3 more") in rows


class Made:
    """Articles that each say some of a few facts, in some way."""

    def __init__(self, says: list[tuple[int, int, str, bool]]) -> None:
        self.store = Store()
        for article in range(4):
            self._add(f"article/{article}", "file", Literal(f"{article}.txt"))
            self.store.add(Quad(NamedNode(f"{ID}article/{article}"), NamedNode(TYPE), NamedNode(f"{KG}Article")))
        for number, (article, fact, mode, rejected) in enumerate(says):
            claim = f"article/{article}/claim/{number}"
            self._add(claim, "subject", NamedNode(f"{ID}s{fact % 2}"))
            self._add(claim, "predicate", NamedNode(f"{KG}partOf"))
            self._add(claim, "object", NamedNode(f"{ID}o{fact}"))
            self._add(claim, "article", NamedNode(f"{ID}article/{article}"))
            self._add(claim, "modality", NamedNode(f"{KG}{mode}"))
            if rejected:
                self._add(claim, "review", NamedNode(f"{KG}Rejected"))

    def _add(self, subject: str, name: str, value: NamedNode | Literal) -> None:
        self.store.add(Quad(NamedNode(ID + subject), NamedNode(KG + name), value))

    def query(self, text: str) -> Result:
        return to_result(self.store.query(text))


TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
said = st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from(["Stated", "Hedged", "Denied"]), st.booleans())


@settings(max_examples=60, deadline=None)
@given(st.lists(said, max_size=10), st.integers(0, 3))
def test_what_goes_is_what_the_other_articles_do_not_say(says, article):
    def facts(of: list[tuple[int, int, str, bool]]) -> set[int]:
        return {fact for _, fact, mode, rejected in of if mode != "Denied" and not rejected}

    def things(of: list[tuple[int, int, str, bool]]) -> set[str]:
        return {name for _, fact, _, _ in of for name in (f"s{fact % 2}", f"o{fact}")}

    mine = [one for one in says if one[0] == article]
    others = [one for one in says if one[0] != article]
    answer = retraction(Made(says), str(article))
    assert isinstance(answer, Answer)
    rows = told(answer, "change", "what", "subject", "object", "supportedBy")
    assert {(change, object) for change, what, _, object, _ in rows if what == "fact"} == {
        ("stays" if fact in facts(others) else "goes", f"o{fact}") for fact in facts(mine)
    }
    assert {(change, subject) for change, what, subject, _, _ in rows if what == "entity"} == {
        ("stays" if thing in things(others) else "goes", thing) for thing in things(mine)
    }
    for _, what, _, object, number in rows:
        if what == "fact":
            assert int(number) == len({a for a, f, m, r in others if f"o{f}" == object and m != "Denied" and not r})
    assert len(rows) == len(answer.rows)
