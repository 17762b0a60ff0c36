"""What a notebook's calls show and keep: in a student's kernel, in the teacher's course, and when something is amiss."""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

import pairedtexts
from conftest import LESSONS, handed_in, latest, right_answers
from pairedtexts.grading import read_hand_in
from pairedtexts.notebook import _calls
from pairedtexts.questions import question_type
from pairedtexts.release import Kept
from pairedtexts.responses import MIME, next_record, read_record

ASKED = "federalism/in-both"
PRACTICE = "federalism/practice-arizona"


@dataclass
class Ran:
    """What running a cell gave: its result, its displays as MIME bundles, its printed lines."""

    result: object
    displays: list[dict]
    stdout: str
    stderr: str


class Kernel:
    """An IPython shell in this process, with a fresh desk: what one kernel knows of one notebook."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(_calls, "_desk", _calls._Desk())
        self.shell = InteractiveShell.instance()
        self.shell.reset()

    def run(self, source: str) -> Ran:
        with capture_output() as captured:
            outcome = self.shell.run_cell(source)
        outcome.raise_error()
        shown = [output.data for output in captured.outputs]
        if outcome.result is not None and shown:
            shown = [data for data in shown if "application/vnd.jupyter.widget-view+json" not in data]
        return Ran(outcome.result, shown, captured.stdout, captured.stderr)

    def open(self, release: Kept) -> Kernel:
        """Run the first code cell of a release."""
        self.run(next(cell["source"] for cell in release.notebook["cells"] if cell["cell_type"] == "code"))
        return self

    def ask(self, question: str) -> Ran:
        return self.run(f'import pairedtexts as pt\npt.ask("{question}")')


@pytest.fixture
def restart(monkeypatch, tmp_path):
    """Starts a kernel; a second call is a restart. The shell leaves nothing behind on disk."""
    config = Config()
    config.HistoryManager.enabled = False
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    InteractiveShell.clear_instance()
    InteractiveShell.instance(config=config)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    yield lambda: Kernel(monkeypatch)
    InteractiveShell.clear_instance()


@pytest.fixture
def release(released) -> Kept:
    return latest(released, "federalism")


@pytest.fixture
def kernel(restart, release) -> Kernel:
    """A student's kernel in which the first cell has been run."""
    return restart().open(release)


def save(path: Path, notebook: dict) -> Path:
    path.write_text(nbformat.writes(nbformat.from_dict(json.loads(json.dumps(notebook)))), encoding="utf-8")
    return path


def click(widget, answer, at: str = "2026-11-21T15:58:00Z") -> dict:
    """Do what the browser does: send the next record."""
    before = read_record(widget.response) if widget.response else None
    record = next_record(before, widget.question["id"], widget.question["version"], answer, at).to_json()
    widget.set_state({"response": record})
    return record


def options(widget) -> dict[str, str]:
    return {option["text"]: option["id"] for option in widget.question["options"]}


# Something is amiss: one sentence, no traceback


@pytest.mark.parametrize("call", ['pt.ask("federalism/in-both")', "pt.read()", 'pt.read("nbc-news-2021")', "pt.hand_in()"])
def test_a_cell_run_before_the_first_one_says_to_run_the_first_one(restart, call):
    ran = restart().run(f"import pairedtexts as pt\n{call}")
    assert ran.stderr == _calls.RUN_FIRST_CELL + "\n"
    assert "run its first cell" in ran.stderr
    assert (ran.result, ran.displays, ran.stdout) == (None, [], "")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ('pt.ask("federalism/nothing")', r'There is no question "federalism/nothing" here\. This notebook has: federalism/'),
        ('pt.read("new-york-times")', r'There is no text "new-york-times" here\. This notebook has: liberty-headlines-2019,'),
    ],
)
def test_an_unknown_name_is_answered_with_the_names_there_are(kernel, call, said):
    ran = kernel.run(f"import pairedtexts as pt\n{call}")
    assert re.match(said, ran.stderr)
    assert ran.stderr.count("\n") == 1
    assert (ran.result, ran.displays) == (None, [])


def test_a_release_without_the_package_says_what_to_do(release):
    """Every cell, not only the first one: a student may begin anywhere."""
    for cell in release.notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        source = cell["source"].replace("import pairedtexts as pt", "import pairedtexts_is_not_here as pt")
        with capture_output() as captured:
            exec(compile(source, cell["id"], "exec"), {})
        assert "This notebook needs the Python package pairedtexts" in captured.stderr
        assert "restart the kernel, then run the notebook again from the top" in captured.stderr
        assert captured.stderr.count("\n") == 1


def test_the_first_cell_says_that_it_is_ready(restart, release):
    source = next(cell["source"] for cell in release.notebook["cells"] if cell["cell_type"] == "code")
    ran = restart().run(source)
    assert ran.stdout == "Ready: the texts and questions of “federalism” are loaded. Go on to the next cell.\n"
    assert ran.stderr == ""


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_cell_of_a_release_runs_without_a_word_of_trouble(restart, released, lesson):
    kernel = restart()
    for cell in latest(released, lesson).notebook["cells"]:
        if cell["cell_type"] == "code" and "hand_in" not in cell["source"]:
            assert kernel.run(cell["source"]).stderr == "", cell["id"]


# read


class Elements(HTMLParser):
    """The elements of a page by tag and class, with their text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.texts.append(data.strip())


def test_read_shows_both_texts_whole_with_numbered_paragraphs(kernel, bank):
    [shown] = kernel.run('import pairedtexts as pt\npt.read("liberty-headlines-2019", "nbc-news-2021")').displays
    page = Elements(shown["text/html"])
    assert page.tags.count("article") == 2
    assert [text for text in page.texts if text.startswith("¶")] == [f"¶ {n}" for n in (*range(1, 15), *range(1, 17))]
    for name in ("liberty-headlines-2019", "nbc-news-2021"):
        for line in bank.texts[name].verbatim.split("\n"):
            assert line.strip() in page.texts or not line.strip()
    assert "Booker Sponsors Bill" in shown["text/plain"]


def test_read_without_names_shows_every_text(kernel):
    [shown] = kernel.run("import pairedtexts as pt\npt.read()").displays
    assert Elements(shown["text/html"]).tags.count("article") == 2


def test_read_shows_what_is_known_of_a_text_and_its_rights(kernel):
    [shown] = kernel.run('import pairedtexts as pt\npt.read("nbc-news-2021")').displays
    assert "not covered by this project's licences" in "".join(Elements(shown["text/html"]).texts)


# ask


def test_a_question_shows_its_public_half_and_no_key(kernel, bank):
    widget = kernel.ask(ASKED).result
    assert widget.question["prompt"] == bank.entries[ASKED].question.prompt
    assert widget.question["rule_words"] == "Right choices earn, wrong choices take away; choosing everything earns nothing."
    assert (widget.keeps, widget.key_view, widget.feedback, widget.response) == (True, {}, {}, {})
    assert bank.entries[ASKED].key.explanation not in json.dumps(widget.get_state(), default=str)


def test_a_question_about_words_of_an_article_brings_the_article(kernel, bank):
    widget = kernel.ask("federalism/detainer-sentence").result
    assert list(widget.texts) == ["liberty-headlines-2019"]
    assert widget.texts["liberty-headlines-2019"]["verbatim"] == bank.texts["liberty-headlines-2019"].verbatim


def test_the_text_of_a_questions_result_is_a_zero(kernel):
    """nbgrader without the plugin gives full marks for any text that is no number."""
    widget = kernel.ask(ASKED).result
    data, _ = widget._repr_mimebundle_()
    assert data["text/plain"] == "0.0"


def test_an_answer_is_recorded_in_the_cells_output(kernel):
    ran = kernel.ask(ASKED)
    chosen = sorted(options(ran.result).values())[:2]
    with capture_output() as captured:
        record = click(ran.result, chosen)
    [output] = captured.outputs
    assert output.data[MIME] == record
    assert record["revision"] == 1
    assert ran.result.recorded == 1


def test_every_change_is_recorded_and_an_answer_can_be_taken_back(kernel):
    widget = kernel.ask(ASKED).result
    with capture_output() as captured:
        for answer in (["o1"], ["o1", "o2"], None):
            click(widget, answer)
    assert [output.data[MIME]["revision"] for output in captured.outputs] == [1, 2, 3]
    assert captured.outputs[-1].data[MIME]["answer"] is None
    assert "Not answered yet." in captured.outputs[-1].data["text/plain"]


def test_what_comes_late_does_not_undo_what_is_newer(kernel):
    widget = kernel.ask(ASKED).result
    with capture_output():
        older = click(widget, ["o1"])
        newer = click(widget, ["o2"])
    with capture_output() as captured:
        widget.set_state({"response": older})
    assert captured.outputs == []
    assert widget.recorded == newer["revision"]
    assert _calls._desk.records[ASKED].answer == ["o2"]


def test_running_the_cell_again_restores_the_answer(kernel):
    with capture_output():
        record = click(kernel.ask(ASKED).result, ["o1"])
    again = kernel.ask(ASKED)
    assert again.result.response == record
    assert again.result.recorded == 1
    assert again.displays[0][MIME] == record


def test_a_fresh_kernel_restores_the_answers_from_the_saved_file(restart, release, tmp_path, monkeypatch):
    path = save(tmp_path / "work.ipynb", handed_in(release, right_answers(release)))
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    kernel = restart().open(release)
    for name, answer in right_answers(release).items():
        ran = kernel.ask(name)
        assert ran.result.response["answer"] == answer
        assert ran.displays[0][MIME]["answer"] == answer


def test_of_the_file_and_the_kernel_the_newer_answer_is_restored(restart, release, tmp_path, monkeypatch):
    path = save(tmp_path / "work.ipynb", handed_in(release, right_answers(release)))
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    kernel = restart().open(release)
    with capture_output():
        newer = click(kernel.ask(ASKED).result, ["o1"])
    assert newer["revision"] == 2
    assert kernel.ask(ASKED).result.response == newer


def test_the_notebook_beside_a_kernel_that_names_no_file_is_found_by_its_lesson(restart, release):
    """A browser-only Jupyter does not say which file it runs."""
    save(Path.cwd() / "my copy.ipynb", handed_in(release, right_answers(release)))
    Path("notes.ipynb").write_text('{"cells": []}', encoding="utf-8")
    assert restart().open(release).ask(ASKED).result.response["answer"] == right_answers(release)[ASKED]


def test_of_two_notebooks_of_one_lesson_none_is_guessed(restart, release):
    for name in ("one.ipynb", "two.ipynb"):
        save(Path.cwd() / name, handed_in(release, right_answers(release)))
    assert restart().open(release).ask(ASKED).result.response == {}


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"cells": 5, "metadata": []}'])
def test_a_saved_file_that_cannot_be_read_stops_no_question(restart, release, tmp_path, monkeypatch, damage):
    (tmp_path / "work.ipynb").write_bytes(damage)
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "work.ipynb"))
    ran = restart().open(release).ask(ASKED)
    assert (ran.result.response, ran.stderr) == ({}, "")


@pytest.mark.parametrize("sent", [{"schema": 1}, {"question": ASKED, "revision": "x"}, {"question": "another/one"}])
def test_a_message_that_is_no_record_of_this_question_changes_nothing(kernel, sent):
    """A broken front end or a script in the page."""
    widget = kernel.ask(ASKED).result
    with capture_output() as captured, contextlib.suppress(pairedtexts.notebook._calls.PairedTextsError):
        widget.set_state({"response": {**sent, "version": "v", "at": "t"}})
    assert captured.outputs == []
    assert ASKED not in _calls._desk.records
    assert widget.recorded == 0


def test_practice_is_checked_at_once_with_proof(kernel, bank):
    widget = kernel.ask(PRACTICE).result
    by_words = options(widget)
    with capture_output():
        click(widget, by_words["Commandeering, since a state got an order from Congress"])
        widget.set_state({"check": 1})
    assert (widget.feedback["revision"], widget.feedback["share"], widget.feedback["verdict"]) == (1, 0.0, "Not right yet.")
    assert "Congress giving orders to a state" in widget.feedback["notes"][0]["text"]
    with capture_output():
        click(widget, by_words["Preemption, since federal law leaves no room here"])
        widget.set_state({"check": 2})
    assert (widget.feedback["revision"], widget.feedback["verdict"]) == (2, "Right.")
    assert widget.feedback["explanation"] == bank.entries[PRACTICE].key.explanation
    assert widget.feedback["evidence"][0]["source"].startswith("Arizona v. United States")


def test_a_graded_question_is_never_checked(kernel):
    widget = kernel.ask(ASKED).result
    with capture_output():
        click(widget, sorted(options(widget).values())[:1])
        widget.set_state({"check": 1})
    assert widget.feedback == {}


@pytest.mark.parametrize("name", [PRACTICE, "federalism/practice-on-loan", "federalism/practice-next-steps"])
def test_the_right_practice_answer_is_called_right(kernel, bank, name):
    entry = bank.entries[name]
    widget = kernel.ask(name).result
    with capture_output():
        click(widget, question_type(entry.question.type).right_answer(entry.question, entry.key, bank.texts))
        widget.set_state({"check": 1})
    assert widget.feedback["verdict"] == "Right."


# The static view in the saved file


HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">"\'</li></div>'


@pytest.mark.parametrize(
    "answer",
    [
        [HOSTILE],
        HOSTILE,
        {HOSTILE: HOSTILE},
        [{"text": HOSTILE, "start": 0, "end": 1, "quote": HOSTILE}],
        [{"text": "liberty-headlines-2019", "start": 0, "end": 1, "quote": HOSTILE}],
    ],
)
@pytest.mark.parametrize("name", [ASKED, "federalism/county-says-no", "federalism/detainer-sentence"])
def test_what_a_student_typed_is_inert_in_the_static_view(kernel, name, answer):
    widget = kernel.ask(name).result
    with capture_output() as captured:
        click(widget, answer)
    [output] = captured.outputs
    assert output.data[MIME]["answer"] == answer, "the record itself is kept as it came"
    tags = Elements(output.data["text/html"]).tags
    assert set(tags) <= {"div", "p", "ul", "li", "strong", "em"}
    assert "cannot be read" in output.data["text/plain"]


def test_the_static_view_shows_the_answer_without_kernel_or_script(kernel):
    widget = kernel.ask(ASKED).result
    by_words = options(widget)
    with capture_output() as captured:
        click(widget, [by_words["The bill is meant to end the 287(g) program"]])
    data = captured.outputs[0].data
    assert "[x] The bill is meant to end the 287(g) program" in data["text/plain"]
    assert "[ ] A president signed an order to expand the program" in data["text/plain"]
    assert "✔ The bill is meant to end the 287(g) program" in Elements(data["text/html"]).texts
    assert "To answer or to change the answer, run this cell" in data["text/html"]


# hand_in


def shown_by_hand_in(kernel: Kernel) -> str:
    [shown] = kernel.run("import pairedtexts as pt\npt.hand_in()").displays
    return shown["text/plain"]


def test_the_hand_in_list_tells_what_the_saved_file_has(restart, release, tmp_path, monkeypatch):
    answers = right_answers(release)
    del answers[ASKED], answers["federalism/in-neither"]
    path = save(tmp_path / "work.ipynb", handed_in(release, answers))
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    kernel = restart().open(release)
    with capture_output():
        click(kernel.ask(ASKED).result, ["o1"])
    lines = shown_by_hand_in(kernel).splitlines()
    assert lines[0] == "2 questions are not answered yet."
    [listed] = [line for line in lines if line.startswith(f"[ ] {release.contents.label(ASKED)}: ")]
    assert listed.endswith("(not answered)"), "the click is in the kernel, and not in the file"
    questions = release.contents.questions
    assert sum(line.startswith("[x]") for line in lines) == sum(questions[name].graded for name in answers)
    practice = sum(question.practice for question in questions.values())
    assert f"Practice: {practice} of {practice} answered (practice earns no points)" in lines
    assert any(line.startswith("Hand in this one file: work.ipynb") for line in lines)


def test_a_question_with_empty_rows_is_answered_in_part(restart, release, tmp_path, monkeypatch):
    answers = right_answers(release)
    [cells, *_] = [
        name
        for name, answer in answers.items()
        if release.contents.questions[name].type == "matrix" and release.contents.questions[name].graded
    ]
    rows = len(answers[cells])
    answers[cells] = dict([*answers[cells].items()][:-2])
    monkeypatch.setenv("JPY_SESSION_NAME", str(save(tmp_path / "work.ipynb", handed_in(release, answers))))
    kernel = restart().open(release)
    [shown] = kernel.run("import pairedtexts as pt\npt.hand_in()").displays
    plain, label = shown["text/plain"], release.contents.label(cells)
    assert plain.startswith("1 question is answered in part.\n")
    assert re.search(rf"^\[~\] {label}: .*\(answered in part \({rows - 2} of {rows}\)\)$", plain, re.MULTILINE)
    assert f"◐ {label}<" in shown["text/html"]
    del answers[ASKED]
    save(tmp_path / "work.ipynb", handed_in(release, answers))
    assert shown_by_hand_in(kernel).startswith("1 question is not answered yet, 1 question is answered in part.\n")


def test_a_question_of_any_type_with_parts_says_how_many_are_filled_in(restart, sample_release, tmp_path, monkeypatch):
    contents, answers = sample_release.contents, right_answers(sample_release)
    expected = {}
    for name, question in contents.questions.items():
        modified = question.certainty or question.reason
        own = answers[name]["answer"] if modified else answers[name]
        state = "answered"
        if question.type in {"matrix", "match", "fill-in"} and len(own) > 1:
            state = f"answered in part ({len(own) - 1} of {len(own)})"
            own = dict([*own.items()][1:])
            answers[name] = {**answers[name], "answer": own} if modified else own
        if question.graded:
            expected[contents.label(name)] = (question.type, state)
    monkeypatch.setenv("JPY_SESSION_NAME", str(save(tmp_path / "work.ipynb", handed_in(sample_release, answers))))
    listed = shown_by_hand_in(restart().open(sample_release))
    for label, (kind, state) in expected.items():
        begins, ends = f"{'[x]' if state == 'answered' else '[~]'} {label}: ", f" ({state})"
        assert [line for line in listed.splitlines() if line.startswith(begins) and line.endswith(ends)], (kind, label)
    assert {kind for kind, state in expected.values() if state != "answered"} == {"matrix", "match", "fill-in"}


def test_a_complete_file_is_called_complete(restart, release, tmp_path, monkeypatch):
    path = save(tmp_path / "work.ipynb", handed_in(release, right_answers(release)))
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    assert shown_by_hand_in(restart().open(release)).startswith("Every question is answered.")


def test_practice_may_be_missing_from_a_complete_file(restart, release, tmp_path, monkeypatch):
    answers = {
        name: answer for name, answer in right_answers(release).items() if not release.contents.questions[name].practice
    }
    path = save(tmp_path / "work.ipynb", handed_in(release, answers))
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    assert shown_by_hand_in(restart().open(release)).startswith("Every question is answered.")


def test_the_students_receipt_is_the_graders(restart, release, tmp_path, monkeypatch):
    path = save(tmp_path / "work.ipynb", handed_in(release, right_answers(release)))
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    graders = read_hand_in(path.read_bytes()).receipt
    assert f"\nYour receipt: {graders} (" in shown_by_hand_in(restart().open(release))
    assert re.fullmatch(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", graders)


def test_a_file_without_answers_has_no_receipt(restart, release, tmp_path, monkeypatch):
    path = save(tmp_path / "work.ipynb", release.notebook)
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    shown = shown_by_hand_in(restart().open(release))
    assert "There are no answers in the saved file, so there is no receipt and nothing to hand in yet." in shown
    assert "Hand in this" not in shown
    graded = sum(question.graded for question in release.contents.questions.values())
    assert shown.startswith(f"{graded} questions are not answered yet.")


def test_the_list_is_made_from_the_file_as_it_is_now(restart, release, tmp_path, monkeypatch):
    path = save(tmp_path / "work.ipynb", release.notebook)
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    kernel = restart().open(release)
    shown_by_hand_in(kernel)
    save(path, handed_in(release, right_answers(release)))
    assert shown_by_hand_in(kernel).startswith("Every question is answered.")


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"answer": ["no-such-option"]}, "cannot be read: the answer names an option that this question does not have"),
        ({"answer": HOSTILE}, "cannot be read: the answer must be a list of options"),
        ({"answer": []}, "not answered"),
        ({"answer": None}, "not answered"),
        ({"version": "older"}, "answers another version of this question: answer it again"),
    ],
)
def test_an_answer_that_will_not_count_is_named_before_it_is_handed_in(restart, release, tmp_path, monkeypatch, change, state):
    notebook = handed_in(release, right_answers(release))
    record = notebook["metadata"]["pairedtexts"]["responses"][ASKED]
    notebook["metadata"]["pairedtexts"]["responses"][ASKED] = {**record, "revision": 9, **change}
    monkeypatch.setenv("JPY_SESSION_NAME", str(save(tmp_path / "work.ipynb", notebook)))
    shown = shown_by_hand_in(restart().open(release))
    assert shown.startswith("1 question is not answered yet.")
    assert re.search(rf"^\[ \] {release.contents.label(ASKED)}: .*\({re.escape(state)}\)$", shown, re.MULTILINE)


def test_the_hand_in_list_is_inert_whatever_the_file_is_called(restart, release, tmp_path, monkeypatch):
    path = save(tmp_path / "<img src=x onerror=alert(1)>.ipynb", handed_in(release, right_answers(release)))
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    [shown] = restart().open(release).run("import pairedtexts as pt\npt.hand_in()").displays
    assert "img" not in Elements(shown["text/html"]).tags


def test_where_the_file_cannot_be_seen_it_says_to_save(kernel):
    ran = kernel.run("import pairedtexts as pt\npt.hand_in()")
    assert ran.stderr.startswith("Save the notebook (Ctrl+S), then hand in its .ipynb file.")
    assert ran.displays == []


# The teacher's own course


@pytest.fixture
def in_lesson(course, monkeypatch):
    monkeypatch.chdir(course / "lessons" / "federalism")
    return course


def test_in_the_teachers_lesson_a_question_shows_its_key_and_keeps_nothing(restart, in_lesson, bank):
    widget = restart().ask(ASKED).result
    key = bank.entries[ASKED].key
    assert widget.keeps is False
    assert sorted(widget.key_view["answer"]) == [
        "Booker says that this work is not for local police",
        "Local departments work with ICE under the program",
        "The bill is meant to end the 287(g) program",
    ]
    assert widget.key_view["explanation"] == key.explanation
    assert {note["text"] for note in widget.key_view["notes"]} == set(key.why_not.values())
    assert [proof["quote"] for proof in widget.key_view["evidence"]] == [item.quote for item in key.evidence]


def test_every_question_can_be_previewed(restart, in_lesson, bank):
    kernel = restart()
    for name, entry in bank.entries.items():
        widget = kernel.ask(name).result
        keyed = entry.question.keyed
        assert bool(widget.key_view.get("explanation")) == keyed, "a survey has no key"
        proofs = [widget.key_view.get("evidence"), *(note["evidence"] for note in widget.key_view.get("notes", ()))]
        assert any(proofs) == keyed


def test_a_teacher_sees_a_question_as_it_is_in_the_file_now(restart, in_lesson):
    kernel = restart()
    kernel.ask(ASKED)
    quiz = in_lesson / "quizzes" / "federalism.yaml"
    quiz.write_text(quiz.read_text(encoding="utf-8").replace("two years apart", "two springs apart"), encoding="utf-8")
    assert "two springs apart" in kernel.ask(ASKED).result.question["prompt"]


def test_a_teacher_with_a_fault_in_a_quiz_gets_the_sentence_that_check_prints(restart, in_lesson):
    quiz = in_lesson / "quizzes" / "federalism.yaml"
    quiz.write_text(quiz.read_text(encoding="utf-8").replace("prompt:", "promt:", 1), encoding="utf-8")
    ran = restart().ask(ASKED)
    assert 'quizzes/federalism.yaml:10: question "practice-on-loan": "promt" is not a known name' in ran.stderr
    assert "Traceback" not in ran.stderr
    assert ran.result is None


@pytest.mark.parametrize("place", ["", "quizzes", "release/federalism"])
def test_elsewhere_in_the_course_no_key_is_shown(restart, released, monkeypatch, place):
    """A teacher who tries a release in its folder sees what a student sees."""
    monkeypatch.chdir(released / place)
    kernel = restart()
    assert kernel.ask(ASKED).stderr == _calls.RUN_FIRST_CELL + "\n"
    widget = kernel.open(latest(released, "federalism")).ask(ASKED).result
    assert (widget.keeps, widget.key_view) == (True, {})


def test_a_release_opened_in_the_lessons_folder_is_still_a_release(restart, released, monkeypatch):
    monkeypatch.chdir(released / "lessons" / "federalism")
    widget = restart().open(latest(released, "federalism")).ask(ASKED).result
    assert (widget.keeps, widget.key_view) == (True, {})


# Executed by nbgrader


def test_a_question_that_nbgrader_executes_says_that_it_earns_nothing_and_why(kernel, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    ran = kernel.ask(ASKED)
    assert ran.stderr == _calls.NOT_GRADED + "\n"
    assert "without the pairedtexts plugin" in ran.stderr
    assert "nbgrader_config.py" in ran.stderr
    data, _ = ran.result._repr_mimebundle_()
    assert data["text/plain"] == "0.0"


def test_nbgraders_validation_is_not_grading(kernel, monkeypatch):
    """Students press Validate: it runs the notebook too, and nothing is wrong."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert kernel.ask(ASKED).stderr == ""
