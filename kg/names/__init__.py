"""Names: whether two can be names of one thing, which to compare at all, and which tell one thing from all others.

Persons, organizations and places are named in different ways, and each kind has its module. Nothing here knows an
entity: that two names can be one thing's does not say that they are.
"""

from __future__ import annotations

from typing import Protocol

import kg.names.organizations as organizations
import kg.names.persons as persons
import kg.names.places as places
from kg.names.verdict import Answer, Verdict

__all__ = ["Answer", "Verdict", "compare", "identifies", "index_keys", "keys"]


class _Kind(Protocol):
    """What each module says of names of its kind."""

    def compare(self, one: str, two: str, /) -> Verdict: ...

    def keys(self, name: str, /) -> frozenset[str]: ...

    def index_keys(self, name: str, /) -> frozenset[str]: ...

    def identifies(self, name: str, /) -> bool: ...


_KINDS: dict[str, _Kind] = {"Person": persons, "Organization": organizations, "Place": places}


def compare(one: str, two: str, kind: str) -> Verdict:
    """Whether two names of a kind ("Person", "Organization", "Place") can be names of one thing; symmetric.

    Raises ValueError for another kind.
    """
    module = _module(kind)
    if _plain(one) == _plain(two):
        return Verdict(Answer.yes, "the same name", 1.0)
    first, second = sorted((one, two))  # the order in which they are given must not matter
    return module.compare(first, second)


def keys(name: str, kind: str) -> frozenset[str]:
    """What a name is looked up by: two names for which `compare` says yes have a key in common.

    Raises ValueError for another kind.
    """
    return _module(kind).keys(name) | {f"name:{_plain(name)}"}


def index_keys(name: str, kind: str) -> frozenset[str]:
    """What a name is filed under among very many: keys that few names share, each of two of its parts or of all.

    Two that are the same but for a slip of the pen may have none in common. Raises ValueError for another kind.
    """
    return _module(kind).index_keys(name) | {f"name:{_plain(name)}"}


def identifies(name: str, kind: str) -> bool:
    """Whether a name alone can stand for one thing wherever it is met: a kunya or a given name alone cannot.

    Raises ValueError for another kind.
    """
    return _module(kind).identifies(name)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _module(kind: str) -> _Kind:
    try:
        return _KINDS[kind]
    except KeyError:
        raise ValueError(f"{kind!r} is no kind of name: say {', '.join(_KINDS)}") from None
