"""A YAML file in parts, each of which knows where it stands, so that what is wrong is told by file, line and key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

import yaml

from kg.errors import BadData

_SCALARS = yaml.SafeLoader("")  # turns 2024-02-07, 12 and null into what they mean


@dataclass(frozen=True, slots=True)
class Part:
    """A value in a YAML file; `key` is the way to it, such as `events[3].killed`."""

    node: Any
    file: str
    key: str = ""

    def fail(self, expected: str) -> NoReturn:
        """Raise BadData: what stands here is not what is expected."""
        where = f"{self.key}: " if self.key else ""
        raise BadData(f"{self.file}, line {self.line}: {where}expected {expected}, found {self.shown}")

    @property
    def line(self) -> int:
        """The line on which it begins, counted from 1."""
        return int(self.node.start_mark.line) + 1

    @property
    def shown(self) -> str:
        """The value as a message shows it."""
        if isinstance(self.node, yaml.MappingNode):
            return "a mapping"
        if isinstance(self.node, yaml.SequenceNode):
            return f"a list of {len(self.node.value)}"
        return "nothing" if self.is_null else repr(self.node.value[:60])

    @property
    def is_null(self) -> bool:
        """Whether nothing is said here: `null`, or nothing behind the colon."""
        return bool(self.node.tag == "tag:yaml.org,2002:null")

    @property
    def is_list(self) -> bool:
        """Whether this is a list."""
        return isinstance(self.node, yaml.SequenceNode)

    @property
    def is_mapping(self) -> bool:
        """Whether this is a mapping."""
        return isinstance(self.node, yaml.MappingNode)

    def mapping(self, expected: str) -> dict[str, Part]:
        """Keys and what they hold; a key that stands twice is a fault, for one of the two would be lost."""
        if not self.is_mapping:
            self.fail(expected)
        parts: dict[str, Part] = {}
        for key_node, node in self.node.value:
            name = str(key_node.value)
            part = Part(node, self.file, f"{self.key}.{name}" if self.key else name)
            if name in parts:
                raise BadData(f"{self.file}, line {key_node.start_mark.line + 1}: {part.key} stands twice: keep one")
            parts[name] = part
        return parts

    def items(self, expected: str) -> list[Part]:
        """What a list holds, numbered from 1 in `key`; nothing where nothing is said."""
        if self.is_null:
            return []
        if not self.is_list:
            self.fail(expected)
        return [Part(node, self.file, f"{self.key}[{number}]") for number, node in enumerate(self.node.value, 1)]

    def several(self, expected: str) -> list[Part]:
        """What a list holds, or the one thing that stands alone."""
        return self.items(expected) if self.is_list or self.is_null else [self]

    def alternatives(self) -> list[Part]:
        """What {any: [...]} holds, or the one thing that stands alone."""
        if not self.is_mapping:
            return [self]
        parts = self.mapping("{any: [...]}")
        if set(parts) != {"any"}:
            self.fail("{any: [...]}")
        return parts["any"].items("a list of those of which any is right")

    def two(self) -> tuple[str, str]:
        """The first two ids of a list."""
        ids = [item.text("an id") for item in self.items("a list of two ids")]
        return (ids[0], ids[1]) if len(ids) > 1 else self.fail("a list of two ids")

    def needed(self, parts: Mapping[str, Part], key: str) -> Part:
        """What this mapping, given as `parts`, holds under a key; BadData where it has not the key."""
        if key not in parts:
            where = f"{self.key}: " if self.key else ""
            raise BadData(f"{self.file}, line {self.line}: {where}expected the key {key!r}, which is missing")
        return parts[key]

    def text(self, expected: str) -> str:
        """A text; what YAML takes for a number, a day, yes or no must be in quotes."""
        value = self._scalar(expected)
        if isinstance(value, str) and value.strip():
            return value
        if not isinstance(value, str) and value is not None:
            expected += f' (in quotes: "{self.node.value}")'
        return self.fail(expected)

    def number(self, expected: str) -> int:
        """A whole number."""
        value = self._scalar(expected)
        if isinstance(value, bool) or not isinstance(value, int):
            self.fail(expected)
        return value

    def day(self, expected: str) -> str | None:
        """A day as 2024-02-07, or None for null."""
        value = self._scalar(expected)
        if value is None:
            return None
        if isinstance(value, datetime):
            value = value.date()
        if not isinstance(value, date):
            self.fail(expected)
        return value.isoformat()

    def _scalar(self, expected: str) -> Any:
        if not isinstance(self.node, yaml.ScalarNode):
            self.fail(expected)
        try:
            return _SCALARS.construct_object(self.node)
        except (ValueError, yaml.YAMLError):  # a 30th of February
            self.fail(expected)


def read_yaml(path: Path) -> Part:
    """The whole of a YAML file; BadData where it cannot be read or is no YAML."""
    try:
        node = yaml.compose(path.read_text("utf-8-sig"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise BadData(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise BadData(f"{path}: is not UTF-8: save it so") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise BadData(f"{path}{line}: is no YAML: {getattr(error, 'problem', None) or error}") from None
    if node is None:
        raise BadData(f"{path}: is empty")
    return Part(node, str(path))


def strangers(parts: Mapping[str, Part], known: Iterable[str]) -> list[str]:
    """A line for each key that nothing here reads, with those that do."""
    known = sorted(known)
    return [
        f"{part.file}, line {part.line}: {part.key} is left out: the keys here are {', '.join(known)}"
        for name, part in parts.items()
        if name not in known
    ]
