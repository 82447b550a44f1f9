"""The marked corpus: text with marks and links -> items; and back to words where something is wrong.

    python -m training.marks FILE...        checks files and says what is wrong in which line, then counts

`training/corpus/README.md` tells the notation and what each kind and role means.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
SCOPES = {"": "Stated", "?": "Hedged", "!": "Denied", "~": "Intended", "%": "None"}

_HEAD = re.compile(r"@ (?P<id>[\w-]+)(?: (?P<manner>[\w-]+))?$")
_MARK = re.compile(r"\[([^\[\]|]+)\|([a-z]+\d+):([A-Za-z]+)([?!~%]?)(?:=([a-z]+\d+))?\]")
_LINKS = re.compile(r"[a-z]+\d+ (?:[a-z]+[?!~]? [a-z]+\d+(?:, )?)+$", re.IGNORECASE)
_LINK = re.compile(r"([A-Za-z]+)([?!~]?) ([a-z]+\d+)")


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked stretch of an item's text: a name, a word that tells an event, a number."""

    id: str
    kind: str
    start: int  # characters of the item's text
    end: int
    scope: str = "Stated"
    same: str | None = None  # id of the earlier mark that means the same thing


@dataclass(frozen=True, slots=True)
class Link:
    """Mark `source` has mark `target` in a role; or stands in a relation to it."""

    source: str
    role: str
    target: str
    scope: str = "Stated"


@dataclass(frozen=True, slots=True)
class Item:
    """A sentence or a few that belong together, with what is marked in them."""

    id: str
    manner: str
    text: str
    marks: tuple[Mark, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Kinds:
    """What may be marked, and what may be linked to what: the file corpus/kinds.toml."""

    groups: dict[str, frozenset[str]]  # group -> kinds in it
    roles: dict[str, tuple[frozenset[str], frozenset[str]]]  # role -> kinds of its source, of its target

    @property
    def all(self) -> frozenset[str]:
        return frozenset().union(*self.groups.values())


class BadItem(Exception):
    """An item that breaks the notation; the message says how."""


def load_kinds(path: Path = CORPUS / "kinds.toml") -> Kinds:
    """The kinds and roles that marks and links may have."""
    data = tomllib.loads(path.read_text("utf-8"))
    groups = {name: frozenset(kinds.split()) for name, kinds in data["kinds"].items()}

    def spread(names: str) -> frozenset[str]:
        return frozenset().union(*(groups.get(name, frozenset({name})) for name in names.split()))

    return Kinds(groups, {role: (spread(s), spread(t)) for role, (s, t) in data["roles"].items()})


def items(path: Path, kinds: Kinds) -> Iterator[Item | BadItem]:
    """The items of a file, in order; a BadItem in place of one that is not well formed."""
    block: list[tuple[int, str]] = []
    lines = [*enumerate(path.read_text("utf-8").splitlines(), 1), (0, "@ end")]
    for number, line in lines:
        if line.startswith("@ "):
            if block:
                try:
                    yield _item(block, kinds)
                except BadItem as error:
                    yield BadItem(f"{path}:{block[0][0]}: {error}")
            block = [(number, line)]
        elif line.strip() and not line.startswith("#"):
            if block:
                block.append((number, line.strip()))
            else:
                yield BadItem(f"{path}:{number}: a line before the first `@ id`")


def load(folder: Path = CORPUS) -> list[Item]:
    """All items of the corpus; BadItem for the first that is not well formed."""
    kinds = load_kinds()
    found = [item for path in sorted(folder.glob("*.txt")) for item in items(path, kinds)]
    for item in found:
        if isinstance(item, BadItem):
            raise item
    return [item for item in found if isinstance(item, Item)]


def _item(block: Sequence[tuple[int, str]], kinds: Kinds) -> Item:
    head = _HEAD.fullmatch(block[0][1].strip())
    if not head:
        raise BadItem("the first line of an item is `@ id manner`")
    texts = [line for _, line in block[1:] if not _LINKS.fullmatch(line)]
    links = [line for _, line in block[1:] if _LINKS.fullmatch(line)]
    text, marks = _read_marks(" ".join(texts), kinds)
    by_id = {mark.id: mark for mark in marks}
    found = tuple(link for line in links for link in _read_links(line, by_id, kinds))
    return Item(head["id"], head["manner"] or "", text, marks, found)


def _read_marks(line: str, kinds: Kinds) -> tuple[str, tuple[Mark, ...]]:
    text, marks, at = "", [], 0
    for found in _MARK.finditer(line):
        words, id, kind, scope, same = found.groups()
        text += line[at : found.start()]
        at = found.end()
        if kind not in kinds.all:
            raise BadItem(f"no such kind: {kind} in {found.group()}")
        if id in {mark.id for mark in marks}:
            raise BadItem(f"the id {id} is given twice; a later mark of the same thing is [words|new id:Kind={id}]")
        if same and same not in {mark.id for mark in marks}:
            raise BadItem(f"{found.group()}: {same} has not been marked before")
        if scope and kind not in kinds.groups["event"] | kinds.groups["saying"] | {"Title"}:
            raise BadItem(f"{found.group()}: only events, sayings and titles have a scope; put it on the link")
        if words != words.strip():
            raise BadItem(f"{found.group()}: blanks at the edge of a mark")
        marks.append(Mark(id, kind, len(text), len(text) + len(words), SCOPES[scope], same))
        text += words
    text += line[at:]
    if rest := re.search(r"[\[\]|]", text):
        raise BadItem(f"a mark that is not well formed near {text[max(0, rest.start() - 20) : rest.end() + 40]!r}")
    if not text.strip():
        raise BadItem("an item without text, or a line of links that is not well formed")
    if broken := re.search(r"\b[a-z]+\d+ [a-zA-Z]+[?!~]? [a-z]+\d+", text):
        raise BadItem(f"a line of links that is not well formed: {broken.group()!r}")
    return text, tuple(marks)


def _read_links(line: str, marks: dict[str, Mark], kinds: Kinds) -> Iterator[Link]:
    source, rest = line.split(" ", 1)
    for part in rest.split(", "):
        found = _LINK.fullmatch(part.strip())
        if not found:
            raise BadItem(f"{part!r} is no link: write `role id`")
        role, scope, target = found.groups()
        for id in (source, target):
            if id not in marks:
                raise BadItem(f"{line!r}: there is no mark {id}")
        if role not in kinds.roles:
            raise BadItem(f"{line!r}: no such role: {role}")
        for id, allowed, side in zip((source, target), kinds.roles[role], ("from", "to"), strict=True):
            if marks[id].kind not in allowed:
                raise BadItem(f"{line!r}: {role} does not go {side} {marks[id].kind}")
        if source == target:
            raise BadItem(f"{line!r}: a link to itself")
        yield Link(source, role, target, SCOPES[scope])


def main() -> None:
    """Check the files named, or the whole corpus."""
    kinds = load_kinds()
    paths = [Path(name) for name in sys.argv[1:]] or sorted(CORPUS.glob("*.txt"))
    found = [item for path in paths for item in items(path, kinds)]
    good = [item for item in found if isinstance(item, Item)]
    bad = [item for item in found if isinstance(item, BadItem)]
    for item in bad:
        print(item)
    twice = [id for id, n in Counter(item.id for item in good).items() if n > 1]
    if twice:
        print(f"ids given twice: {' '.join(twice[:20])}")
    print(f"{len(good)} items, {sum(len(item.text.split()) for item in good)} words, {len(bad)} bad")
    print("marks", dict(Counter(mark.kind for item in good for mark in item.marks).most_common()))
    print("links", dict(Counter(link.role for item in good for link in item.links).most_common()))
    print("scope", dict(Counter(each.scope for item in good for each in (*item.marks, *item.links)).most_common()))
    sys.exit(bool(bad or twice))


if __name__ == "__main__":
    main()
