"""The one door to onnxruntime and tokenizers: sub-words of words, and the network's scores.

The folder `data/` holds words.onnx, pairs.onnx, tokenizer.json and labels.json; labels.json has the version, the label
sets and the checksums of the others.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from kg.errors import BadData
from kg.extract.language.labels import Labels
from kg.extract.language.windows import Arrays

DATA = Path(__file__).parent / "data"
FORMAT = 1
FILES = ("words.onnx", "pairs.onnx", "tokenizer.json")

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


class Subwords:
    """Words -> numbers of sub-words. Remembers what it has seen, for most words of a text come again."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._unknown = self._tokenizer.token_to_id("[UNK]")
        self._seen: dict[str, list[int]] = {}

    def __call__(self, word: str) -> list[int]:
        """The sub-words of a word; a word of signs that the vocabulary lacks is one unknown sub-word."""
        found = self._seen.get(word)
        if found is None:
            if len(self._seen) > 200_000:  # a long run over many articles must not grow without end
                self._seen.clear()
            found = self._tokenizer.encode(word, add_special_tokens=False).ids[:24] or [self._unknown or 0]
            self._seen[word] = found
        return found


@dataclass(frozen=True, slots=True)
class WordScores:
    """What the first part of the network tells of a batch."""

    vectors: Floats  # [window, word, width]
    upos: Floats
    arcs: Floats  # [window, word, head]: head 0 is the root
    tags: Floats
    scopes: Floats


@dataclass(frozen=True, slots=True)
class PairScores:
    """What the second part tells: relations of words to their heads, and of pairs of marks."""

    labels: Floats
    roles: Floats
    scopes: Floats
    same: Floats


class Encoder:
    """The network, ready to run."""

    def __init__(self, folder: Path = DATA, threads: int = 1, check: bool = True) -> None:
        try:
            meta: dict[str, Any] = json.loads((folder / "labels.json").read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise BadData(f"{folder}: no language model here; install the package isnad anew") from error
        if meta.get("format") != FORMAT:
            raise BadData(f"{folder}/labels.json: format {meta.get('format')}, and this version reads {FORMAT}")
        for name in FILES if check else ():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != meta["sha256"][name]:
                raise BadData(f"{folder / name} is damaged: install the package isnad anew")
        self.version: str = meta["version"]
        self.labels = Labels.from_json(meta["labels"])
        self.pieces = Subwords(folder / "tokenizer.json")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.use_deterministic_compute = True
        self._words = onnxruntime.InferenceSession(str(folder / "words.onnx"), options, ["CPUExecutionProvider"])
        self._pairs = onnxruntime.InferenceSession(str(folder / "pairs.onnx"), options, ["CPUExecutionProvider"])

    def words(self, arrays: Arrays) -> WordScores:
        """Scores of the words of a batch."""
        inputs = {
            "ids": arrays.ids,
            "mask": arrays.mask,
            "at": arrays.at,
            "shapes": arrays.shapes,
            "places": arrays.places,
        }
        return WordScores(*self._words.run(["vectors", "upos", "arcs", "tags", "scopes"], inputs))

    def pairs(
        self, vectors: Floats, heads: Ints, first: Ints, last: Ints, kinds: Ints, apart: Sequence[Ints]
    ) -> PairScores:
        """Scores of relations and of pairs of marks; `apart` are distance, sentences between, likeness."""
        inputs = {"vectors": vectors, "heads": heads, "first": first, "last": last, "kinds": kinds}
        inputs |= dict(zip(("far", "apart", "alike"), apart, strict=True))
        return PairScores(*self._pairs.run(["labels", "roles", "link_scopes", "same"], inputs))
