"""Where the data files lie: beside `kg/` in a checkout, under `kg/data/` in an installed wheel."""

from __future__ import annotations

from pathlib import Path

from kg.errors import BadData

PACKAGE = Path(__file__).resolve().parent
LEXICON = PACKAGE / "lexicon"


def folder(name: str) -> Path:
    """The folder `ontology`, `queries` or `seeds`."""
    for place in (PACKAGE / "data" / name, PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise BadData(f"the folder {name}/ is missing from this installation: install the package isnad anew")
