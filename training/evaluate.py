"""What an exported model reaches, measured through the product's own runtime.

    python -m training.evaluate FOLDER --treebanks DIR --re3d DIR        prints Markdown

Trees on gold words of EWT test and PUD, names on re3d's CENTCOM, marks and links on the corpus's check part, none of
which is trained on; then speed, load time, size and memory.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kg.extract.language.parsing import LanguageModel, Parsed
from kg.extract.language.words import Word
from training.marked import load_items, sentences_of
from training.marks import Item, load_kinds
from training.named import coarse_names, re3d_documents
from training.treebanks import TreeSentence, read_documents

COARSE = {
    "Person": {"Person"},
    "Organisation": {
        "ArmedGroup",
        "UmbrellaGroup",
        "Government",
        "Military",
        "MediaOutlet",
        "OtherOrganization",
        "State",
    },
    "Location": {"Country", "Region", "City", "Site"},
}
NAMES = frozenset().union(*COARSE.values())
GROUPS = ("name", "place", "event", "saying", "value", "loose")


class Tally:
    """Right, said and there."""

    def __init__(self) -> None:
        self.right = self.said = self.there = 0

    def add(self, said: Iterable[object], there: Iterable[object]) -> None:
        """Compare two collections of things, each counted as often as it stands there."""
        one, two = Counter(said), Counter(there)
        self.right += (one & two).total()
        self.said += one.total()
        self.there += two.total()

    def __str__(self) -> str:
        p, r = self.right / max(self.said, 1), self.right / max(self.there, 1)
        return f"{100 * p:.1f} / {100 * r:.1f} / {200 * p * r / max(p + r, 1e-9):.1f}"


def trees(model: LanguageModel, path: Path) -> str:
    """UPOS, UAS, LAS, LAS without punctuation and the F of appositions, with a treebank's words and sentence ends."""
    n = upos = heads = labels = words = plain = 0
    appositions = Tally()
    for document in read_documents(path):
        for sentence, parsed in zip(document, _parse(model, document).sentences, strict=True):
            for place, (gold, word) in enumerate(zip(sentence.words, parsed, strict=True)):
                n += 1
                upos += gold.upos == word.upos
                heads += gold.head == word.head
                labels += gold.head == word.head and gold.deprel == word.deprel
                words += gold.upos != "PUNCT"
                plain += gold.upos != "PUNCT" and gold.head == word.head and gold.deprel == word.deprel
                appositions.add(
                    [(place, word.head)] if word.deprel == "appos" else [],
                    [(place, gold.head)] if gold.deprel == "appos" else [],
                )
    rows = " | ".join(f"{100 * each / n:.1f}" for each in (upos, heads, labels))
    return f"| {path.stem} | {n:,} | {rows} | {100 * plain / words:.1f} | {appositions} |"


def _parse(model: LanguageModel, document: Sequence[TreeSentence]) -> Parsed:
    found, at = [], 0
    for sentence in document:
        found.append([Word(at + word.start, at + word.end, word.text) for word in sentence.words])
        at += len(sentence.text) + 1
    return model.parse(found)


def names(model: LanguageModel, folder: Path) -> tuple[Tally, Tally]:
    """Names in a folder of re3d: where they are, and where and of what type."""
    where, what = Tally(), Tally()
    for text, entities in re3d_documents(folder, ["CENTCOM"]):
        split = sentences_of(text)
        words = [word for sentence in split for word in sentence]
        gold = {(words[first].start, words[last].end, kind) for first, last, kind in coarse_names(words, entities)}
        said = {
            (mark.start, mark.end, next(coarse for coarse, kinds in COARSE.items() if mark.kind in kinds))
            for mark in model.parse(split).marks
            if mark.kind in NAMES and text[mark.start : mark.end] != text[mark.start : mark.end].lower()
        }
        where.add([row[:2] for row in said], [row[:2] for row in gold])
        what.add(said, gold)
    return where, what


def corpus(model: LanguageModel) -> Iterator[str]:
    """Rows on the check part of the corpus: marks by group, links by role, scope, sameness."""
    kinds = load_kinds()
    marks: dict[str, Tally] = defaultdict(Tally)
    links: dict[str, Tally] = defaultdict(Tally)
    scopes, same = [0, 0], Tally()
    for item in load_items(check=True):
        parsed = model.parse(sentences_of(item.text))
        said = {(mark.start, mark.end): (number, mark) for number, mark in enumerate(parsed.marks)}
        for group in GROUPS:
            of = kinds.groups[group]
            marks[group].add(
                [(*span, mark.kind) for span, (_, mark) in said.items() if mark.kind in of],
                [(mark.start, mark.end, mark.kind) for mark in item.marks if mark.kind in of],
            )
        marks["all, whatever the kind"].add(list(said), [(mark.start, mark.end) for mark in item.marks])
        things = _things(item)
        meant = {said[m.start, m.end][0]: things[m.id] for m in item.marks if (m.start, m.end) in said}
        told = {
            (meant.get(link.source, f"?{link.source}"), link.role, meant.get(link.target, f"?{link.target}"))
            for link in parsed.links
            if link.probability >= 0.5
        }
        gold = {(things[link.source], link.role, things[link.target]) for link in item.links}
        for role in kinds.roles:
            one, two = ({row for row in rows if row[1] == role} for rows in (told, gold))
            links[role].add(one, two)
            links["all"].add(one, two)
        back = {row.mark: row.earlier for row in parsed.same}
        for mark in item.marks:
            number, seen = said.get((mark.start, mark.end), (-1, None))
            if seen is not None and seen.scope is not None and seen.kind == mark.kind:
                scopes[0] += seen.scope == mark.scope
                scopes[1] += 1
            if seen is not None:  # how a mark that is not there points back is no question
                earlier = meant.get(back[number], "?") if number in back else None
                same.add([earlier] if earlier else [], [things[mark.id]] if mark.same else [])
    yield "| marks of the check part | P / R / F1 |\n|---|---|"
    yield from (f"| {group} | {tally} |" for group, tally in marks.items())
    yield "\n| links of the check part, end to end | gold | P / R / F1 |\n|---|---|---|"
    yield from (f"| {role} | {tally.there} | {tally} |" for role, tally in links.items() if tally.there >= 10)
    yield (
        f"\nScope right: {scopes[0]} of {scopes[1]} marks. Pointing back, of marks that were found: "
        f"{same.right} right, {same.said} said, {same.there} there: {same} (P / R / F1)."
    )


def _things(item: Item) -> dict[str, str]:
    """Id of each mark -> id of the first mark of the same thing."""
    found: dict[str, str] = {}
    for mark in item.marks:
        found[mark.id] = found[mark.same] if mark.same else mark.id
    return found


def speed(folder: Path, path: Path) -> str:
    """Words a second on one core, seconds to load, size and memory."""
    start = time.perf_counter()
    model = LanguageModel.load(folder)
    loaded = time.perf_counter() - start
    documents = list(read_documents(path))[:12]
    words = sum(len(sentence.words) for document in documents for sentence in document)
    start = time.process_time()
    for document in documents:
        _parse(model, document)
    rate = words / (time.process_time() - start)
    size = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return (
        f"{rate:,.0f} words a second on one core; loads in {loaded:.2f} s; {size:.1f} MB; peak memory {memory:,.0f} MB."
    )


def main() -> None:
    """Print it all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--treebanks", type=Path, required=True)
    parser.add_argument("--re3d", type=Path, required=True)
    given = parser.parse_args()
    print(speed(given.folder, given.treebanks / "en_pud-test.conllu"))
    model = LanguageModel.load(given.folder)
    print("\n| treebank | words | UPOS | UAS | LAS | without punctuation | appositions P / R / F1 |")
    print("|---|---|---|---|---|---|---|")
    for name in ("en_ewt-test", "en_pud-test"):
        print(trees(model, given.treebanks / f"{name}.conllu"))
    where, what = names(model, given.re3d)
    print(f"\nNames on re3d CENTCOM: where {where}; where and of what type {what} (P / R / F1).\n")
    print("\n".join(corpus(model)))


if __name__ == "__main__":
    main()
