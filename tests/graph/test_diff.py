"""What came, went and changed."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.contents import Contents, read
from kg.graph.diff import differences
from kg.graph.difference import COLUMNS, What, counts, rows
from kg.graph.vocabulary import local_name
from kg.model import Iri, Literal
from tests.graph.filled import ARTICLE, HEAD, NAMES, NEWS, OTHER, fill

BASE = "https://w3id.org/isnad/id/"


def short(value: object) -> str | None:
    """The end of an IRI; the text of a literal."""
    if value is None:
        return None
    text = getattr(value, "value", value)
    assert isinstance(text, str)
    return text.removeprefix(BASE) if text.startswith(BASE) else local_name(text) if "#" in text else text


def of(text: str) -> Contents:
    """What a dump with these triples tells."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "dump.ttl")
        path.write_text(HEAD + NAMES + text, "utf-8")
        return read(path)


def diff(old: str | Contents, new: str | Contents, *only: What) -> list[tuple[str | None, ...]]:
    before, after = (of(one) if isinstance(one, str) else one for one in (old, new))
    found = differences(before, after, only or tuple(What))
    return [
        (one.what.value, one.change, short(one.subject), one.says, short(one.before), short(one.after)) for one in found
    ]


def claim(name: str, *said: str, modality: str = "Stated", more: str = "", fact: bool = True) -> str:
    """A claim, and the fact that it supports."""
    subject, predicate, object = said
    verb = "object" if ":" in object else "value"
    body = (
        f"<{ARTICLE}/claim/{name}> a kg:Claim ; kg:subject {subject} ; kg:predicate {predicate} ; kg:{verb} {object} ; "
        f"kg:article <{ARTICLE}> ; kg:passage <{ARTICLE}#char={len(name)},9> ; kg:modality kg:{modality} {more} .\n"
    )
    return body + (f"{subject} {predicate} {object} .\n" if fact and modality != "Denied" else "")


# --- coming and going -------------------------------------------------------------------------------


def test_the_same_twice_is_no_difference():
    assert diff(NEWS, NEWS) == []
    assert counts([]) == {}


def test_an_article_comes_with_all_that_it_says():
    found = diff("", NEWS)
    assert ("article", "came", "article/news", "file", None, "news.txt") in found
    assert ("entity", "came", "strike", "kind", None, "AirStrike") in found
    assert ("fact", "came", "kataib", "partOf", None, "pmf") in found
    assert ("fact", "came", "strike", "killed", None, "3") in found
    assert ("claim", "came", "article/news/claim/4", "leads", None, "pmf") in found  # denied: no fact
    assert [row[0] for row in found] == ["article"] + ["entity"] * 4 + ["fact"] * 3 + ["claim"] * 4


def test_what_comes_one_way_goes_the_other():
    there, back = diff("", NEWS), diff(NEWS, "")
    assert {(what, subject, says, after) for what, _, subject, says, _, after in there} == {
        (what, subject, says, before) for what, _, subject, says, before, _ in back
    }
    assert {row[1] for row in back} == {"went"}


def test_a_fact_stays_while_another_claim_supports_it():
    one, two = claim("1", "id:kataib", "kg:partOf", "id:pmf"), claim("2", "id:kataib", "kg:partOf", "id:pmf")
    assert diff(one + two, one) == [("claim", "went", "article/news/claim/2", "partOf", "pmf", None)]


def test_known_names_of_which_nothing_speaks_are_not_told():
    assert diff("", "id:newcomer a kg:Person ; rdfs:label 'Newcomer' .") == []


# --- changing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        ("rdfs:label 'Amir'", "rdfs:label 'Emir'", ("label", "Amir", "Emir")),
        ("skos:altLabel 'A', 'B'", "skos:altLabel 'B', 'C', 'D'", ("name", "A", "C; D")),
        ("a kg:Actor", "a kg:UnnamedActor", ("kind", "Actor", "UnnamedActor")),
    ],
)
def test_an_entity_changes_in_name_or_kind(old, new, row):
    both = "id:x kg:speaksFor id:y . <urn:a> kg:mentions id:x . id:x a kg:Actor ; rdfs:label 'Amr' ."
    found = [one for one in diff(f"{both} id:x {old} .", f"{both} id:x {new} .") if one[3] == row[0]]
    assert found == [("entity", "changed", "x", *row)]


def test_a_wider_kind_or_the_same_word_in_another_article_is_no_change():
    said = claim("1", "id:x", "kg:killed", "3") + "id:x a kg:AirStrike ; rdfs:label 'X' ."
    assert diff(said, f"{said} id:x a kg:Attack .") == []


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        ({"more": "; kg:confidence 0.80"}, {"more": "; kg:confidence 0.8"}, None),
        ({"more": "; kg:confidence 0.80"}, {"more": "; kg:confidence 0.90"}, ("confidence", "0.80", "0.90")),
        ({"more": "; kg:confidence 0.80"}, {}, ("confidence", "0.80", None)),
        ({}, {"more": "; kg:attributedTo id:ali"}, ("attributedTo", None, "ali")),
        ({"more": "; kg:attributedTo id:pmf"}, {"more": "; kg:attributedTo id:ali"}, ("attributedTo", "pmf", "ali")),
        ({}, {"more": "; kg:review kg:Accepted"}, ("review", None, "Accepted")),
        ({}, {"modality": "Hedged"}, ("modality", "Stated", "Hedged")),
    ],
)  # fmt: skip
def test_a_claim_changes_in_how_it_is_said(old, new, row):
    before, after = (claim("1", "id:kataib", "kg:partOf", "id:pmf", **one) for one in (old, new))
    everybody = "<urn:a> kg:mentions id:ali , id:pmf , id:kataib ."
    expected = [("claim", "changed", "article/news/claim/1", *row)] if row else []
    assert diff(before + everybody, after + everybody) == expected


def test_a_claim_and_its_fact_change_in_what_is_said():
    everybody = "<urn:a> kg:mentions id:ali , id:pmf , id:kataib ."
    before, after = (everybody + claim("1", "id:kataib", "kg:partOf", whole) for whole in ("id:pmf", "id:ali"))
    assert diff(before, after) == [
        ("fact", "came", "kataib", "partOf", None, "ali"),
        ("fact", "went", "kataib", "partOf", "pmf", None),
        ("claim", "changed", "article/news/claim/1", "object", "pmf", "ali"),
    ]


def test_a_rejected_claim_takes_its_fact_along():
    before, said = claim("1", "id:kataib", "kg:partOf", "id:pmf"), ("id:kataib", "kg:partOf", "id:pmf")
    assert diff(before, claim("1", *said, more="; kg:review kg:Rejected", fact=False)) == [
        ("fact", "went", "kataib", "partOf", "pmf", None),
        ("claim", "changed", "article/news/claim/1", "review", None, "Rejected"),
    ]


def test_an_article_changes_in_what_it_tells_of_itself():
    new = NEWS.replace('kg:file "news.txt"', 'kg:file "new.txt" ; kg:publisher "The Post"')
    assert diff(NEWS, new) == [
        ("article", "changed", "article/news", "file", "news.txt", "new.txt"),
        ("article", "changed", "article/news", "publisher", None, "The Post"),
    ]
    assert counts(differences(of(NEWS), of(new))) == {What.ARTICLE: {"changed": 1}}


# --- one and another --------------------------------------------------------------------------------

APART = (
    "id:saadi a kg:Person ; rdfs:label 'Saadi' . id:saedi a kg:Person ; rdfs:label 'Saedi' ."
    + claim("1", "id:saadi", "kg:memberOf", "id:pmf")
    + claim("2", "id:saedi", "kg:memberOf", "id:kataib", more="; kg:attributedTo id:saedi")
)
TOGETHER = (
    "id:saadi a kg:Person ; rdfs:label 'Saadi' ; kg:formerly 'https://w3id.org/isnad/id/saedi'^^xsd:anyURI ."
    + claim("1", "id:saadi", "kg:memberOf", "id:pmf")
    + claim("2", "id:saadi", "kg:memberOf", "id:kataib", more="; kg:attributedTo id:saadi")
)


def test_a_thing_that_is_one_with_another_is_told_as_merged_and_nothing_else():
    assert diff(APART, TOGETHER) == [("entity", "merged", "saedi", "merged into", None, "saadi")]


def test_and_back_as_split():
    assert diff(TOGETHER, APART) == [("entity", "split", "saedi", "split from", "saadi", None)]


def test_names_that_come_with_merging_are_told():
    found = diff(APART, TOGETHER + "id:saadi skos:altLabel 'Saedi' .")
    assert ("entity", "changed", "saadi", "name", None, "Saedi") in found
    assert len(found) == 2


def test_a_claim_that_has_another_iri_for_its_thing_has_one_is_the_same():
    renamed = TOGETHER.replace("claim/2", "claim/x")
    assert diff(APART, renamed) == diff(APART, TOGETHER)
    assert diff(renamed, APART) == diff(TOGETHER, APART)
    surer = renamed.replace("kg:attributedTo", "kg:confidence 0.9 ; kg:attributedTo")
    assert diff(APART, surer)[1:] == [("claim", "changed", "article/news/claim/x", "confidence", None, "0.9")]


def test_what_is_new_of_a_merged_thing_is_told():
    found = diff(APART, TOGETHER + claim("3", "id:saadi", "kg:leads", "id:pmf"))
    assert found[1:] == [
        ("fact", "came", "saadi", "leads", None, "pmf"),
        ("claim", "came", "article/news/claim/3", "leads", None, "pmf"),
    ]


def test_a_fact_that_both_had_is_not_told_as_gone():
    twice = APART + claim("3", "id:saedi", "kg:memberOf", "id:pmf")
    assert diff(twice, TOGETHER, What.FACT) == []
    assert diff(TOGETHER, twice, What.FACT) == []


def test_what_several_go_by_is_told_of_each():
    two = TOGETHER + (
        "id:other a kg:Person ; rdfs:label 'Other' ; kg:formerly 'https://w3id.org/isnad/id/saedi'^^xsd:anyURI ."
        "<urn:a> kg:mentions id:other ."
    )
    apart = APART + "id:other a kg:Person ; rdfs:label 'Other' . <urn:a> kg:mentions id:other ."
    assert diff(apart, two, What.ENTITY) == [
        ("entity", "merged", "saedi", "merged into", None, "other"),
        ("entity", "merged", "saedi", "merged into", None, "saadi"),
    ]
    assert counts(differences(of(apart), of(two)))[What.ENTITY] == {"merged": 1}
    assert ("entity", "came", "other", "kind", None, "Person") in diff(APART, two)


def test_a_thing_under_another_iri_is_compared_with_what_it_was():
    lone = "id:saedi a kg:Person ; rdfs:label 'Saedi' ." + claim("1", "id:saedi", "kg:memberOf", "id:pmf")
    renamed = (
        "id:saadi a kg:Person ; rdfs:label 'Saadi' ; kg:formerly 'https://w3id.org/isnad/id/saedi'^^xsd:anyURI ."
        + claim("1", "id:saadi", "kg:memberOf", "id:pmf")
    )
    assert diff(lone, renamed) == [
        ("entity", "changed", "saadi", "label", "Saedi", "Saadi"),
        ("entity", "merged", "saedi", "merged into", None, "saadi"),
    ]


def test_two_that_change_roles_are_told_once():
    flipped = TOGETHER.replace("saadi", "SA").replace("saedi", "saadi").replace("SA", "saedi")
    assert diff(TOGETHER, flipped, What.ENTITY, What.FACT, What.CLAIM) == [
        ("entity", "merged", "saadi", "merged into", None, "saedi")
    ]


def test_other_things_do_not_hide_behind_a_merging():
    """A fact that moves to a third thing is told."""
    moved = TOGETHER.replace("id:saadi kg:memberOf id:kataib", "id:ali kg:memberOf id:kataib").replace(
        "kg:subject id:saadi ; kg:predicate kg:memberOf ; kg:object id:kataib",
        "kg:subject id:ali ; kg:predicate kg:memberOf ; kg:object id:kataib",
    )
    assert diff(APART, moved, What.FACT) == [
        ("fact", "came", "ali", "memberOf", None, "kataib"),
        ("fact", "went", "saedi", "memberOf", "kataib", None),
    ]


# --- rows -------------------------------------------------------------------------------------------


def test_rows_name_things_as_their_own_side_does():
    old, new = (
        of(NEWS),
        of(NEWS.replace('"Strike"', '"Raid"').replace("killed 3", "killed 4").replace("value 3", "value 4")),
    )
    answer = rows(differences(old, new, [What.FACT]), old, new)
    assert answer.columns == COLUMNS
    came, went = (dict(zip(COLUMNS, row, strict=True)) for row in answer.rows)
    assert (str(came["subjectName"]), str(came["after"]), came["before"]) == ("Raid", "4", None)
    assert (str(went["subjectName"]), str(went["before"]), went["after"]) == ("Strike", "3", None)
    assert came["after"] == Literal("4", "http://www.w3.org/2001/XMLSchema#integer")


def test_rows_name_what_was_merged_and_split():
    old, new = of(APART), of(TOGETHER)
    (merged,) = rows(differences(old, new), old, new).rows
    (split,) = rows(differences(new, old), new, old).rows
    assert [str(cell) for cell in merged[3:]] == ["Saedi", "merged into", "None", "None", f"{BASE}saadi", "Saadi"]
    assert [str(cell) for cell in split[3:]] == ["Saedi", "split from", f"{BASE}saadi", "Saadi", "None", "None"]
    assert merged[2] == split[2] == Iri(f"{BASE}saedi")


def test_a_claim_is_named_by_what_it_says():
    old, new = of(""), of(NEWS)
    names = {str(row[3]) for row in rows(differences(old, new, [What.CLAIM]), old, new).rows}
    assert names == {
        "Kataib partOf PMF",
        "Strike perpetrator Kataib (Hedged)",
        "Strike killed 3",
        "Ali leads PMF (Denied)",
    }


def test_only_what_is_wanted_is_compared():
    assert {row[0] for row in diff("", NEWS, What.CLAIM, What.ARTICLE)} == {"article", "claim"}


def test_stores_are_compared(tmp_path):
    with (
        fill(tmp_path / "one", {ARTICLE: NEWS}),
        fill(tmp_path / "two", {ARTICLE: NEWS, OTHER: f"<{OTHER}> a kg:Article ."}),
    ):
        pass
    assert diff(read(tmp_path / "one"), read(tmp_path / "two")) == [
        ("article", "came", "article/later", "file", None, None)
    ]


# --- for any two ------------------------------------------------------------------------------------

names = st.sampled_from(["id:a", "id:b", "id:c", "id:d"])
saying = st.tuples(
    st.sampled_from("12345"), names, st.sampled_from(["kg:partOf", "kg:backedBy"]), names,
    st.sampled_from(["Stated", "Hedged", "Denied"]), st.sampled_from(["", "; kg:confidence 0.5"]),
)  # fmt: skip
saids = st.lists(saying, max_size=6, unique_by=lambda one: one[0])


def graph(said) -> Contents:
    kinds = "".join(f"{name} a kg:ArmedGroup ; rdfs:label '{name}' ." for name in ("id:a", "id:b", "id:c", "id:d"))
    return of(kinds + "".join(claim(n, s, p, o, modality=m, more=more) for n, s, p, o, m, more in said))


@given(saids, saids)
def test_going_and_coming_lead_from_the_old_to_the_new(one, two):
    old, new = graph(one), graph(two)
    found = differences(old, new)
    went = {(d.subject, d.says, d.before) for d in found if d.what is What.FACT and d.change == "went"}
    came = {(d.subject, d.says, d.after) for d in found if d.what is What.FACT and d.change == "came"}
    before, after = ({(s, local_name(p.value), o) for s, p, o in side.facts} for side in (old, new))
    assert went <= before
    assert not came & before
    assert before - went | came == after
    told = {d.subject for d in found if d.what is What.CLAIM}
    assert told == {c for c in old.claims.keys() | new.claims.keys() if old.claims.get(c) != new.claims.get(c)}
    assert {d.subject for d in found if d.what is What.ENTITY} == old.entities.keys() ^ new.entities.keys()


@given(saids, st.randoms())
def test_the_order_in_which_things_are_said_makes_no_difference(said, random):
    shuffled = list(said)
    random.shuffle(shuffled)
    assert differences(graph(said), graph(shuffled)) == []
    assert differences(of(""), graph(said)) == differences(of(""), graph(shuffled))
