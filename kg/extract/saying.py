"""An act of speech while it is being put together."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.confidence import MATCHES
from kg.extract.telling import Telling
from kg.extract.view import View
from kg.model import Evidence, Modality, Passage, Thing


@dataclass(frozen=True)
class Saying:
    """One speaker's act of speech, as one place in the text tells it."""

    kind: str
    speaker: Thing
    view: View
    start: int  # of the word of speech in the view's text
    end: int
    passage: Passage
    events: tuple[Telling, ...] = ()  # what it is about
    actors: tuple[Thing, ...] = ()  # whom it is about, where no event is
    addressee: Thing | None = None
    modality: Modality = Modality.STATED
    evidence: Evidence = MATCHES  # of who speaks
    evidence_of_about: Evidence = MATCHES
    evidence_of_addressee: Evidence = MATCHES
