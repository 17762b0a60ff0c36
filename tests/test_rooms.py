"""Who may import whom: the arrows of the design, held against every import that stands in the package."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import REPOSITORY

SOURCE = REPOSITORY / "src"
PACKAGE = "pairedtexts"

# From the ground up; a room imports from lower floors, and from itself. A new room gets its place here.
FLOORS = (
    {"errors", "digest", "markup", "whole_file"},
    {"texts", "responses"},
    {"questions"},
    {"contents"},
    {"bank", "widgets"},
    {"pictures"},
    {"release", "lint", "notebook"},
    {"grading", "papers", "__init__"},
    {"nbgrader_plugin"},
    {"course"},
    {"cli"},
    {"__main__"},
)
STUDENT_SIDE = {"__init__", "notebook", "contents", "digest", "errors", "markup", "texts", "responses", "widgets", "questions"}
STUDENT_PACKAGES = {"anywidget", "traitlets", "IPython"}
AUTHORING = ("authoring", "_option_authoring", "_cell_authoring")
NBGRADER = {"nbgrader", "nbconvert", "nbformat"}
HEAVY = {"altair", "pydantic", "pydantic_core", "ruamel", "rapidfuzz", "typer", "rich"}


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    found = {}
    for path in sorted((SOURCE / PACKAGE).rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def room(module: str) -> str:
    """The room of a module: its first name under the package, "__init__" for the package itself."""
    return module.split(".")[1] if "." in module else "__init__"


def is_student_side(module: str) -> bool:
    return room(module) in STUDENT_SIDE and module.rpartition(".")[2] not in AUTHORING


def imports(module: str, *, of_types: bool = False) -> Iterator[str]:
    """The dotted names that a module imports, inside functions too; without those that only a type checker reads."""
    path = MODULES[module]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = set() if of_types else {id(node) for branch in _type_checking(tree) for node in ast.walk(branch)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(module, path, node)
            # `from . import x` may name a module.
            yield from (f"{base}.{a.name}" if f"{base}.{a.name}" in MODULES else base for a in node.names)


def _absolute(module: str, path: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    above = package[: len(package) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])


def _type_checking(tree: ast.Module) -> list[ast.stmt]:
    return [
        statement
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for statement in node.body
    ]


def ours(module: str, **options: bool) -> set[str]:
    return {name for name in imports(module, **options) if name.split(".")[0] == PACKAGE}


def foreign(module: str) -> set[str]:
    tops = {name.split(".")[0] for name in imports(module)}
    return tops - {PACKAGE} - set(sys.stdlib_module_names)


EVERY_MODULE = pytest.mark.parametrize("module", MODULES)


def test_every_room_has_its_floor():
    rooms = {room(module) for module in MODULES}
    placed = [name for floor in FLOORS for name in floor]
    assert len(placed) == len(set(placed)), "one room, one floor"
    assert rooms == set(placed)


@EVERY_MODULE
def test_a_room_imports_from_lower_floors_only(module):
    floor = {name: number for number, floor in enumerate(FLOORS) for name in floor}
    upwards = {
        name for name in ours(module, of_types=True) if room(name) != room(module) and floor[room(name)] >= floor[room(module)]
    }
    assert upwards == set()


@EVERY_MODULE
def test_what_is_imported_from_the_package_is_there(module):
    """The arrows above are worth nothing if a name here were resolved wrongly."""
    assert all(name in MODULES for name in ours(module, of_types=True))


@pytest.mark.parametrize("module", [module for module in MODULES if is_student_side(module)])
def test_the_student_side_never_imports_the_teacher_side(module):
    assert {name for name in ours(module) if not is_student_side(name)} == set()


@pytest.mark.parametrize("module", [module for module in MODULES if is_student_side(module)])
def test_the_student_side_needs_the_standard_library_and_anywidget_only(module):
    """traitlets and IPython come with anywidget."""
    assert foreign(module) <= STUDENT_PACKAGES


@EVERY_MODULE
def test_only_the_plugins_room_imports_nbgrader(module):
    allowed = NBGRADER if room(module) == "nbgrader_plugin" else {"nbformat"} if module == "pairedtexts.course.demo" else set()
    assert foreign(module) & NBGRADER <= allowed


@EVERY_MODULE
def test_everything_that_is_imported_is_declared(module):
    """Standard library, what the base install brings, and what the extras `teach` and, on clusters only, `district` name."""
    declared = STUDENT_PACKAGES | NBGRADER | HEAVY | {"sqlalchemy", "filelock", "jupyter_core"}
    if module == "pairedtexts.nbgrader_plugin.cluster":
        declared |= {"distributed"}
    assert foreign(module) <= declared


def test_grading_knows_no_database_no_server_no_clock():
    """Pure: data in, data out."""
    impure = {"datetime", "time", "sqlite3", "random", "subprocess", "socket", "os", "tempfile", "uuid", "secrets"}
    for module in MODULES:
        if room(module) == "grading":
            assert {name.split(".")[0] for name in imports(module)} & impure == set(), module


def test_importing_the_package_imports_neither_widget_nor_notebook_library():
    """They come with the first question, so that the first cell runs at once."""
    for module in MODULES:
        if room(module) in {"__init__", "notebook"}:
            tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
            at_once = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
            names = {
                name.split(".")[0]
                for node in at_once
                for name in ([a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""])
                if isinstance(node, ast.Import) or not node.level
            }
            assert names <= set(sys.stdlib_module_names), module


def test_the_cli_imports_rooms_late():
    """`pairedtexts --help` must not wait for nbgrader."""
    for module in MODULES:
        if room(module) == "cli":
            tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
            at_once = {node.module for node in tree.body if isinstance(node, ast.ImportFrom) and node.level}
            assert at_once <= {"errors", "_grading"}, module
