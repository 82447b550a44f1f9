"""Names for articles: readable, stable, safe in an IRI."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import parse_qsl, urlsplit

_LONGEST = 100  # characters
_TRACKING = re.compile(r"^(utm_|fbclid|gclid|ref$|ref_|source$|share|cmp|at_|s$|smid|ns_|ocid|mc_)")


def slug(name: str) -> str:
    """`name` in ASCII letters, digits, dots, underscores and dashes; a hash at its end where that lost too much."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    short = re.sub(r"[^A-Za-z0-9._]+", "-", plain).strip("-._")
    lost = len(short) > _LONGEST or sum(c.isalnum() for c in short) < 0.7 * sum(c.isalnum() for c in name)
    return f"{short[:_LONGEST].rstrip('-._')}-{digest(name)}".lstrip("-") if lost or not short else short


def slug_of_url(url: str) -> str:
    """A slug from host and path of an address; from its query too, where that does more than track the reader."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/").removesuffix(".html").removesuffix(".htm")
    name = slug(f"{parts.netloc.lower().removeprefix('www.')}{path}")
    query = sorted(pair for pair in parse_qsl(parts.query) if not _TRACKING.match(pair[0]))
    return f"{name}-{digest(repr(query))}" if query else name


def slug_of_file(name: str) -> str:
    """A slug from a file's path below its folder; every ending but .txt stays, so that no two files share it."""
    return slug(name.removesuffix(".txt"))


def digest(text: str) -> str:
    """Eight hexadecimal digits that stand for `text`."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
