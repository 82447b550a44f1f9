"""The one form in which all data sets reach the network: a window of sentences, with whatever is known of it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kg.extract.language.labels import SCOPES, Labels
from training.marks import CORPUS, load_kinds
from training.treebanks import UPOS

DEPRELS = (
    "acl acl:relcl advcl advmod amod appos aux aux:pass case cc ccomp clf compound compound:prt conj cop csubj "
    "csubj:pass dep det discourse dislocated expl fixed flat goeswith iobj list mark nmod nmod:desc nmod:poss "
    "nmod:unmarked nsubj nsubj:pass nummod obj obl obl:agent obl:unmarked orphan parataxis punct "
    "reparandum root vocative xcomp"
).split()


def make_labels() -> Labels:
    """The label sets of this training: the treebanks' and the corpus's."""
    kinds = load_kinds(CORPUS / "kinds.toml")
    names = [
        kind for group in ("name", "place", "loose", "value", "event", "saying") for kind in sorted(kinds.groups[group])
    ]
    return Labels(
        upos=tuple(UPOS),
        deprels=tuple(DEPRELS),
        kinds=tuple(names),
        groups={group: sorted(members) for group, members in kinds.groups.items()},
        roles=tuple(kinds.roles),
        sources={role: sorted(ends[0]) for role, ends in kinds.roles.items()},
        targets={role: sorted(ends[1]) for role, ends in kinds.roles.items()},
    )


@dataclass(frozen=True, slots=True)
class WordMark:
    """A mark as words of the window; marks with one `thing` mean the same; -1 where that is not told."""

    first: int
    last: int
    kind: int
    thing: int
    scope: int = -1


@dataclass(slots=True)
class Example:
    """A window. None for what its data set does not tell."""

    sentences: list[list[str]]
    source: str
    upos: list[int] | None = None
    heads: list[int] | None = None  # 0 the root, k the window's word k - 1
    deprels: list[int] | None = None
    tags: NDArray[np.bool_] | None = None  # [word, tag]: which tags are allowed
    marks: list[WordMark] = field(default_factory=list)
    links: list[tuple[int, int, int, int]] | None = None  # thing, role, thing, scope
    same: bool = False  # whether `thing` tells of all marks what is the same

    @property
    def words(self) -> list[str]:
        return [word for sentence in self.sentences for word in sentence]


def joined(parts: Sequence[Example]) -> Example:
    """One window made of several; nothing links one to the other."""
    whole = Example([], parts[0].source, same=all(part.same for part in parts))
    for name in ("upos", "heads", "deprels", "links"):
        if all(getattr(part, name) is not None for part in parts):
            setattr(whole, name, [])
    tags: list[NDArray[np.bool_]] = []
    at, things = 0, 0
    for part in parts:
        size = sum(len(sentence) for sentence in part.sentences)
        whole.sentences += part.sentences
        if whole.upos is not None and part.upos is not None:
            whole.upos += part.upos
        if whole.heads is not None and part.heads is not None:
            whole.heads += [head and head + at for head in part.heads]
        if whole.deprels is not None and part.deprels is not None:
            whole.deprels += part.deprels
        if part.tags is not None:
            tags.append(part.tags)
        whole.marks += [WordMark(m.first + at, m.last + at, m.kind, m.thing + things, m.scope) for m in part.marks]
        if whole.links is not None and part.links is not None:
            whole.links += [(a + things, role, b + things, scope) for a, role, b, scope in part.links]
        at += size
        if whole.source == "gum":  # its things are numbered by document
            continue
        things += 1 + max((mark.thing for mark in part.marks), default=-1)
    whole.tags = np.concatenate(tags) if len(tags) == len(parts) else None
    return whole


def grouped(
    documents: Sequence[Sequence[Example]], sizes: dict[int, int], longest: int, rng: random.Random
) -> list[Example]:
    """Windows of 1 to 4 consecutive one-sentence examples, drawn anew each time; `sizes` by id()."""
    found = []
    for document in documents:
        at = 0
        while at < len(document):
            wanted, end, held = rng.choice((1, 2, 3, 4)), at + 1, sizes[id(document[at])]
            while end < len(document) and end - at < wanted and held + sizes[id(document[end])] <= longest:
                held += sizes[id(document[end])]
                end += 1
            found.append(joined(document[at:end]) if end - at > 1 else document[at])
            at = end
    return found


SCOPE = {name: i for i, name in enumerate(SCOPES)}
