"""The sentences behind a fact."""

import pytest

from kg.answer.why import why
from kg.errors import UnknownName
from tests.answer.sources import ID, sources, told

SOURCE = sources()["oxigraph"]


@pytest.mark.parametrize("predicate", ["partOf", "part of", "https://w3id.org/isnad/ontology#partOf"])
@pytest.mark.parametrize("object", [None, "SF", ID + "sarim-front"])
@pytest.mark.parametrize("engine", sources())
def test_every_claim_of_a_fact(engine: str, predicate: str, object: str | None) -> None:
    answer = why(sources()[engine], "GRB", predicate, object)
    assert told(answer, "subject", "says", "object", "modality", "asOf", "article", "publisher") == [
        ("green-ridge-brigade", "partOf", "sarim-front", "Stated", "2031-03-05", "001_harbour.txt", "Harbour Post"),
        ("green-ridge-brigade", "partOf", "sarim-front", "Stated", "2031-03-06", "002_wire.txt", "Northern Wire"),
    ]
    assert told(answer, "quote")[0] == ("The Green Ridge Brigade, part of the Sarim Front, fights along the coast.",)


def test_shows_denials_and_who_says_so() -> None:
    answer = why(SOURCE, "strike-dalen", "perpetrator", "Velmora Air Force")
    assert sorted(told(answer, "modality", "attributedTo", "title")) == [
        ("Denied", "Government of Velmora", "Strike deepens rift over troops"),
        ("Stated", "a Velmoran official", "Two dead in Port Dalen strike"),
    ]


@pytest.mark.parametrize(
    ("predicate", "value", "rows"), [("killed", "2", 1), ("latest", "2031-03-05", 1), ("weapon", "drone", 1)]
)
def test_values_need_no_name(predicate: str, value: str, rows: int) -> None:
    assert len(why(SOURCE, "strike-dalen", predicate, value).rows) == rows


def test_all_that_is_said_of_a_subject() -> None:
    assert {row[0] for row in told(why(SOURCE, "Ridge Guard"), "says")} == {
        "affiliatedWith", "backedBy", "designatedTerroristBy", "differentFrom", "partOf",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("Nobody At All",), "nobody|Nobody"),
        (("GRB", "partOff"), "partOf"),
        (("GRB", "partOf", "Karim Dahlan"), "no article says"),
        (("GRB", "partOf", "No Such Group"), "No Such Group"),
        (("Qasra",), "may mean 2 things"),
    ],
)
def test_silence_is_no_answer(asked: tuple[str, ...], said: str) -> None:
    with pytest.raises(UnknownName, match=said):
        why(SOURCE, *asked)


def test_words_of_the_user_stay_words() -> None:
    with pytest.raises(UnknownName):
        why(SOURCE, "GRB", "partOf", '" } ?s ?p ?o . { @subject #')
