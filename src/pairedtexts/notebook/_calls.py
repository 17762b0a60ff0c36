"""The calls that a notebook makes. A problem here is one sentence for a student, never a traceback."""

from __future__ import annotations

import json
import os
import sys
from collections import deque
from collections.abc import Callable
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from ..contents import Contents
from ..digest import Json
from ..errors import PairedTextsError
from ..responses import Record

if TYPE_CHECKING:
    from ..widgets._kept import KeptWidget
    from ..widgets._reading_widget import ReadingWidget
    from ..widgets._widget import QuestionWidget

RUN_FIRST_CELL = (
    "This notebook's texts and questions are not loaded yet: run its first cell (click it, press Shift+Enter), "
    "then run this one again."
)
NOT_GRADED = (
    "pairedtexts questions earn nothing here, because they were executed by nbgrader without the pairedtexts plugin. "
    "Grade in the course folder, whose nbgrader_config.py turns the plugin on (`pairedtexts grade LESSON`, or "
    "`nbgrader autograde LESSON` there)."
)


class _Desk:
    """What this kernel has open: one kernel runs one notebook."""

    def __init__(self) -> None:
        self.contents: Contents | None = None
        self.records: dict[str, Record] = {}
        # Cells that show texts share one record of notes; a cell that is run again leaves its old widget behind.
        self.rooms: deque[ReadingWidget] = deque(maxlen=4)


_desk = _Desk()


def open_release(contents: str) -> None:
    """Load a release's texts and questions, given as JSON; a release's first cell calls this."""
    _desk.contents = Contents.from_json(json.loads(contents))
    lesson = _desk.contents.lesson
    print(f"Ready: the texts and questions of “{lesson}” are loaded. Go on to the next cell.")  # noqa: T201


def read(*text_ids: str) -> ReadingWidget | None:
    """Show texts side by side, paragraphs numbered; without ids, all texts of the lesson.

    Highlights and notes are kept in the notebook file like answers, and never graded.
    """
    contents = _open_contents()
    if contents is None:
        return None
    missing = [name for name in text_ids if name not in contents.texts]
    if missing:
        _say(f'There is no text "{missing[0]}" here. This notebook has: {", ".join(contents.texts)}.')
        return None
    from ..widgets import NOTES, reading_bundle
    from ..widgets._reading_widget import ReadingWidget

    shown = [contents.texts[name] for name in dict.fromkeys(text_ids) or contents.texts]
    widget = ReadingWidget(shown, contents, _newest(NOTES))
    _keep(widget, lambda record: reading_bundle(shown, record, contents.texts))
    _desk.rooms.append(widget)
    widget.observe(_tell_other_rooms, names="recorded")
    return widget


def ask(question_id: str) -> QuestionWidget | None:
    """Show one question ("quiz/question"); every answer is kept in the notebook file.

    In a teacher's own course the key, its evidence and the explanation are folded below.
    """
    contents = _open_contents()
    if contents is None:
        return None
    question = contents.questions.get(question_id)
    if question is None:
        _say(f'There is no question "{question_id}" here. This notebook has: {", ".join(contents.questions)}.')
        return None
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        _say(NOT_GRADED)
    from ..widgets import record_bundle
    from ..widgets._widget import widget_class

    widget = widget_class(question.type)(question, contents, _newest(question_id))
    _keep(widget, lambda record: record_bundle(question, record, contents.texts))
    return widget


def picture(name: str) -> None:
    """Show a picture made from the texts, and below it the same in words and numbers."""
    contents = _open_contents()
    if contents is None:
        return
    if name not in contents.pictures:
        _say(f'There is no picture "{name}" here. This notebook has: {", ".join(contents.pictures) or "none"}.')
        return
    from ._picture_view import drawn, in_words

    shown = contents.pictures[name]
    _display(drawn(shown))
    _display(in_words(shown))


def hand_in() -> None:
    """List what the saved notebook file holds: answered and missing questions, and a receipt to note down."""
    contents = _open_contents()
    if contents is None:
        return
    if contents.preview_keys:
        print("In a student's copy this lists what the saved file holds, question by question, with a receipt.")  # noqa: T201
        return
    from ._hand_in_list import hand_in_list
    from ._saved_file import find_saved_file

    path = find_saved_file(contents.lesson)
    if path is None:
        _say("Save the notebook (Ctrl+S), then hand in its .ipynb file. (This program cannot see the file itself from here.)")
        return
    _display(hand_in_list(contents, path))


def _open_contents() -> Contents | None:
    if _desk.contents is None:
        try:
            contents = _course_contents()
        except PairedTextsError as error:
            # A teacher with an error in a quiz file gets the sentence that `check` would print.
            _say(str(error))
            return None
        if contents is None:
            _say(RUN_FIRST_CELL)
        return contents
    return _desk.contents


def _course_contents() -> Contents | None:
    """The contents of the course that the kernel runs in, where the teacher side is installed; read anew each time."""
    for point in entry_points(group="pairedtexts.course"):
        try:
            preview: Callable[[], Contents | None] = point.load()
        except ModuleNotFoundError:
            return None  # the student side alone is installed: there is no course to preview
        return preview()
    return None


def _newest(question_id: str) -> Record | None:
    """The newest record that this kernel or the saved file knows."""
    from ..responses import collect
    from ._saved_file import find_saved_file, load

    contents = _desk.contents
    known = [_desk.records[question_id]] if question_id in _desk.records else []
    path = find_saved_file(contents.lesson) if contents else None
    if path is not None:
        saved = collect(load(path)).records.get(question_id)
        known += [saved] if saved else []
    return max(known, key=lambda record: record.revision, default=None)


def _keep(widget: KeptWidget, bundle: Callable[[Record | None], Json]) -> None:
    """Put what the widget shows into the cell's output as well, as the MIME bundle of its record, now and at every change."""
    output = _display(bundle(widget.record))

    def keep(change: Json) -> None:
        newer = widget.take(change["new"])
        if newer is None:
            return
        _desk.records[newer.question] = newer
        output.update(bundle(newer), raw=True)
        widget.recorded = newer.revision

    widget.observe(keep, names="response")


def _tell_other_rooms(change: Json) -> None:
    """Where no notebook file connects two cells that show texts, only the kernel can tell one what the other took."""
    newest = change["owner"].response
    for room in _desk.rooms:
        if room.recorded < newest["revision"]:
            room.response = newest


def _say(sentence: str) -> None:
    # To stderr on purpose: nbgrader gives a cell that wrote there nothing, so no problem here can earn full marks.
    print(sentence, file=sys.stderr)  # noqa: T201


def _display(bundle: Json) -> Json:
    from IPython.display import display

    return display(bundle, raw=True, display_id=True)  # type: ignore[no-untyped-call]
