"""Classes that OWL defines are filled by the rules here and by HermiT alike."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.graph.dump import export
from kg.graph.reason import Reasoned, classify
from kg.graph.store import Store
from kg.graph.vocabulary import KG, TYPE

BY_OWL = ("StateAffiliatedArmedGroup", "FacadeOrUmbrellaMember", "DesignatedGroup", "RetaliatoryStrike")
BY_RULE = ("TargetedKilling", "DisputedAttack", "CrossBorderStrike")


@pytest.fixture(scope="module")
def reasoned(seed_store, tmp_path_factory) -> Reasoned:
    path = tmp_path_factory.mktemp("dump") / "dump.ttl"
    with Store.open(seed_store) as store:
        export(store, path)
    return classify(path)


def filled(store: Store, kind: str) -> set[str]:
    return {str(quad.subject).strip("<>") for quad in store.quads(None, ox.NamedNode(TYPE), ox.NamedNode(KG + kind))}


@pytest.mark.parametrize("kind", BY_OWL)
def test_hermit_and_the_rules_fill_a_defined_class_alike(seed_store, reasoned, kind) -> None:
    with Store.open(seed_store) as store:
        ours = filled(store, kind)
    assert ours == {thing.iri for thing in reasoned.world[KG + kind].instances()}
    assert ours


@pytest.mark.parametrize("kind", BY_RULE)
def test_what_owl_cannot_say_is_filled_by_a_rule_alone(seed_store, reasoned, kind) -> None:
    with Store.open(seed_store) as store:
        assert filled(store, kind)
    assert not list(reasoned.world[KG + kind].instances())
