"""Read a teacher's lesson notebook: which cell makes which call."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..digest import Json
from ..errors import PairedTextsError

if TYPE_CHECKING:
    from ..bank import Bank

_NOT_HANDED_OUT = {".ipynb_checkpoints", "__pycache__", ".DS_Store", "Thumbs.db"}
_CALLS = ("read", "ask", "picture", "hand_in")


class LessonError(PairedTextsError):
    """The lesson notebook asks for something that cannot be released. ``cell`` counts from 1."""

    def __init__(self, cell: int, message: str) -> None:
        super().__init__(f"cell {cell}: {message}" if cell else message)
        self.cell = cell


class ExtraFile(PairedTextsError):
    """The lesson's folder holds a file that would be handed to students."""


@dataclass(frozen=True)
class Lesson:
    """What the cells of a lesson call, by index of the cell; ``setup`` is the index of the import, None without one."""

    calls: Mapping[int, tuple[str, tuple[str, ...]]]
    setup: int | None

    @property
    def questions(self) -> list[str]:
        return [arguments[0] for name, arguments in self.calls.values() if name == "ask"]

    @property
    def pictures(self) -> list[str]:
        return list(dict.fromkeys(arguments[0] for name, arguments in self.calls.values() if name == "picture"))

    @property
    def texts(self) -> set[str]:
        return {text for name, arguments in self.calls.values() if name == "read" for text in arguments}


def read_lesson(notebook: Json, bank: Bank) -> Lesson:
    """Find the calls; see that every question, text and picture exists and no question is asked twice. Raises LessonError."""
    calls: dict[int, tuple[str, tuple[str, ...]]] = {}
    setup: int | None = None
    for index, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] != "code":
            continue
        source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        try:
            body = ast.parse(source).body
        except SyntaxError:
            continue  # a magic, or code that is not Python: nbgrader's business
        call = _call(body, index + 1)
        if call is not None:
            calls[index] = _checked(call, bank, index + 1, calls.values())
        elif (
            setup is None and "pairedtexts" in source and all(isinstance(node, (ast.Import, ast.ImportFrom)) for node in body)
        ):
            setup = index
    return Lesson(calls, setup)


def refuse_extra_files(folder: Path) -> None:
    """See that a lesson's folder holds its notebook and nothing else that would go to students. Raises ExtraFile."""
    notebook = f"{folder.name}.ipynb"
    extra = sorted(p.name for p in folder.iterdir() if p.name != notebook and p.name not in _NOT_HANDED_OUT)
    if extra:
        raise ExtraFile(
            f"lessons/{folder.name}/ holds {', '.join(extra)}, which would be handed to students; a lesson is one "
            f"notebook, {notebook}. Move the rest out of this folder"
        )


def _call(body: list[ast.stmt], cell: int) -> tuple[str, tuple[str, ...]] | None:
    """The call that a cell makes, None for a cell of the teacher's own. Raises LessonError where it is mixed with others."""
    for node in ast.walk(ast.Module(body, [])):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not _is_ours(node.func):
            continue
        name = node.func.attr
        if len(body) != 1 or not isinstance(body[0], ast.Expr) or body[0].value is not node or node.keywords:
            raise LessonError(cell, f"holds a pt.{name}(...) with something else; give each call a cell of its own")
        arguments = [item.value for item in node.args if isinstance(item, ast.Constant) and isinstance(item.value, str)]
        if len(arguments) != len(node.args):
            raise LessonError(cell, f'pt.{name}(...) takes names in quotes, such as "federalism/agreement"')
        return name, tuple(arguments)
    return None


def _is_ours(function: ast.Attribute) -> bool:
    module = function.value
    return isinstance(module, ast.Name) and module.id in {"pt", "pairedtexts"} and function.attr in _CALLS


def _checked(
    call: tuple[str, tuple[str, ...]], bank: Bank, cell: int, before: Iterable[tuple[str, tuple[str, ...]]]
) -> tuple[str, tuple[str, ...]]:
    # Not at the top: processes that grade need what is in this room, and not a bank.
    from ..bank import closest_name
    from ..pictures import pictures_of

    name, arguments = call
    if name == "read":
        for text in arguments:
            if text not in bank.texts:
                raise LessonError(cell, f'there is no text "{text}"{closest_name(text, bank.texts)}')
        # read() without names shows all texts; the release names them, so that it keeps meaning the same.
        return name, arguments or tuple(bank.texts)
    if name == "ask":
        if len(arguments) != 1:
            raise LessonError(cell, 'pt.ask takes one question, such as pt.ask("federalism/agreement")')
        if arguments[0] not in bank.entries:
            raise LessonError(cell, f'there is no question "{arguments[0]}"{closest_name(arguments[0], bank.entries)}')
        if call in list(before):
            raise LessonError(cell, f'question "{arguments[0]}" is asked a second time; ask each question once')
    if name == "picture":
        if len(arguments) != 1:
            raise LessonError(cell, 'pt.picture takes one picture, such as pt.picture("timeline")')
        known = pictures_of(bank)
        if arguments[0] not in known:
            raise LessonError(cell, f'there is no picture "{arguments[0]}"{closest_name(arguments[0], known)}')
    return call
