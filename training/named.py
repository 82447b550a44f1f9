"""Names of data sets that know fewer kinds than we do: each word gets the set of tags that it may have.

Where a data set says nothing of a kind (events, values, who is meant), all tags of that kind are allowed, so that the
loss, -log of the summed probability of what is allowed, teaches nothing about them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.extract.language.labels import Labels
from kg.extract.language.words import Word
from training.examples import DEPRELS, Example, WordMark
from training.marked import sentences_of
from training.treebanks import UPOS, EntityMention, TreeSentence, TreeWord

Allowed = NDArray[np.bool_]

_ORGANISATIONS = ("ArmedGroup", "UmbrellaGroup", "Government", "Military", "MediaOutlet", "OtherOrganization", "State")
_PLACES = ("place", "State", "Government", "Military")  # a place's name often stands for who rules there
_TITLES = frozenset(
    "president minister secretary general commander chief ambassador king prince sheikh colonel major captain leader "
    "chairman director spokesman spokesperson envoy representative councillor governor mayor members "
    # and words with a capital that name nobody
    "i it he she they we you this that these those who which the a an its his their our january february march april "
    "may june july august september october november december".split()
)


def columns(labels: Labels, *groups: str) -> Allowed:
    """Which tags belong to kinds of these groups."""
    kinds = labels.group(*groups)
    return np.array([False, *(i in kinds for i in range(len(labels.kinds)) for _ in "BI")])


# --- GUM --------------------------------------------------------------------------------------------


def tree_example(sentence: TreeSentence, labels: Labels, source: str) -> Example:
    """A sentence of a treebank; of GUM also its names and coreference (things are numbered per document later)."""
    found = Example([[word.text for word in sentence.words]], source)
    found.upos = [UPOS.index(word.upos) for word in sentence.words]
    found.heads = [word.head + 1 for word in sentence.words]
    found.deprels = [DEPRELS.index(word.deprel) for word in sentence.words]
    if source == "gum":
        found.tags = _gum_tags(sentence, labels)
    return found


def _run(words: Sequence[TreeWord], mention: EntityMention) -> list[int]:
    """The proper nouns around the mention's head, with what stands between two of them."""
    inside = [i for i in range(mention.first, mention.last + 1) if words[i].upos == "PROPN"]
    run = [mention.head]
    for step in (-1, 1):
        i = mention.head
        while i + step in inside:
            i += step
            run.append(i)
    return sorted(run)


def _gum_tags(sentence: TreeSentence, labels: Labels) -> Allowed:
    words = sentence.words
    names = columns(labels, "name", "place")
    allowed = np.ones((len(words), len(labels.tags)), bool)
    troops = columns(labels, "Military", "Government")
    for i, word in enumerate(words):
        if word.upos == "NOUN":
            allowed[i] = ~names | troops
        elif word.upos not in ("PROPN", "X") and not (word.upos == "ADJ" and word.text[0].isupper()):
            allowed[i] = ~names
    named = [m for m in sentence.mentions if words[m.head].upos == "PROPN"]
    for mention in named:
        allowed[mention.first : mention.last + 1] = True  # "of", "and" inside a name
    sets = {
        "person": columns(labels, "Person"),
        "organization": columns(labels, *_ORGANISATIONS),
        "place": columns(labels, *_PLACES),
    }
    told: dict[int, Allowed] = {}
    for mention in sorted(named, key=lambda m: m.first - m.last):
        if mention.kind not in sets:
            continue
        run = _run(words, mention)
        if mention.kind == "person":
            run = run[-1:] if words[run[-1]].text == words[run[-1]].lemma else []
        for i in run:
            told[i] = told[i] | sets[mention.kind] if i in told else sets[mention.kind]
    for i, row in told.items():
        allowed[i] = row
    return allowed


def add_coreference(document: Sequence[TreeSentence], examples: Sequence[Example], labels: Labels) -> None:
    """Puts GUM's mentions of persons, organisations and places into the examples: pronouns, names, "the group"."""
    number: dict[str, int] = defaultdict(lambda: len(number))
    ref, person, unknown = labels.kind("Ref"), labels.kind("Person"), labels.unknown
    for sentence, example in zip(document, examples, strict=True):
        example.same = True
        seen: set[tuple[int, int]] = set()
        for mention in sorted(sentence.mentions, key=lambda m: (m.first, -m.last)):
            head = sentence.words[mention.head]
            if mention.kind not in ("person", "organization", "place", "animal", "object") and head.upos != "PRON":
                continue
            first, last, kind = mention.first, mention.last, unknown
            if head.upos == "PRON":
                if head.text.lower() in ("i", "you", "we", "me", "my", "your", "our", "us", "myself"):
                    continue
                kind = ref
            elif head.upos == "PROPN":
                run = _run(sentence.words, mention)
                first, last = run[0], run[-1]
                kind = person if mention.kind == "person" else unknown
            elif sentence.words[first].text.lower() in ("the", "this", "that", "these", "those", "its", "their", "his"):
                last, kind = mention.head, ref
            else:
                last = mention.head
            if (first, last) not in seen:
                seen.add((first, last))
                example.marks.append(WordMark(first, last, kind, number[mention.entity]))
        example.marks.sort(key=lambda mark: (mark.first, mark.last))


# --- re3d -------------------------------------------------------------------------------------------


def re3d_documents(folder: Path, names: Iterable[str]) -> list[tuple[str, list[dict[str, object]]]]:
    """Texts with their entities, of the folders named."""
    found = []
    for name in names:
        lines = (folder / name / "entities.json").read_text("utf-8").splitlines()
        by_document: dict[str, list[dict[str, object]]] = defaultdict(list)
        for line in lines:
            if line.strip():
                entity = json.loads(line)
                by_document[entity["documentId"]].append(entity)
        for line in (folder / name / "documents.json").read_text("utf-8").splitlines():
            if line.strip():
                document = json.loads(line)
                found.append((document["text"], by_document[document["_id"]]))
    return found


def coarse_names(words: Sequence[Word], entities: Sequence[dict[str, object]]) -> list[tuple[int, int, str]]:
    """(first word, last word, type) of entities that are proper names: their last word is one. Longest first."""
    nations = {e["value"] for e in entities if e["type"] == "Nationality"}
    other_ends = {int(e["end"]) for e in entities if e["type"] in ("Location", "Organisation")}  # type: ignore[call-overload]
    found = []
    for entity in sorted(entities, key=lambda e: int(e["begin"]) - int(e["end"])):  # type: ignore[call-overload]
        if entity["type"] not in ("Person", "Organisation", "Location"):
            continue
        covered = [i for i, w in enumerate(words) if w.start < int(entity["end"]) and w.end > int(entity["begin"])]  # type: ignore[call-overload]
        while covered and words[covered[-1]].text in ("'s", "’s", ")", "(", ",", "."):
            covered.pop()
        if not covered:
            continue
        final = words[covered[-1]].text
        if not final[0].isupper() or final.lower() in _TITLES or final in nations or len(final) < 2:
            continue
        if entity["type"] == "Person" and words[covered[-1]].end in other_ends:
            continue  # "Minister for the Middle East" names no person
        start = covered[-1]
        while start > covered[0] and (
            words[start - 1].text[0].isupper()
            or (
                words[start - 1].text in ("-", "of", "al", "for", "and", "&", "the", "in", "'s", "’s")
                and start - 1 > covered[0]
            )
        ):
            start -= 1
        while not words[start].text[0].isupper() or words[start].text in ("The", "A", "An"):
            if start == covered[-1]:
                break
            start += 1
        found.append((start, covered[-1], str(entity["type"])))
    return found


def re3d_examples(folder: Path, names: Iterable[str], labels: Labels) -> list[list[Example]]:
    """One-sentence examples by document, with the tags that their words may have."""
    not_names = ~columns(labels, "name", "place")
    sets = {
        "Person": columns(labels, "Person"),
        "Organisation": columns(labels, *_ORGANISATIONS),
        "Location": columns(labels, *_PLACES),
    }
    documents = []
    for text, entities in re3d_documents(folder, names):
        split = sentences_of(text)
        words = [word for sentence in split for word in sentence]
        allowed = np.tile(not_names, (len(words), 1))
        for entity in entities:
            for i, word in enumerate(words):
                if word.start < int(entity["end"]) and word.end > int(entity["begin"]):  # type: ignore[call-overload]
                    allowed[i] |= entity["type"] in (
                        "Person",
                        "Organisation",
                        "Location",
                        "Nationality",
                        "DocumentReference",
                    )
        told: dict[int, Allowed] = {}
        for first, last, kind in coarse_names(words, entities):
            for i in range(last if kind == "Person" else first, last + 1):
                if words[i].text[0].isupper():
                    told[i] = told[i] | sets[kind] if i in told else sets[kind]
        for i, row in told.items():
            allowed[i] = row
        at, document = 0, []
        for sentence in split:
            document.append(Example([[w.text for w in sentence]], "re3d", tags=allowed[at : at + len(sentence)]))
            at += len(sentence)
        documents.append(document)
    return documents
