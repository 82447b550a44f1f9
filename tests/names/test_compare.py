"""What must hold of any two names, whatever stands in them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.names import Answer, compare, identifies, keys

KINDS = ("Person", "Organization", "Place")
kinds = st.sampled_from(KINDS)
# Pieces that names are made of, so that the comparison has something to find
pieces = st.sampled_from(
    """Abu Abd al- al Rahman Mohammed Ahmad Hassan Hussein bin al-Saadi al-Din Saadi Sheikh Kataib Hezbollah Brigade
    45th 46 Harakat al-Nujaba Ltd JSC PLA PIJ JeM Palestinian Islamic Jihad Movement Jaish-e-Mohammed East Mosul
    province ( ) " , . - محمد السوداني Лавров 김정은 é 1 x""".split()
)
names = st.one_of(st.text(max_size=40), st.lists(pieces, max_size=7).map(" ".join))


@given(names, names, kinds)
@settings(max_examples=400, deadline=None)
def test_the_order_of_the_two_does_not_matter(one: str, two: str, kind: str) -> None:
    assert compare(one, two, kind) == compare(two, one, kind)


@given(names, kinds)
@settings(max_examples=200, deadline=None)
def test_a_name_is_its_own(name: str, kind: str) -> None:
    assert compare(name, name, kind).answer is Answer.yes
    assert compare(name, f"  {name.upper()} " if name.isascii() else name, kind).answer is Answer.yes


@given(names, names, kinds)
@settings(max_examples=600, deadline=None)
def test_names_that_can_be_one_share_a_key(one: str, two: str, kind: str) -> None:
    if compare(one, two, kind).answer is Answer.yes:
        assert keys(one, kind) & keys(two, kind), (one, two)


@given(names, names, kinds)
@settings(max_examples=200, deadline=None)
def test_every_verdict_has_words_and_a_share(one: str, two: str, kind: str) -> None:
    verdict = compare(one, two, kind)
    assert verdict.reason
    assert 0 <= verdict.score <= 1
    identifies(one, kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["", " ", "\x00", "😀", "()", '""', "-", "al-", "Abu", "bin", "\ud800", "ال"])
def test_odd_names_are_compared_too(name: str, kind: str) -> None:
    assert compare(name, "Hassan al-Saadi", kind).answer is not Answer.yes
    assert compare(name, name, kind).answer is Answer.yes
    assert not identifies(name, kind) or kind != "Person"
    assert keys(name, kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "name", ["a" * 10_000, "al-Saadi " * 1_200, "gh" * 5_000, "(" * 10_000, "." * 10_000, "٣" * 10_000]
)
def test_of_a_text_that_is_no_name_only_the_beginning_is_looked_at(name: str, kind: str) -> None:
    assert compare(name, f"{name} {'Hassan al-Saadi ' * 600}", kind) == compare(f"{name} x", f"{name} y", kind)
    assert len(keys(name, kind)) < 5_000


def test_a_kind_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="Vessel"):
        compare("a", "b", "Vessel")
