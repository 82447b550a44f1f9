"""The network: MiniLM's encoder, a learned mix of its layers, and one small head for each thing to tell.

Two parts, which are exported apart: `words` runs once over a window; `pairs` runs over the words' vectors with the
heads and marks that were decided from the first part's scores.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from kg.extract.language.labels import SCOPES, Labels
from kg.extract.language.pairs import ALIKES, APARTS, FARS
from kg.extract.language.shapes import PLACES, SHAPES

WIDTH, LAYERS, ATTENTION, INNER, VOCABULARY, POSITIONS = 384, 6, 12, 1536, 30522, 512
ARC, LABEL, HIDDEN, PAIR = 256, 96, 256, 192
NEVER = -1e4  # a score that no softmax takes; not infinite, so that a row of them gives no NaN


class Layer(nn.Module):
    """One layer of BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.up, self.down = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        b, n, _ = x.shape
        q, k, v = (part(x).view(b, n, ATTENTION, -1).transpose(1, 2) for part in (self.query, self.key, self.value))
        seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(b, n, WIDTH)
        x = self.norm1(x + self.drop(self.out(seen)))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Sub-words with the shapes of their words -> a vector for each word."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.types = nn.Parameter(torch.zeros(WIDTH))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, ids: Tensor, mask: Tensor, extra: Tensor) -> list[Tensor]:
        at = torch.arange(ids.shape[1], device=ids.device)
        x = self.drop(self.norm(self.words(ids) + self.positions(at) + self.types + extra))
        bias = ((1.0 - mask.float()) * NEVER)[:, None, None, :]
        found = [x]
        for layer in self.layers:
            found.append(layer(found[-1], bias))
        return found

    def load(self, folder: Path) -> None:
        """Takes the weights of a BERT in its package folder."""
        given = (
            load_file(folder / "model.safetensors")
            if (folder / "model.safetensors").exists()
            else torch.load(folder / "pytorch_model.bin", map_location="cpu", weights_only=True)
        )
        e = "embeddings."
        self.words.weight.data.copy_(given[e + "word_embeddings.weight"])
        self.positions.weight.data.copy_(given[e + "position_embeddings.weight"])
        self.types.data.copy_(given[e + "token_type_embeddings.weight"][0])
        pairs: list[tuple[nn.Module, str]] = [(self.norm, e + "LayerNorm")]
        for i, layer in enumerate(self.layers):
            at = f"encoder.layer.{i}."
            names = "attention.self.query attention.self.key attention.self.value attention.output.dense "
            names += "attention.output.LayerNorm output.LayerNorm intermediate.dense output.dense"
            parts = (layer.query, layer.key, layer.value, layer.out, layer.norm1, layer.norm2, layer.up, layer.down)
            pairs += [(part, at + name) for part, name in zip(parts, names.split(), strict=True)]
        for part, name in pairs:
            part.weight.data.copy_(given[name + ".weight"])
            part.bias.data.copy_(given[name + ".bias"])


def small(outputs: int, drop: float, hidden: int = HIDDEN) -> nn.Sequential:
    """A head of one hidden layer."""
    return nn.Sequential(nn.Linear(WIDTH, hidden), nn.GELU(), nn.Dropout(drop), nn.Linear(hidden, outputs))


class Network(nn.Module):
    """The encoder with all heads."""

    def __init__(self, labels: Labels, drop: float = 0.25) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.shape_in, self.place_in = nn.Embedding(SHAPES, WIDTH), nn.Embedding(PLACES, WIDTH)
        self.shape_out, self.place_out = nn.Embedding(SHAPES, WIDTH), nn.Embedding(PLACES, WIDTH)
        for part in (self.shape_in, self.place_in, self.shape_out, self.place_out):
            nn.init.zeros_(part.weight)
        self.mix = nn.Parameter(torch.zeros(LAYERS + 1))
        self.drop = nn.Dropout(drop)
        self.root = nn.Parameter(torch.zeros(WIDTH))
        self.upos = nn.Linear(WIDTH, len(labels.upos))
        self.tags = small(len(labels.tags), drop)
        self.scopes = small(len(SCOPES), drop, 128)
        self.arc_of, self.arc_to = self._part(ARC, drop), self._part(ARC, drop)
        self.arcs = nn.Parameter(torch.randn(ARC + 1, ARC) * ARC**-0.5)
        self.label_of, self.label_to = self._part(LABEL, drop), self._part(LABEL, drop)
        self.labels = nn.Parameter(torch.randn(LABEL + 1, len(labels.deprels) * (LABEL + 1)) * 0.1 / LABEL**0.5)
        self.first, self.last = nn.Linear(WIDTH, PAIR), nn.Linear(WIDTH, PAIR, bias=False)
        self.kind = nn.Embedding(len(labels.kinds) + 1, PAIR)
        self.source, self.target = nn.Linear(PAIR, PAIR), nn.Linear(PAIR, PAIR, bias=False)
        self.left, self.right = nn.Linear(PAIR, PAIR, bias=False), nn.Linear(PAIR, PAIR, bias=False)
        self.far, self.apart, self.alike = (
            nn.Embedding(FARS, PAIR),
            nn.Embedding(APARTS, PAIR),
            nn.Embedding(ALIKES, PAIR),
        )
        for embedding in (self.kind, self.far, self.apart, self.alike):
            nn.init.normal_(embedding.weight, std=0.1)
        self.deep = nn.Sequential(nn.Linear(PAIR, PAIR), nn.GELU(), nn.Dropout(drop))
        self.roles = nn.Linear(PAIR, len(labels.roles))
        self.link_scopes = nn.Linear(PAIR, len(SCOPES) - 1)
        self.same = nn.Linear(PAIR, 1)
        nn.init.constant_(self.roles.bias, -3.0)

    @staticmethod
    def _part(width: int, drop: float) -> nn.Sequential:
        return nn.Sequential(nn.Linear(WIDTH, width), nn.GELU(), nn.Dropout(drop))

    def words(self, ids: Tensor, mask: Tensor, at: Tensor, shapes: Tensor, places: Tensor) -> Tensor:
        """Vectors of words: `ids`, `mask` [B, sub-words]; `at` (first sub-word), `shapes`, `places` [B, words]."""
        index = at.unsqueeze(-1).expand(-1, -1, WIDTH)
        told = self.shape_in(shapes) + self.place_in(places)
        # padding words point at sub-word 0 and must add nothing there
        told = told * (at > 0).unsqueeze(-1).float()
        extra = torch.zeros(ids.shape[0], ids.shape[1], WIDTH, device=ids.device).scatter_add(1, index, told)
        layers = self.encoder(ids, mask, extra)
        share = torch.softmax(self.mix, 0)
        mixed = sum(share[i] * layer for i, layer in enumerate(layers))
        return self.drop(mixed.gather(1, index) + self.shape_out(shapes) + self.place_out(places))

    def arc_scores(self, x: Tensor) -> Tensor:
        """[B, word, head]: head 0 is the root, head k the word k - 1."""
        of = self.arc_of(x)
        to = self.arc_to(self._rooted(x))
        one = torch.ones_like(of[..., :1])
        return torch.cat([of, one], -1) @ self.arcs @ to.transpose(1, 2)

    def _rooted(self, x: Tensor) -> Tensor:
        return torch.cat([self.root.expand(x.shape[0], 1, WIDTH), x], 1)

    def label_scores(self, x: Tensor, heads: Tensor) -> Tensor:
        """[B, word, relation] for the heads given (0 is the root)."""
        of = self.label_of(x)
        to = self.label_to(self._rooted(x)).gather(1, heads.unsqueeze(-1).expand(-1, -1, LABEL))
        of, to = (torch.cat([part, torch.ones_like(part[..., :1])], -1) for part in (of, to))
        weighed = (of @ self.labels).view(of.shape[0], of.shape[1], -1, LABEL + 1)
        return (weighed * to.unsqueeze(2)).sum(-1)

    def pairs(
        self, x: Tensor, first: Tensor, last: Tensor, kinds: Tensor, far: Tensor, apart: Tensor, alike: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Scores of roles [B, M, M, R], of their scope [B, M, M, 4], and of being the same [B, M, M].

        A pair is (source, target), and for sameness (mark, earlier mark).
        """
        wide = (-1, -1, WIDTH)
        a = x.gather(1, first.unsqueeze(-1).expand(wide))
        b = x.gather(1, last.unsqueeze(-1).expand(wide))
        marks = F.gelu(self.first(a) + self.last(b) + self.kind(kinds))
        hidden = self.source(marks).unsqueeze(2) + self.target(marks).unsqueeze(1)
        hidden = hidden + self.left(marks).unsqueeze(2) * self.right(marks).unsqueeze(1)
        hidden = F.gelu(hidden + self.far(far) + self.apart(apart) + self.alike(alike))
        hidden = self.deep(self.drop(hidden))
        return self.roles(hidden), self.link_scopes(hidden), self.same(hidden).squeeze(-1)
