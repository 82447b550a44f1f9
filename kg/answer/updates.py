"""An update request, read into its operations, each written anew so that it touches only what its writer may.

The writer's own graph takes the place of the default graph: `INSERT DATA { ... }` writes there, and a WHERE without
GRAPH reads there. Other graphs are read and written by their names. CLEAR and DROP of ALL or NAMED graphs mean those
that writers made. LOAD and SERVICE are refused, for nothing is ever fetched.

What this reader of the grammar does not understand is refused: nothing passes that was not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kg.answer.guard import Token, checked_tokens, refusal
from kg.errors import BadQuery, Forbidden
from kg.exchange import WRITTEN, Step, Update

MAX_STEPS = 1000
MAX_LENGTH = 4_000_000  # characters; more goes by the graph store protocol
MAX_TOKENS = 1_000_000
MAX_CHECKS = 50  # operations whose faults are told with their place, where prologues stand between operations
_OWN = f"<{WRITTEN}>"
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^<>\"{}|^`\\\x00-\x20]*")
_NO_PARAMETERS = (
    "the request gives using-graph-uri or using-named-graph-uri, and the update has {word} too: leave one of them out"
)


def read_update(
    text: str, using: Sequence[str] = (), using_named: Sequence[str] = (), base: str | None = None
) -> Update:
    """The steps of an update request.

    `using` and `using_named` are the graphs that the protocol's parameters name: the dataset of every WHERE.
    BadQuery with line and column for what cannot be read; Forbidden for LOAD and SERVICE.
    """
    for iri in (*using, *using_named):
        if not _IRI.fullmatch(iri):
            raise BadQuery(f"{iri!r} is no absolute IRI, and using-graph-uri must be one")
    given = _Dataset(tuple(f"<{iri}>" for iri in using), tuple(f"<{iri}>" for iri in using_named))
    return _Reader(text, given).update(base)


@dataclass(slots=True)
class _Dataset:
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.default or self.named)

    def clauses(self) -> str:
        return "".join(f"USING {name}\n" for name in self.default) + "".join(
            f"USING NAMED {name}\n" for name in self.named
        )


@dataclass(slots=True)
class _Template:
    """A block of quads: its words with the brackets, the graphs it names, and whether it has triples of no graph."""

    text: str
    graphs: list[str] = field(default_factory=list)
    variables: list[str] = field(default_factory=list)
    own: bool = False


class _Reader:
    def __init__(self, text: str, given: _Dataset) -> None:
        self._text = text
        self._given = given
        self._tokens = list(checked_tokens(text, MAX_LENGTH, MAX_TOKENS))
        self._at = 0
        self._prologue: list[str] = []
        self._declared: list[tuple[int, int]] = []  # where each line of the prologue stands
        self._labels: set[str] = set()
        self._refused = ""  # what is told once all of it has been read, and reads well

    def update(self, base: str | None) -> Update:
        steps: list[Step] = []
        checks: list[str] = []
        self._read_prologue()
        first = len(self._declared)
        while self._at < len(self._tokens):
            if len(steps) >= MAX_STEPS:
                raise BadQuery(f"the update has more than {MAX_STEPS:,} operations: send it in several requests")
            begin = self._here.start
            steps.append(self._step())
            if len(self._declared) > first:
                checks.append(self._alone(begin, self._tokens[self._at - 1]))
            if self._at == len(self._tokens):
                break
            self._take(";")
            self._read_prologue()
        if self._refused:
            raise Forbidden(self._refused)
        if not checks:
            return Update((self._text,), tuple(steps), base)
        return Update(tuple(checks[:MAX_CHECKS]), tuple(steps), base)

    def _alone(self, begin: int, last: Token) -> str:
        """The text with one operation and its prologue in their places, and blanks for all else.

        The engine takes a prologue at the beginning only, and the standard before each operation.
        """
        end = last.start + len(last.text)
        kept = [*self._declared, (begin, end)]
        text = [" " if sign != "\n" else sign for sign in self._text[:end]]
        for start, stop in kept:
            text[start:stop] = self._text[start:stop]
        return "".join(text)

    # --- operations ----------------------------------------------------------------------------------

    def _step(self) -> Step:
        word = self._here.text.upper()
        match word:
            case "LOAD":
                return self._load()
            case "CLEAR" | "DROP":
                return self._sweep(word)
            case "CREATE":
                self._at += 1
                silent = self._silent()
                self._take("GRAPH")
                name = self._name()
                return self._plain(f"CREATE {silent}GRAPH {name}", name)
            case "ADD" | "MOVE" | "COPY":
                return self._transfer(word)
            case "INSERT" | "DELETE" if self._next_word(1) == "DATA":
                self._at += 2
                return self._data(word)
            case "DELETE" if self._next_word(1) == "WHERE":
                self._at += 2
                block = self._template()
                return self._modify(_OWN, block, None, _Dataset(), block.text)
            case "WITH" | "INSERT" | "DELETE":
                return self._read_modify()
        raise self._unexpected("an update: INSERT, DELETE, CLEAR, DROP, CREATE, ADD, MOVE or COPY")

    def _load(self) -> Step:
        place = self._place()
        self._at += 1
        self._silent()
        self._name()
        if self._next_word() == "INTO":
            self._at += 1
            self._take("GRAPH")
            self._name()
        self._refused = self._refused or f"{place}: LOAD would fetch what it names: send the data itself"
        return Step("")

    def _sweep(self, word: str) -> Step:
        self._at += 1
        silent = self._silent()
        scope = self._here.text.upper()
        if scope == "GRAPH":
            self._at += 1
            name = self._name()
            return self._plain(f"{word} {silent}GRAPH {name}", name)
        if scope not in ("DEFAULT", "NAMED", "ALL"):
            raise self._unexpected("GRAPH and a name, DEFAULT, NAMED or ALL")
        self._at += 1
        if scope == "DEFAULT":  # which is always there, to the standard
            return self._plain(f"{word} SILENT GRAPH {_OWN}", _OWN)
        return Step("", sweep=scope.lower())

    def _transfer(self, word: str) -> Step:
        self._at += 1
        silent = self._silent()
        source = self._graph_or_default()
        self._take("TO")
        target = self._graph_or_default()
        targets = (source, target) if word == "MOVE" else (target,)
        return self._plain(f"{word} {silent}GRAPH {source} TO GRAPH {target}", *targets)

    def _data(self, word: str) -> Step:
        inside = self._at
        block = self._template()
        for token in self._tokens[inside : self._at]:
            if token.kind == "variable":
                raise refusal(self._text, token.start, f"{token.text} stands among data, which has no variables")
            if token.kind == "blank" and word == "DELETE":
                raise refusal(self._text, token.start, "a blank node cannot be named to be deleted: use DELETE WHERE")
        own = [token.text for token in self._tokens[inside : self._at] if token.kind == "blank"]
        for label in set(own):
            if label in self._labels:
                raise BadQuery(f"{label} is used in two operations, and a blank node belongs to one")
        self._labels.update(own)
        targets = [*block.graphs, *([_OWN] if block.own else [])]
        return self._plain(f"WITH {_OWN} {word} {block.text} WHERE {{}}", *targets)

    def _read_modify(self) -> Step:
        base = _OWN
        if self._here.text.upper() == "WITH":
            self._refuse_parameters("WITH")
            self._at += 1
            base = self._name()
        delete = insert = None
        if self._next_word() == "DELETE":
            self._at += 1
            delete = self._template()
        if self._next_word() == "INSERT":
            self._at += 1
            insert = self._template()
        if delete is None and insert is None:
            raise self._unexpected("DELETE or INSERT")
        using = _Dataset()
        while self._next_word() == "USING":
            self._refuse_parameters("USING")
            self._at += 1
            named = self._next_word() == "NAMED"
            self._at += named
            name = self._name()
            if named:
                using.named += (name,)
            else:
                using.default += (name,)
        self._take("WHERE")
        return self._modify(base, delete, insert, using, self._block())

    def _modify(
        self, base: str, delete: _Template | None, insert: _Template | None, using: _Dataset, where: str
    ) -> Step:
        using = self._given or using
        templates = [block for block in (delete, insert) if block]
        text = f"WITH {base}\n"
        text += f"DELETE {delete.text}\n" if delete else ""
        text += f"INSERT {insert.text}\n" if insert else ""
        text += f"{using.clauses()}WHERE {where}"
        targets = [name for block in templates for name in block.graphs]
        targets += [base] if any(block.own for block in templates) else []
        variables = sorted({name for block in templates for name in block.variables})
        prologue = "\n".join(self._prologue)
        return Step(
            f"{prologue}\n{text}",
            prologue,
            tuple(dict.fromkeys(targets)),
            f"{prologue}\nSELECT DISTINCT {' '.join(variables)} WHERE {where}" if variables else "",
            using.default if using else (base,),
            using.named if using else None,
        )

    def _plain(self, text: str, *targets: str) -> Step:
        prologue = "\n".join(self._prologue)
        return Step(f"{prologue}\n{text}", prologue, tuple(dict.fromkeys(targets)))

    # --- their parts ---------------------------------------------------------------------------------

    def _read_prologue(self) -> None:
        while (word := self._next_word()) in ("PREFIX", "BASE", "VERSION"):
            begin = self._here.start
            self._at += 1
            if word == "PREFIX":
                self._kind("name", "a prefix")
            last = self._kind("string" if word == "VERSION" else "iri", "what it stands for")
            self._declared.append((begin, last.start + len(last.text)))
            self._prologue.append(self._text[begin : last.start + len(last.text)])

    def _template(self) -> _Template:
        begin = self._at
        found = _Template(self._block())
        inside = iter(self._tokens[begin + 1 : self._at - 1])
        for token in inside:
            if len(token.open) != 1 or token.text in ".}":
                continue
            if token.kind == "word" and token.text.upper() == "GRAPH":
                name = next(inside, None)
                if name and name.kind in ("iri", "name"):
                    found.graphs.append(name.text)
                elif name and name.kind == "variable":
                    found.variables.append("?" + name.text[1:])
                else:
                    raise refusal(self._text, token.start, "GRAPH needs the name of a graph behind it")
            elif token.text != "{":
                found.own = True
        return found

    def _block(self) -> str:
        """What stands in braces, with them."""
        begin = self._take("{").start
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if len(token.open) == 1 and token.text == "}":
                return self._text[begin : token.start + 1]
        raise refusal(self._text, begin, "this brace is not closed")

    def _graph_or_default(self) -> str:
        word = self._next_word()
        if word == "DEFAULT":
            self._at += 1
            return _OWN
        self._at += word == "GRAPH"
        return self._name()

    def _name(self) -> str:
        if self._here.kind not in ("iri", "name"):
            raise self._unexpected("the name of a graph")
        self._at += 1
        return self._tokens[self._at - 1].text

    def _silent(self) -> str:
        silent = self._next_word() == "SILENT"
        self._at += silent
        return "SILENT " if silent else ""

    def _refuse_parameters(self, word: str) -> None:
        if self._given:
            raise BadQuery(f"{self._place()}: {_NO_PARAMETERS.format(word=word)}")

    @property
    def _here(self) -> Token:
        if self._at >= len(self._tokens):
            raise refusal(self._text, len(self._text), "the update ends too early")
        return self._tokens[self._at]

    def _next_word(self, ahead: int = 0) -> str:
        rest: Iterator[Token] = iter(self._tokens[self._at + ahead : self._at + ahead + 1])
        token = next(rest, None)
        return token.text.upper() if token and token.kind == "word" else ""

    def _take(self, text: str) -> Token:
        if self._here.text.upper() != text:
            raise self._unexpected(text)
        self._at += 1
        return self._tokens[self._at - 1]

    def _kind(self, kind: str, what: str) -> Token:
        if self._here.kind != kind:
            raise self._unexpected(what)
        self._at += 1
        return self._tokens[self._at - 1]

    def _unexpected(self, wanted: str) -> BadQuery:
        return refusal(self._text, self._here.start, f"{self._here.text[:40]!r} stands where {wanted} is wanted")

    def _place(self) -> str:
        return str(refusal(self._text, self._here.start, "")).rstrip(": ")
