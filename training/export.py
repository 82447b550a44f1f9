"""Checkpoint -> the folder that the product reads: two ONNX files, the tokenizer, labels.json.

    python -m training.export CHECKPOINT FOLDER [--exact] [--version V]

Weights are stored in 8 bits (dynamic quantisation) unless --exact.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
import warnings
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from kg.extract.language.encoder import FILES, FORMAT
from training.examples import make_labels
from training.network import WIDTH, Network
from training.train import encoder_folder


class WordPart(nn.Module):
    """What runs once over a window."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, mask: Tensor, at: Tensor, shapes: Tensor, places: Tensor) -> tuple[Tensor, ...]:
        n = self.network
        x = n.words(ids, mask, at, shapes, places)
        return x, n.upos(x), n.arc_scores(x), n.tags(x), n.scopes(x)


class PairPart(nn.Module):
    """What runs over the words' vectors once heads and marks are decided."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, vectors: Tensor, heads: Tensor, first: Tensor, last: Tensor, kinds: Tensor, far: Tensor, apart: Tensor,
        alike: Tensor,
    ) -> tuple[Tensor, ...]:  # fmt: skip
        return self.network.label_scores(vectors, heads), *self.network.pairs(
            vectors, first, last, kinds, far, apart, alike
        )


def export(checkpoint: Path, folder: Path, exact: bool, version: str) -> None:
    """Writes the folder; one that is there already is replaced only when all is written."""
    labels = make_labels()
    network = Network(labels)
    network.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True)["network"])
    network.eval()
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        work = Path(name)
        ids, words, marks = (
            torch.randint(1000, 2000, (2, 9)),
            torch.tensor([[1, 2, 4, 6, 7]] * 2),
            torch.tensor([[0, 1, 3]] * 2),
        )
        zeros, square = torch.zeros_like(words), torch.zeros(2, 3, 3, dtype=torch.long)
        inputs = {"ids": ids, "mask": torch.ones_like(ids), "at": words, "shapes": zeros, "places": zeros}
        axes = {0: "windows", 1: "words"}
        subwords = {0: "windows", 1: "subwords"}
        _write(
            WordPart(network), inputs, ["vectors", "upos", "arcs", "tags", "scopes"], work / "words.onnx",
            {"ids": subwords, "mask": subwords, "at": axes, "shapes": axes, "places": axes},
        )  # fmt: skip
        inputs = {"vectors": torch.randn(2, 5, WIDTH), "heads": zeros, "first": marks, "last": marks, "kinds": marks}
        inputs |= {"far": square, "apart": square, "alike": square}
        three = {0: "windows", 1: "marks", 2: "others"}
        dynamic = {name: {0: "windows", 1: "marks"} for name in ("first", "last", "kinds")}
        dynamic |= {"vectors": axes, "heads": axes} | dict.fromkeys(("far", "apart", "alike"), three)
        _write(PairPart(network), inputs, ["labels", "roles", "link_scopes", "same"], work / "pairs.onnx", dynamic)
        if not exact:
            for name in ("words.onnx", "pairs.onnx"):
                quantize_dynamic(
                    work / name, work / "small.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=False,
                    op_types_to_quantize=["MatMul", "Gather"] if name == "words.onnx" else ["MatMul"],
                )  # fmt: skip
                (work / "small.onnx").replace(work / name)
        shutil.copy(encoder_folder() / "tokenizer.json", work / "tokenizer.json")
        sums = {each: hashlib.sha256((work / each).read_bytes()).hexdigest() for each in FILES}
        meta = {"format": FORMAT, "version": version, "sha256": sums, "labels": labels.to_json()}
        (work / "labels.json").write_text(json.dumps(meta, indent=1), "utf-8")
        folder.mkdir(parents=True, exist_ok=True)
        for each in (*FILES, "labels.json"):
            (work / each).replace(folder / each)


def _write(
    part: nn.Module, inputs: dict[str, Tensor], outputs: list[str], path: Path, axes: dict[str, dict[int, str]]
) -> None:
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            part, tuple(inputs.values()), str(path), input_names=list(inputs), output_names=outputs, dynamic_axes=axes,
            opset_version=17, dynamo=False,
        )  # fmt: skip
    onnx.checker.check_model(str(path))


def main() -> None:
    """Export as told."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--exact", action="store_true", help="32 bits")
    parser.add_argument("--version", default="1")
    args = parser.parse_args()
    export(args.checkpoint, args.folder, args.exact, args.version)


if __name__ == "__main__":
    main()
