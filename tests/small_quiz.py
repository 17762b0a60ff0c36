"""A small quiz with which nothing is wrong or doubtful, and courses made of it with one thing changed.

Two reports tell of painted doors. Every option has the same length and no word of another, and the right one stands at
every place equally often: no trick earns anything.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pairedtexts.bank import Bank, Entry
from pairedtexts.questions.authoring import build, item_class
from pairedtexts.texts import Part, Text
from sample_course import lesson_of

Data = dict[str, Any]

COLORS = ("amber", "black", "brown", "green", "lilac", "olive", "peach", "white")
OTHERS = ("coral", "khaki", "mauve", "ivory", "beige", "azure")
ROOMS = ("kitchen", "cellar", "attic", "library", "pantry", "garage", "nursery", "laundry")
PAPERS = {"east-times": "East Times", "west-news": "West News"}
QUIZ = "doors"
GRADED = 8
_HEADER = "parts:\n      - {kind: body, lines: 1-8}"


def article(paper: str) -> str:
    """A report: one sentence a door."""
    return "\n".join(
        f"In the {paper} house the {room} has a door of {color}." for room, color in zip(ROOMS, COLORS, strict=True)
    )


def text(name: str, verbatim: str = "", role: str = "article") -> Text:
    said = verbatim or article(PAPERS[name])
    part = Part("body", 1, said.count("\n") + 1)
    return Text(name, PAPERS.get(name, name), "", "", "", "", (part,), said, name[:4], role)


TEXTS = {name: text(name) for name in PAPERS}


def door(number: int, **more: Any) -> Data:
    """A question about one door; its right option stands at place ``number`` of four, as shown."""
    paper = [*PAPERS][number % 2]
    room, color = ROOMS[number % 8], COLORS[number % 8]
    wrong = [OTHERS[(number + i) % 6] for i in range(3)]
    shown = [*wrong[: number // 2 % 4], color, *wrong[number // 2 % 4 :]]
    return {
        "id": f"door-{number}",
        "type": "choose-one",
        "points": 2,
        "skill": "close-reading",
        "standards": ["RH.9-10.1"],
        "about": [paper],
        "prompt": f"Look for the {room} in the report of {PAPERS[paper]}. What is it painted with there?",
        "options": {each: f"With {each}" for each in shown},
        "keep-order": True,
        "key": {
            "answer": color,
            "evidence": [{"text": paper, "quote": f"the {room} has a door of {color}"}],
            "explanation": f"The report says that its door is of {color}.",
            "why-not": dict.fromkeys(wrong, "No door of this house is painted so."),
        },
        **more,
    }


def practice(question: Data, number: int = 0) -> Data:
    """The question, for practice."""
    changed = {**question, "id": f"practice-{number}", "practice": True, "prompt": f"Now try this. {question['prompt']}"}
    del changed["points"]
    return changed


def quiz() -> Data:
    """The whole quiz: eight graded questions, balanced between the papers, and four to practice."""
    questions = [door(number) for number in range(GRADED)]
    for number, axis in enumerate(("narrator", "narrator", "sources", "sources")):
        questions[number] |= {"axis": axis, "critical": questions[number]["about"]}
    return {"title": "Doors", "questions": questions + [practice(door(number), number) for number in range(0, GRADED, 2)]}


def matrix(columns: Sequence[str] = COLORS[:4], taken: Sequence[int] = (0, 1, 2, 3, 1, 0), **more: Any) -> Data:
    """The doors of one house by color: row by row the column that it belongs to."""
    rows = {f"row-{i}": f"The {ROOMS[i]}" for i in range(len(taken))}
    labels = [f"column-{i}" for i in range(len(columns))]
    answer = {f"row-{i}": labels[column] for i, column in enumerate(taken)}
    key = {
        "answer": answer,
        "evidence": [{"text": "east-times", "quote": "the kitchen has a door of amber"}],
        "explanation": "So it says.",
        "why-not": {"row-0": "Look at the first sentence."},
    }
    return {
        "id": "by-color",
        "type": "matrix",
        "points": 2,
        "skill": "close-reading",
        "about": ["east-times"],
        "prompt": "Which paint is on the doors of the house in the report of East Times?",
        "rows": rows,
        "columns": dict(zip(labels, columns, strict=True)),
        "keep-order": True,
        "key": key,
        **more,
    }


def changed(change: Callable[[Data], object]) -> Data:
    """The quiz, with one thing changed in place."""
    data = copy.deepcopy(quiz())
    change(data)
    return data


def bank_of(data: Data, texts: dict[str, Text] | None = None) -> Bank:
    """The bank of one quiz, each question at the line of its number."""
    known = texts or TEXTS
    entries = {}
    for number, question in enumerate(data["questions"], start=1):
        item = item_class(question["type"]).model_validate(question)
        public, key = build(item, QUIZ, known)
        entries[public.id] = Entry(public, key, item, f"quizzes/{QUIZ}.yaml", number)
    return Bank(known, entries, {QUIZ: data.get("waive", {})})


def make_course(folder: Path, data: Data) -> Path:
    """A course with this quiz, as files: JSON is YAML as well."""
    for name in ("lessons", "quizzes", "source_texts"):
        (folder / name).mkdir(parents=True)
    about = [
        f"  {name}:\n    outlet: {paper}\n    short: {paper[:4]}\n    title: Doors\n    byline: none\n    date: May 2026\n"
        f"    rights: none\n    {_HEADER}\n"
        for name, paper in PAPERS.items()
    ]
    (folder / "source_texts" / "texts.yaml").write_text("texts:\n" + "".join(about), encoding="utf-8")
    for name, paper in PAPERS.items():
        (folder / "source_texts" / f"{name}.txt").write_text(article(paper), encoding="utf-8")
    (folder / "quizzes" / f"{QUIZ}.yaml").write_text(json.dumps(data, indent=1), encoding="utf-8")
    notebook = folder / "lessons" / QUIZ / f"{QUIZ}.ipynb"
    notebook.parent.mkdir()
    notebook.write_text(json.dumps(lesson_of(bank_of(data)), indent=1), encoding="utf-8")
    return folder
