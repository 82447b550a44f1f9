"""Rules -> sentences: words with their tree, marks and links, drawn by chance."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from training.grammar.loading import Grammar
from training.grammar.notation import BadRule, Edge, Part, Rule, Slot
from training.marks import Kinds

DEEPEST = 8  # phrases inside phrases; from there on only the shortest are drawn
NO_ARTICLE = frozenset({"name", "place"})  # groups of kinds whose marks begin behind an article
CHANCE = 0.45  # of a part that may be left out


@dataclass(slots=True, eq=False)
class Node:
    """A word and what it depends on; None for the root."""

    form: str
    upos: str
    head: Node | None = None
    deprel: str = "root"


@dataclass(slots=True, eq=False)
class Marked:
    """A marked stretch of words; those with one `thing` mean the same."""

    first: Node
    last: Node
    kind: str
    scope: str
    thing: int


@dataclass(slots=True)
class Named:
    """What an id of a rule stands for: marks, and the ids inside it."""

    marks: list[Marked]
    inside: dict[str, Named] = field(default_factory=dict)
    row: int = -1  # of the table of words that it was taken from


@dataclass(slots=True)
class Drawn:
    """A phrase: its words in order, its head, and what the rule above may say of it."""

    words: list[Node]
    head: Node
    own: str
    named: Named


@dataclass(slots=True)
class _Rule:
    """A rule while it is drawn."""

    words: list[Node] = field(default_factory=list)
    opened: list[int] = field(default_factory=list)
    closed: list[tuple[int, int, Marked]] = field(default_factory=list)
    ids: dict[str, Named] = field(default_factory=dict)


class Drawing:
    """One window: no name is drawn twice in it, for two things with one name would read as one thing."""

    def __init__(self, grammar: Grammar, kinds: Kinds, rng: random.Random) -> None:
        self.grammar, self.kinds, self.rng = grammar, kinds, rng
        self.bare_kinds = frozenset().union(*(kinds.groups[group] for group in NO_ARTICLE))
        self.used: set[tuple[str, int] | str] = set()
        self.marks: list[Marked] = []
        self.links: set[tuple[int, str, int, str]] = set()
        self.fired: set[tuple[str, int]] = set()  # which links of which rules have been drawn
        self.things = 0

    def sentence(self, phrase: str = "sentence") -> list[Node]:
        """The words of one more sentence of the window."""
        drawn = self._phrase(phrase, 0)
        words = drawn.words
        # a comma that meets another sign falls away
        words = [
            word
            for word, after in zip(words, [*words[1:], None], strict=True)
            if not (word.form == "," and after is not None and after.form in {",", ".", "»", "--", ":"})
        ]
        letter = next(word for word in words if word.upos != "PUNCT")
        letter.form = letter.form[0].upper() + letter.form[1:]
        for word, after in pairwise(words):
            if word.form in ("a", "A") and word.upos == "DET" and _vowel(after.form):
                word.form += "n"
        return words

    def _phrase(self, name: str, depth: int, row: int = -1) -> Drawn:
        table, _, column = name.partition(".")
        if name in self.grammar.rules:
            rules = self.grammar.rules[name]
            if depth >= DEEPEST:
                least = min(self.grammar.heights[id(rule)] for rule in rules)
                rules = [rule for rule in rules if self.grammar.heights[id(rule)] == least]
            rule = self.rng.choices(rules, [rule.weight for rule in rules])[0]
            return self._rule(rule, depth)
        rows = self.grammar.tables[table]
        if row < 0:
            free = [at for at in range(len(rows)) if not self.used & self._keys(table, at)]
            row = self.rng.choice(free or range(len(rows)))
            self.used |= self._keys(table, row)
        drawn = self._rule(rows[row][column], depth)
        drawn.named.row = row
        return drawn

    def _keys(self, table: str, row: int) -> set[tuple[str, int] | str]:
        """What may not come again once this row has been taken: it, and its country."""
        adjective = self.grammar.tables[table][row].get("adj")
        return {(table, row), adjective.text} if adjective else {(table, row)}

    def _rule(self, rule: Rule, depth: int) -> Drawn:
        state = _Rule()
        head, own, named = self._parts(rule.parts, state, depth)
        named = Named(self._find(state.ids, rule.means) if rule.means else named.marks, named.inside | state.ids)
        for at, link in enumerate(rule.links):
            source, target = (self._find(state.ids, id) for id in (link.source, link.target))
            for one in source:
                for other in target:
                    allowed = self.kinds.roles[link.role]
                    if one.kind not in allowed[0] or other.kind not in allowed[1]:
                        raise BadRule(f"{rule.text!r}: {one.kind} {link.role} {other.kind}")
                    if one.thing != other.thing:
                        self.links.add((one.thing, link.role, other.thing, link.scope))
                        self.fired.add((rule.text, at))
        return Drawn(state.words, head, own, named)

    @staticmethod
    def _find(ids: dict[str, Named], path: str) -> list[Marked]:
        named: Named | None = None
        for id in path.split("."):
            named = (ids if named is None else named.inside).get(id)
            if named is None:
                return []
        return named.marks if named else []

    def _parts(self, parts: Sequence[Part], state: _Rule, depth: int) -> tuple[Node, str, Named]:
        children: list[tuple[Node, str]] = []
        head: tuple[Node, str, Named] | None = None
        joined: list[Marked] = []
        for part in parts:
            if isinstance(part, Edge):
                self._edge(part, state)
                continue
            if part.maybe and (depth >= DEEPEST or self.rng.random() > CHANCE):
                continue
            node, own, named = self._slot(part, state, depth)
            own = part.own or own
            if part.id:
                state.ids[part.id] = named
            if part.rel == "*":
                head = node, own, named
            else:
                children.append((node, _relation(part.rel, own)))
                if part.rel == "conj":
                    joined += named.marks
        assert head is not None
        node, own, named = head
        for child, deprel in children:
            child.head, child.deprel = node, deprel
        at = state.words.index(node)
        covering = [mark for first, last, mark in state.closed if first <= at <= last]
        return node, own, Named((covering or named.marks) + joined, named.inside)

    def _slot(self, part: Slot, state: _Rule, depth: int) -> tuple[Node, str, Named]:
        if part.parts:
            return self._parts(part.parts, state, depth)
        if part.forms:
            node = Node(self.rng.choice(part.forms), part.upos)
            state.words.append(node)
            return node, "", Named([])
        name, _, row_of = part.phrase.partition("@")
        drawn = self._phrase(name, depth + 1, state.ids[row_of].row if row_of else -1)
        if part.bare and drawn.words[0].upos == "DET":
            drawn.words = drawn.words[1:]
        state.words += drawn.words
        return drawn.head, drawn.own, drawn.named

    def _edge(self, edge: Edge, state: _Rule) -> None:
        if not edge.kind:
            state.opened.append(len(state.words))
            return
        first, last = state.opened.pop(), len(state.words) - 1
        if edge.kind in self.bare_kinds and state.words[first].form.lower() == "the":
            first += 1
        same = self._find(state.ids, edge.same) if edge.same else []
        thing = same[0].thing if len(same) == 1 else self.things
        self.things += thing == self.things
        mark = Marked(state.words[first], state.words[last], edge.kind, edge.scope, thing)
        self.marks.append(mark)
        state.closed.append((first, last, mark))
        state.ids[edge.id] = Named([mark])


def _relation(rel: str, own: str) -> str:
    if own.startswith("="):
        return own[1:]
    return rel + ":" + own[1:] if own and rel in ("obl", "nmod") else rel


def _vowel(form: str) -> bool:
    if form.lower().startswith(("eu", "one")):
        return False
    return form[0] in "aeioAEIO" or (form[0] in "uU" and not form.startswith(("U.", "US", "UN", "Ug", "Uk", "uni")))
