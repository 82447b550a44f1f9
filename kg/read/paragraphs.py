"""Text -> paragraphs: one for each line, or for each block of lines where lines were broken to a width."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BLOCK = re.compile(r"\S[^\n]*(?:\n(?!\s*\n)[^\n]*)*")
_LINE = re.compile(r"\S[^\n]*")
_WIDTH = range(50, 101)  # characters; lines were broken by hand or by a mail program at about this width
_HEADING_MARK = re.compile(r"#{1,6}\s+")
ENDS = re.compile(r"[.!?…][\"'”’»)\]*_]*$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph at characters `start` to `end` of the text, without white space and marks of layout around it."""

    start: int
    end: int
    text: str

    @property
    def words(self) -> list[str]:
        return self.text.split()

    @property
    def closed(self) -> bool:
        """Whether it ends as a sentence does."""
        return bool(ENDS.search(self.text))


def split_paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of `text`, in order, none of them blank."""
    found = []
    for match in (_BLOCK if _hard_wrapped(text) else _LINE).finditer(text):
        start = match.start()
        if mark := _HEADING_MARK.match(match[0]):
            start += mark.end()
        piece = text[start : match.end()].rstrip()
        if piece:
            found.append(Paragraph(start, start + len(piece), piece))
    return found


def _hard_wrapped(text: str) -> bool:
    """Whether lines are broken to a width: most lines inside blocks are nearly full and stop in mid-sentence."""
    inner = [
        line.rstrip()
        for block in _BLOCK.findall(text[:50_000])
        if "\n" in block.strip()
        for line in block.strip().split("\n")[:-1]
    ]
    if len(inner) < 3:
        return False
    full = sum(len(line) in _WIDTH for line in inner)
    open_ended = sum(not ENDS.search(line) for line in inner)
    return full > 0.8 * len(inner) and open_ended > 0.6 * len(inner)
