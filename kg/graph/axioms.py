"""The axioms of the ontology as rules: what OWL 2 RL lets follow about things, each in words.

Equality (sameAs, keys, functional properties) is left out: who is who is not settled by axioms here. So are
contradictions, which the reasoner finds (`kg check --full`), and what says nothing, such as that all is a thing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import count, product

import pyoxigraph as ox

from kg.graph.patterns import Pattern, Rule, Slot
from kg.graph.vocabulary import KG, LABEL, OWL, RDF, RDFS, SKOS, TYPE, local_name

Body = tuple[Pattern, ...]
Node = ox.NamedNode | ox.BlankNode

_TYPE = ox.NamedNode(TYPE)
_RECORDS = frozenset(ox.NamedNode(KG + name) for name in ("Article", "Passage", "Claim", "Decision"))
_NIL = ox.NamedNode(RDF + "nil")


def axiom_rules(ontology: Iterable[ox.Triple]) -> tuple[Rule, ...]:
    """The rules that an ontology implies, by name."""
    return tuple(sorted(_Axioms(ontology).rules(), key=lambda rule: (rule.name, str(rule.body))))


class _Axioms:
    def __init__(self, ontology: Iterable[ox.Triple]) -> None:
        self._objects: dict[tuple[object, str], list[ox.NamedNode | ox.BlankNode | ox.Literal]] = defaultdict(list)
        self._pairs: dict[str, list[tuple[Node, Node]]] = defaultdict(list)
        self._kinds: dict[str, list[ox.NamedNode]] = defaultdict(list)
        for triple in sorted(ontology, key=str):
            subject, predicate, object = triple.subject, triple.predicate.value, triple.object
            assert isinstance(subject, ox.NamedNode | ox.BlankNode)
            assert isinstance(object, ox.NamedNode | ox.BlankNode | ox.Literal)
            self._objects[subject, predicate].append(object)
            if not isinstance(object, ox.Literal):
                self._pairs[predicate].append((subject, object))
                if predicate == TYPE and isinstance(subject, ox.NamedNode) and isinstance(object, ox.NamedNode):
                    self._kinds[object.value].append(subject)
        self._fresh = count(1)

    def rules(self) -> Iterator[Rule]:
        yield from self._wider_classes()
        yield from self._defined_classes()
        yield from self._properties()
        yield from self._ends()
        yield from self._kinds_of_property()

    # --- classes -----------------------------------------------------------------------------------

    def _wider_classes(self) -> Iterator[Rule]:
        """What is of a class is of all wider ones, over any number of steps: one rule for each."""
        above = self._above(RDFS + "subClassOf")
        for narrow, wider in sorted(above.items(), key=str):
            for wide in sorted(wider, key=str):
                says = f"every {self._label(narrow)} is {_a(self._label(wide))}"
                yield Rule(
                    f"{local_name(narrow.value)} is {local_name(wide.value)}",
                    says,
                    (("x", _TYPE, wide),),
                    (("x", _TYPE, narrow),),
                )

    def _above(self, predicate: str) -> dict[ox.NamedNode, set[ox.NamedNode]]:
        """What stands above each named term, over any number of steps."""
        direct: dict[ox.NamedNode, set[ox.NamedNode]] = defaultdict(set)
        for low, high in self._pairs[predicate]:
            if isinstance(low, ox.NamedNode):
                direct[low].update(self._parts(high))
        if predicate == RDFS + "subClassOf":
            for defined, meant in self._pairs[OWL + "equivalentClass"]:
                direct[_named(defined)].update(self._parts(meant))
        found: dict[ox.NamedNode, set[ox.NamedNode]] = {}
        for low in list(direct):
            seen: set[ox.NamedNode] = set()
            todo = list(direct[low])
            while todo:
                high = todo.pop()
                if high not in seen:
                    seen.add(high)
                    todo += direct.get(high, ())
            found[low] = seen - {low}
        return found

    def _parts(self, expression: Node) -> Iterator[ox.NamedNode]:
        """The named terms below all of which a term or an expression stands."""
        if isinstance(expression, ox.NamedNode):
            yield expression
        for members in self._objects[expression, OWL + "intersectionOf"]:
            for member in self._list(members):
                yield from self._parts(member)

    def _defined_classes(self) -> Iterator[Rule]:
        """What meets a definition is of the class."""
        meant = [(_named(one), other) for one, other in self._pairs[OWL + "equivalentClass"]]
        general = [
            (high, low)
            for low, high in self._pairs[RDFS + "subClassOf"]
            if isinstance(low, ox.BlankNode) and isinstance(high, ox.NamedNode)
        ]
        for defined, expression in meant + general:
            for body in self._member(expression, "x"):
                yield Rule(
                    f"definition of {local_name(defined.value)}", self._definition(defined),
                    (("x", _TYPE, defined),), body,
                )  # fmt: skip

    def _member(self, expression: Node, variable: str) -> Iterator[Body]:
        """Each way in which a thing is of a class: what must hold. Nothing where only a reasoner can tell."""
        if isinstance(expression, ox.NamedNode):
            yield () if expression.value == OWL + "Thing" else ((variable, _TYPE, expression),)
            return
        for members in self._objects[expression, OWL + "unionOf"]:
            for member in self._list(members):
                yield from self._member(member, variable)
        for members in self._objects[expression, OWL + "intersectionOf"]:
            ways = [list(self._member(member, variable)) for member in self._list(members)]
            for parts in product(*ways):
                yield tuple(pattern for part in parts for pattern in part)
        for property in self._objects[expression, OWL + "onProperty"]:
            assert not isinstance(property, ox.Literal)
            for filler in self._objects[expression, OWL + "someValuesFrom"]:
                assert not isinstance(filler, ox.Literal)
                other = f"y{next(self._fresh)}"
                for body in self._member(filler, other):
                    yield self._link(property, variable, other), *body
            for value in self._objects[expression, OWL + "hasValue"]:
                yield (self._link(property, variable, value),)

    # --- properties --------------------------------------------------------------------------------

    def _properties(self) -> Iterator[Rule]:
        for low, wider in sorted(self._above(RDFS + "subPropertyOf").items(), key=str):
            for high in sorted(wider, key=str):
                says = f"whatever is {self._quoted(low)} something is {self._quoted(high)} it too"
                name = f"{local_name(low.value)} is {local_name(high.value)}"
                yield Rule(name, says, (("x", high, "y"),), (("x", low, "y"),))
        for one, other in self._pairs[OWL + "inverseOf"]:
            if isinstance(one, ox.NamedNode) and isinstance(other, ox.NamedNode):
                for way, back in ((one, other), (other, one)):
                    says = f"{self._quoted(back)} is {self._quoted(way)} the other way round"
                    name = f"{local_name(way.value)} and {local_name(back.value)}"
                    yield Rule(name, says, (("y", back, "x"),), (("x", way, "y"),))
        for property, chain in self._pairs[OWL + "propertyChainAxiom"]:
            steps = list(self._list(chain))
            places = ["x", *(f"z{number}" for number in range(1, len(steps))), "y"]
            body = tuple(self._link(step, *places[at : at + 2]) for at, step in enumerate(steps))
            told = " and that is ".join(self._step(step) for step in steps)
            says = f"whatever is {told} something is {self._quoted(_named(property))} it"
            head = ("x", _named(property), "y")
            yield Rule(f"chain of {local_name(head[1].value)}", says, (head,), body, (("x", "y"),))

    def _ends(self) -> Iterator[Rule]:
        """What the ends of a property are, where that is one class. What the program writes of itself has its class."""
        objects = set(self._kinds[OWL + "ObjectProperty"])
        written = {one for one, kind in self._pairs[RDFS + "domain"] if kind in _RECORDS}
        for predicate, end in ((RDFS + "domain", "x"), (RDFS + "range", "y")):
            for property, expression in self._pairs[predicate]:
                if property in written or (end == "y" and property not in objects):
                    continue
                property = _named(property)
                for kind in self._parts(expression):
                    whatever = "has" if end == "x" else "is the object of"
                    says = f"whatever {whatever} {self._quoted(property)} is {_a(self._label(kind))}"
                    name = f"{local_name(predicate)} of {local_name(property.value)}"
                    yield Rule(name, says, ((end, _TYPE, kind),), (("x", property, "y"),))

    def _kinds_of_property(self) -> Iterator[Rule]:
        for property in self._kinds[OWL + "SymmetricProperty"]:
            says = f"{self._quoted(property)} goes both ways"
            yield Rule(
                f"{local_name(property.value)} both ways", says, (("y", property, "x"),), (("x", property, "y"),)
            )
        for property in self._kinds[OWL + "TransitiveProperty"]:
            quoted = self._quoted(property)
            says = f"whatever is {quoted} something that is {quoted} another is {quoted} that other too"
            body = (("x", property, "z"), ("z", property, "y"))
            # a ring of parts is a fault of somebody's; that each were part of itself says nothing more
            yield Rule(f"{local_name(property.value)} goes on", says, (("x", property, "y"),), body, (("x", "y"),))

    # --- reading -----------------------------------------------------------------------------------

    def _list(self, node: object) -> Iterator[Node]:
        while node != _NIL:
            (first,) = self._objects[node, RDF + "first"]
            assert not isinstance(first, ox.Literal)
            yield first
            (node,) = self._objects[node, RDF + "rest"]

    def _link(self, property: Node, start: Slot, end: Slot) -> Pattern:
        """A fact with a property or with the inverse of one."""
        if isinstance(property, ox.NamedNode):
            return start, property, end
        (inverse,) = self._objects[property, OWL + "inverseOf"]
        assert isinstance(inverse, ox.NamedNode)
        return end, inverse, start

    def _step(self, property: Node) -> str:
        if isinstance(property, ox.NamedNode):
            return self._quoted(property)
        (inverse,) = self._objects[property, OWL + "inverseOf"]
        assert isinstance(inverse, ox.NamedNode)
        return f"{self._quoted(inverse)} (the other way round)"

    def _label(self, term: ox.NamedNode) -> str:
        for label in self._objects[term, LABEL]:
            if isinstance(label, ox.Literal):
                return label.value
        return local_name(term.value)

    def _quoted(self, term: ox.NamedNode) -> str:
        return f"“{self._label(term)}”"

    def _definition(self, term: ox.NamedNode) -> str:
        for definition in self._objects[term, SKOS + "definition"]:
            if isinstance(definition, ox.Literal):
                return f"{self._label(term)}: {definition.value}"
        return f"definition of {self._label(term)}"


def _named(node: Node) -> ox.NamedNode:
    """Where only a name can stand."""
    if not isinstance(node, ox.NamedNode):
        raise TypeError(f"{node}: the ontology defines something without a name")
    return node


def _a(noun: str) -> str:
    return f"an {noun}" if noun[:1].lower() in "aeiou" and not noun.lower().startswith("un") else f"a {noun}"
