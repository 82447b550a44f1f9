"""Names of what the heads tell: word classes, relations, tags of marks, scopes, roles, and what may be linked to what.

Training writes them beside the weights (labels.json) and the runtime reads them from there, so neither can drift.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

SCOPES = ("Stated", "Hedged", "Denied", "Intended", "None")


@dataclass(frozen=True)
class Labels:
    """All label sets, in the order of the network's outputs."""

    upos: tuple[str, ...]
    deprels: tuple[str, ...]
    kinds: tuple[str, ...]
    groups: dict[str, list[str]]  # group -> kinds in it
    roles: tuple[str, ...]
    sources: dict[str, list[str]]  # role -> kinds that it may go from
    targets: dict[str, list[str]]

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """O, then B- and I- of each kind."""
        return ("O", *(f"{part}-{kind}" for kind in self.kinds for part in "BI"))

    def kind(self, name: str) -> int:
        return self.kinds.index(name)

    @cached_property
    def unknown(self) -> int:
        """The number that stands for a kind that is not known."""
        return len(self.kinds)

    def group(self, *names: str) -> frozenset[int]:
        """The numbers of the kinds in these groups, or of these kinds."""
        return frozenset(
            i
            for i, kind in enumerate(self.kinds)
            if any(kind == name or kind in self.groups.get(name, ()) for name in names)
        )

    @cached_property
    def scoped(self) -> frozenset[int]:
        """Kinds of marks that have a scope."""
        return self.group("event", "saying", "Title")

    @cached_property
    def identified(self) -> frozenset[int]:
        """Kinds of marks that may mean the same thing as an earlier one."""
        return self.group("name", "place", "loose", "event", "Title")

    @cached_property
    def allowed(self) -> NDArray[np.bool_]:
        """[source kind, target kind, role]: whether such a link may be; nothing is allowed for an unknown kind."""
        table = np.zeros((len(self.kinds) + 1, len(self.kinds) + 1, len(self.roles)), bool)
        for r, role in enumerate(self.roles):
            for source in self.sources[role]:
                for target in self.targets[role]:
                    table[self.kind(source), self.kind(target), r] = True
        return table

    @cached_property
    def may_be_same(self) -> NDArray[np.bool_]:
        """[kind, kind of the earlier mark]: whether they may mean one thing."""
        n = len(self.kinds)
        table = np.zeros((n + 1, n + 1), bool)
        for group in (("name", "place", "loose"), ("event",), ("Title",)):
            members = sorted(self.group(*group))
            table[np.ix_(members, members)] = True
        loose = sorted(self.group("Ref"))
        events = sorted(self.group("event", "saying"))
        table[np.ix_(loose, events)] = True
        table[n, :] = table[:, n] = True
        return table

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Labels:
        fields: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in data.items()
        }
        return cls(**fields)
