"""What each head is told: one loss for each thing that a batch's data set tells."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from training.batches import Batch, PairBatch
from training.network import NEVER, Network

WEIGHTS = {
    "upos": 0.5,
    "arcs": 1.0,
    "labels": 0.7,
    "tags": 1.5,
    "scopes": 0.4,
    "links": 1.0,
    "link scopes": 0.3,
    "same": 0.6,
}


def arc_mask(sentences: Tensor) -> Tensor:
    """[B, word, head]: heads that a word may have: the root, and the words of its sentence but itself."""
    inside = (sentences[:, :, None] == sentences[:, None, :]) & (sentences >= 0)[:, :, None]
    inside = inside & ~torch.eye(sentences.shape[1], dtype=torch.bool)
    return torch.cat([torch.ones_like(inside[:, :, :1]), inside], -1)


def losses(network: Network, batch: Batch) -> dict[str, Tensor]:
    """The losses of a batch, unweighted."""
    # 16-bit products in the encoder only: nearly twice as fast on processors that have them; heads stay exact
    with torch.autocast("cpu", torch.bfloat16):
        x = network.words(*batch.words)
    x = x.float()
    found: dict[str, Tensor] = {}
    if batch.upos is not None:
        found["upos"] = F.cross_entropy(network.upos(x).flatten(0, 1), batch.upos.flatten(), ignore_index=-1)
    if batch.heads is not None and batch.deprels is not None:
        arcs = network.arc_scores(x).masked_fill(~arc_mask(batch.sentences), NEVER)
        found["arcs"] = F.cross_entropy(arcs.flatten(0, 1), batch.heads.flatten(), ignore_index=-1)
        scores = network.label_scores(x, batch.heads.clamp_min(0))
        found["labels"] = F.cross_entropy(scores.flatten(0, 1), batch.deprels.flatten(), ignore_index=-1)
    if batch.tags is not None:
        told = ~batch.tags.all(-1)
        if told.any():
            scores = network.tags(x)[told].log_softmax(-1)
            found["tags"] = -scores.masked_fill(~batch.tags[told], NEVER).logsumexp(-1).mean()
    if batch.pairs is not None:
        found |= pair_losses(network, x, batch.pairs)
    return found


def pair_losses(network: Network, x: Tensor, pairs: PairBatch) -> dict[str, Tensor]:
    """The losses of marks and of pairs of marks."""
    found: dict[str, Tensor] = {}
    if (pairs.scopes >= 0).any():
        at = x.gather(1, pairs.first.unsqueeze(-1).expand(-1, -1, x.shape[-1]))
        found["scopes"] = F.cross_entropy(network.scopes(at).flatten(0, 1), pairs.scopes.flatten(), ignore_index=-1)
    roles, scopes, same = network.pairs(x, pairs.first, pairs.last, pairs.kinds, pairs.far, pairs.apart, pairs.alike)
    if pairs.gold is not None and pairs.allowed is not None and pairs.links is not None:
        found["links"] = _link_loss(roles, pairs)
        if len(pairs.links):
            found["link scopes"] = _link_scope_loss(roles, scopes, pairs)
    if pairs.candidates is not None and pairs.asked is not None and pairs.asked.any():
        found["same"] = _same_loss(same, pairs)
    return found


def _link_loss(roles: Tensor, pairs: PairBatch) -> Tensor:
    """Things are linked if any of their marks are: 1 - p is the product of 1 - p over the pairs of marks.

    So the network may tell a link where the text tells it ("the group claimed ..."), though the corpus writes it at
    the thing's name.
    """
    assert pairs.gold is not None
    assert pairs.allowed is not None
    none = -F.softplus(roles) * pairs.allowed  # log(1 - p)
    by_thing = torch.einsum("bmk,bmnr,bnl->bklr", pairs.member, none, pairs.member)
    some = torch.log(-torch.expm1(by_thing.clamp(max=-1e-6)))
    gold = pairs.gold
    # each window weighs by its marks; what is there weighs somewhat more than what is not
    return -(2.0 * gold * some + (1 - gold) * by_thing).sum() / pairs.member.sum().clamp_min(1)


def _link_scope_loss(roles: Tensor, scopes: Tensor, pairs: PairBatch) -> Tensor:
    assert pairs.links is not None
    assert pairs.allowed is not None
    window, source, role, target, scope = pairs.links.unbind(1)
    told = pairs.member[window, :, source].unsqueeze(2) * pairs.member[window, :, target].unsqueeze(1)
    ok = (told > 0) & pairs.allowed[window, :, :, role]
    best = roles.detach()[window, :, :, role].masked_fill(~ok, NEVER).flatten(1).argmax(-1)
    m = roles.shape[1]
    return F.cross_entropy(scopes[window, best // m, best % m], scope)


def _same_loss(same: Tensor, pairs: PairBatch) -> Tensor:
    assert pairs.candidates is not None
    assert pairs.asked is not None
    scores = same.masked_fill(~pairs.candidates, NEVER)
    scores = torch.cat([torch.zeros_like(scores[..., :1]), scores], -1).log_softmax(-1)
    alike = torch.einsum("bmk,bnk->bmn", pairs.member, pairs.member) > 0
    right = alike & pairs.candidates
    right = torch.cat([~right.any(-1, keepdim=True), right], -1)
    return -scores.masked_fill(~right, NEVER).logsumexp(-1)[pairs.asked].mean()
