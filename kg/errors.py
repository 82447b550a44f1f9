"""What can go wrong, in words. Every message says what, where, and what to do about it."""

from __future__ import annotations


class KgError(Exception):
    """Something a user can understand and mend. The front door prints it on one line and exits 1."""


class UnreadableArticle(KgError):
    """A file, or one line of a JSONL file, from which no article can be read."""


class BadData(KgError):
    """A data file (lexicon, authority file, saved query, gold) is not well formed."""


class StoreError(KgError):
    """The store cannot be opened or written: newer version, full or read-only disk, in use."""


class StoreInUse(StoreError):
    """Another process uses the store, and it cannot be shared with it: the same may be tried again later."""


class BadQuery(KgError):
    """A SPARQL query that does not parse, or that cannot be run."""


class Forbidden(BadQuery):
    """A query or a write that reads well, and that nobody may do."""


class QueryTimeout(KgError):
    """A query that ran past its deadline and was stopped."""


class UnknownName(KgError):
    """A saved query, a parameter or the name of an entity that nothing here answers to."""


class RemoteError(KgError):
    """A remote endpoint that cannot be reached or answers with an error."""


class Busy(KgError):
    """Somebody else is at it, or too many are: the same may be asked again later."""


class NotThere(KgError):
    """A graph or a thing that the store does not have."""


class TooLarge(KgError):
    """A request that is larger than what is taken."""
