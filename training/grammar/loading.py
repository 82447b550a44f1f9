"""The grammar's two files, english.txt and words.toml, read and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.extract.language.words import split_words
from training.grammar.notation import BadRule, Part, Rule, Slot, parse_rule, phrases
from training.marks import load_kinds

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Grammar:
    """Rules by phrase; rows of words by table, each with its columns."""

    rules: dict[str, list[Rule]]
    tables: dict[str, list[dict[str, Rule]]]
    heights: dict[int, int]  # by the rule's id(): how deep its shallowest phrase is


def load_grammar(folder: Path = FOLDER) -> Grammar:
    """The rules and the words, each checked; BadRule for the first that is wrong."""
    rules = _rules((folder / "english.txt").read_text("utf-8"))
    tables = _tables(tomllib.loads((folder / "words.toml").read_text("utf-8")))
    kinds = load_kinds()
    for rule in (rule for each in rules.values() for rule in each):
        for name in phrases(rule.parts):
            table, _, column = name.split("@")[0].partition(".")
            if name not in rules and column not in tables.get(table, [{}])[0]:
                raise BadRule(f"{rule.text!r}: there is no phrase <{name}>")
        if unknown := {link.role for link in rule.links} - kinds.roles.keys():
            raise BadRule(f"{rule.text!r}: there is no role {min(unknown)}")
        if unknown := set(_kinds(rule.parts)) - kinds.all:
            raise BadRule(f"{rule.text!r}: there is no kind {min(unknown)}")
    return Grammar(rules, tables, _heights(rules))


def _kinds(parts: tuple[Part, ...]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Slot):
            yield from _kinds(part.parts)
        elif part.kind:
            yield part.kind


def _rules(text: str) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    name = ""
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not line.startswith(" "):
            name = line.strip().removesuffix(":")
            if name in found or not line.strip().endswith(":"):
                raise BadRule(f"{line!r}: a phrase's name stands once, with a colon")
            found[name] = []
        elif not name:
            raise BadRule(f"{line!r}: a rule before the first phrase's name")
        else:
            found[name].append(parse_rule(line.strip()))
    return found


def _heights(rules: dict[str, list[Rule]]) -> dict[int, int]:
    """How deep each rule goes at least; BadRule where one never ends."""
    found: dict[int, int] = {}
    best: dict[str, int] = {}
    everything = [(name, rule) for name, each in rules.items() for rule in each]
    for _ in range(len(rules) + 1):
        for name, rule in everything:
            inner = [best.get(each, 0 if each not in rules else 999) for each in phrases(rule.parts, True)]
            found[id(rule)] = 1 + max(inner, default=0)
            best[name] = min(best.get(name, 999), found[id(rule)])
    for name, rule in everything:
        if found[id(rule)] >= 999:
            raise BadRule(f"{name}: {rule.text!r} never ends")
    return found


# --- words ------------------------------------------------------------------------------------------


def _tables(data: dict[str, dict[str, object]]) -> dict[str, list[dict[str, Rule]]]:
    found: dict[str, list[dict[str, Rule]]] = {}
    for name, table in data.items():
        columns = str(table.get("columns", "")).split() or [""]
        lines = str(table["rows"]).replace("\n", " " if len(columns) == 1 else "\n")
        rows = [
            [cell.strip() for cell in line.split(" = ")]
            for line in lines.split("," if len(columns) == 1 else "\n")
            if line.strip()
        ]
        for row in rows:
            if len(row) != len(columns):
                raise BadRule(f"words.toml, {name}: {row} has not the columns {columns}")
        head_first = table.get("head") == "first"
        found[name] = [
            {column: _name(cell, head_first) for column, cell in zip(columns, row, strict=True)} for row in rows
        ]
    return found


def _name(cell: str, head_first: bool) -> Rule:
    """A name as it is written in words.toml, which tells what `(...)`, `+` and `/ADJ` mean; or a rule."""
    if "*" in cell:
        return parse_rule(cell)
    if head_first:
        return parse_rule(_flat(cell, "*"))
    inner = re.match(r"\((.+)\)\s", cell)
    parts = [_flat(inner[1], ":compound")] if inner else []
    *before, last = (cell[inner.end() :] if inner else cell).split()
    for part in before:
        *joined, word = part.split("+")
        whole = " ".join([*(_word(each) for each in joined), _word(word, "*")])
        parts.append(f"({whole}):compound" if joined else _word(word))
    return parse_rule(" ".join([*parts, _word(last, "*")]))


def _word(written: str, rel: str = "") -> str:
    form, _, upos = written.partition("/")
    upos = upos or ("NOUN" if form.islower() else "PROPN")
    return f"{form}/{upos}{rel or (':amod' if upos == 'ADJ' else ':compound')}"


def _flat(name: str, rel: str) -> str:
    """A flat name: all words depend on the first; a hyphen on the word before it if that is the first."""
    words = [word.text for word in split_words(name)]
    if len(words) == 1:
        return f"{words[0]}/PROPN{rel}"
    parts = [f"{words[0]}/PROPN*"]
    for at, word in enumerate(words[1:], 1):
        if word == "-" and at > 1:
            continue
        if word == "-":
            parts.append("-")
        elif words[at - 1] == "-" and at > 2:
            parts.append(f"(- {word}/PROPN*):flat")
        else:
            parts.append(f"{word}/PROPN:flat")
    return f"{' '.join(parts)}" if rel == "*" else f"({' '.join(parts)}){rel}"
