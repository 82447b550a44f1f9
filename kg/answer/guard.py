"""What a query may not do: call other servers, change the store, or be too long or too deep to read.

The engine calls out to any address that a SERVICE clause names and has no switch against it, so the clause is
refused before the query runs. The text is cut into the tokens of SPARQL's grammar (section 19.8 of SPARQL 1.1),
since a search for the word would also refuse an IRI, a literal or a comment that holds it. The engine reads without
such a step: `service:x {` is a SERVICE clause to it, and `?a<'>'` a comparison. Where both readings are possible and
one of them could hide a clause, the query is refused too, with words on how to write it plainly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.errors import BadQuery, Forbidden

MAX_LENGTH = 100_000  # characters
MAX_DEPTH = 100  # brackets inside brackets; the engine's stack breaks at some 700
MAX_TOKENS = 10_000  # the engine's stack breaks at chains of some 20,000

UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
PROLOGUE = frozenset({"BASE", "PREFIX", "VERSION"})
CHANGING = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})
"""Functions that answer otherwise each time."""

_BASE_CHARS = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F\u2C00-\u2FEF"
    r"\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_NAME_CHARS = rf"{_BASE_CHARS}_0-9\-\u00B7\u0300-\u036F\u203F-\u2040"
_ESCAPE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_STRING_ESCAPE = rf"\\[tbnrf\\\"']|{_ESCAPE}"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_NUMBER = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+"

# In this order: the first that matches is the token. Possessive repeats, and looking for the colon of a name no
# further than 200 characters, keep the time in bounds.
_TOKEN = re.compile(
    rf"""
    (?P<space>(?:[ \t\r\n]|\#[^\r\n]*)++)
  | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_ESCAPE})*+>)
  | (?P<string>'''(?:'{{0,2}}(?:[^'\\]|{_STRING_ESCAPE}))*+''' | \"\"\"(?:"{{0,2}}(?:[^"\\]|{_STRING_ESCAPE}))*+\"\"\"
      | '(?!'')(?:[^'\\\r\n]|{_STRING_ESCAPE})*+' | "(?!"")(?:[^"\\\r\n]|{_STRING_ESCAPE})*+")
  | (?P<blank>_:[{_BASE_CHARS}_0-9][{_NAME_CHARS}]*+(?:\.++[{_NAME_CHARS}]++)*+)
  | (?P<variable>[?$][{_BASE_CHARS}_0-9][{_BASE_CHARS}_0-9\u00B7\u0300-\u036F\u203F-\u2040]*+)
  | (?P<name>(?=[^:]{{0,200}}:)(?:[{_BASE_CHARS}][{_NAME_CHARS}]*+(?:\.++[{_NAME_CHARS}]++)*+)?:
      (?:(?:[{_BASE_CHARS}_:0-9]|{_PLX})(?:[{_NAME_CHARS}:]|{_PLX})*+(?:\.++(?:[{_NAME_CHARS}:]|{_PLX})++)*+)?)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*+(?:--[A-Za-z]+)?)
  | (?P<number>{_NUMBER})
  | (?P<word>[A-Za-z][A-Za-z0-9_]*+)
  | (?P<mark>\^\^|&&|\|\||<=|>=|!=|[{{}}()\[\];,.+\-*/<>=!^|~?])
    """,
    re.VERBOSE,
)
_OPENING, _CLOSING = "([{", ")]}"
_AFTER_A_SIGN = re.compile(r"[(,|/^!=<>&+\-*]+\Z")
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")
_CODE_POINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


@dataclass(frozen=True, slots=True)
class Token:
    """A token of the query: what kind, its words, where it begins, and the brackets open before it."""

    kind: str
    text: str
    start: int
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """What was seen of a query: its form, what stands before it, the graphs it names by FROM."""

    verb: str
    prologue: str
    graphs: tuple[str, ...]
    lasting: bool
    """Whether it answers the same each time while the store stays as it is."""


def refuse_dangerous(query: str) -> None:
    """Raise BadQuery for a query that calls out, is an update, or is too long or deep."""
    query_verb(query)


def query_verb(query: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE, for a query that may run; BadQuery as in `refuse_dangerous`."""
    return read_query(query).verb


def read_query(query: str) -> Read:
    """What is to be known of a query that may run; BadQuery as in `refuse_dangerous`."""
    verb: Token | None = None
    tokens = list(checked_tokens(query))
    for token in tokens:
        if token.kind == "word" and not token.open and token.text.upper() not in PROLOGUE:
            verb = token
            break
    if verb is not None and verb.text.upper() in UPDATES:
        raise refusal(query, verb.start, f"{verb.text.upper()} would change the store, and queries are read-only")
    if verb is None or verb.text.upper() not in FORMS:
        raise BadQuery("this is no query: it must begin with SELECT, ASK, CONSTRUCT or DESCRIBE, after any PREFIX")
    return Read(
        verb.text.upper(),
        query[: verb.start],
        tuple(_graphs(tokens)),
        not any(token.kind == "word" and token.text.upper() in CHANGING for token in tokens),
    )


def checked_tokens(text: str, longest: int = MAX_LENGTH, most: int = MAX_TOKENS) -> Iterator[Token]:
    """The tokens of a query or an update, without space and comments: of at most so many characters and tokens.

    BadQuery, with line and column, for what is too long or deep, or cannot be read; Forbidden for what calls another
    server.
    """
    if len(text) > longest:
        raise BadQuery(f"the query has {len(text):,} characters, more than the {longest:,} allowed: shorten it")
    earlier: Token | None = None
    before: Token | None = None
    for count, token in enumerate(_tokens(text)):
        if count >= most:
            raise BadQuery(f"the query has more than {most:,} words and signs: split it into several")
        if len(token.open) >= MAX_DEPTH:
            raise refusal(text, token.start, f"more than {MAX_DEPTH} brackets inside each other: flatten the query")
        _refuse_service(text, earlier, before, token)
        yield token
        earlier, before = before, token


def _graphs(tokens: list[Token]) -> Iterator[str]:
    """What stands behind FROM and FROM NAMED, outside of all brackets."""
    for place, token in enumerate(tokens):
        if token.kind == "word" and not token.open and token.text.upper() == "FROM":
            behind = tokens[place + 1 : place + 3]
            if behind and behind[0].kind == "word" and behind[0].text.upper() == "NAMED":
                behind = behind[1:]
            if behind and behind[0].kind in ("iri", "name"):
                yield behind[0].text


def _refuse_service(query: str, earlier: Token | None, before: Token | None, token: Token) -> None:
    if token.kind == "word" and "SERVICE" in token.text.upper():
        raise Forbidden(str(refusal(query, token.start, "SERVICE would call another server: ask that one itself")))
    if before is None:
        return
    # Without a step for tokens, `service:x {` reads as SERVICE and `:x`, also where the prefix is declared.
    name_and_group = before.kind == "name" and "SERVICE" in before.text.partition(":")[0].upper() and token.text == "{"
    names_a_graph = earlier is not None and earlier.kind == "word" and earlier.text.upper() == "GRAPH"
    annotation = query.startswith("{|", token.start)
    if name_and_group and before.open and not annotation and not names_a_graph:
        words = f"{before.text} before '{{' can be read as a SERVICE clause: put a '.' between the two"
        raise refusal(query, before.start, words)
    # ... and `?a<'>'` inside parentheses, or `<<?s?p'>'` anywhere, as a string where the standard sees an IRI.
    comparison = token.open[-1:] == ("(",) and not _AFTER_A_SIGN.match(before.text)
    if token.kind == "iri" and (comparison or query.startswith("<<", token.start - 1)):
        hides = any(sign in token.text for sign in "'#()")
        if hides and not _ABSOLUTE.match(token.text):
            raise refusal(query, token.start, "'<' can be read in two ways: write a space after it to compare")


def _tokens(query: str) -> Iterator[Token]:
    """The tokens, without space and comments; BadQuery where none can be read."""
    position = 0
    open_brackets: tuple[str, ...] = ()
    while position < len(query):
        found = _TOKEN.match(query, position)
        if found is None or _impossible(found):
            raise refusal(query, position, _cannot_read(query, position))
        kind, text = str(found.lastgroup), found.group()
        if kind != "space":
            yield Token(kind, text, position, open_brackets)
            if text in _OPENING:
                open_brackets = (*open_brackets, text)
            elif text in _CLOSING:
                open_brackets = open_brackets[:-1]
        position = found.end()


def _impossible(found: re.Match[str]) -> bool:
    """A string with an escape that is no character: the engine would then try to read it as a shorter string."""
    if found.lastgroup != "string":
        return False
    codes = (int(short or long, 16) for short, long in _CODE_POINT.findall(found.group()))
    return any(0xD800 <= code <= 0xDFFF or code > 0x10FFFF for code in codes)


def _cannot_read(query: str, position: int) -> str:
    character = query[position]
    if character in "'\"":
        return "a string begins here that does not end, or that holds an escape SPARQL does not know"
    return f"{character!r} cannot stand here"


def refusal(query: str, position: int, words: str) -> BadQuery:
    """An error that says where in the query it is."""
    line = query.count("\n", 0, position) + 1
    column = position - query.rfind("\n", 0, position)
    return BadQuery(f"line {line}, column {column}: {words}")
