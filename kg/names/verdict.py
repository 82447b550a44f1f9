"""What a comparison of two names says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """Whether two names can be names of one thing."""

    yes = "yes"
    no = "no"
    unsure = "unsure"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, why, and how much of the two names is alike: 0 (nothing) to 1 (all)."""

    answer: Answer
    reason: str  # in words for analysts
    score: float
