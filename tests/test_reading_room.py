"""The reading room: what `read` shows with and without a script, and the student's notes, kept and never graded."""

from __future__ import annotations

import contextlib
import json
import re

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

import pairedtexts as pt
from conftest import handed_in, latest, put_hand_in, right_answers
from pairedtexts.errors import PairedTextsError
from pairedtexts.grading import grade, read_hand_in, rebuild, rebuilt_of
from pairedtexts.nbgrader_plugin import steps
from pairedtexts.notebook import _calls
from pairedtexts.responses import MIME, Record, collect, next_record, read_record
from pairedtexts.widgets import NOTES, read_notes
from pairedtexts.widgets._kept import KeptWidget
from pairedtexts.widgets._notes import LONGEST_NOTE, MOST_NOTES

LH, NBC = "liberty-headlines-2019", "nbc-news-2021"
LESSON = "federalism"
HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">"\'</li></mark>'


@pytest.fixture(autouse=True)
def shell(monkeypatch, tmp_path):
    """A shell that leaves nothing behind, in a folder where there is no course."""
    config = Config()
    config.HistoryManager.enabled = False
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    for name in ("JPY_SESSION_NAME", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    InteractiveShell.clear_instance()
    yield InteractiveShell.instance(config=config)
    InteractiveShell.clear_instance()


@pytest.fixture
def release(released):
    return latest(released, LESSON)


@pytest.fixture
def open_notebook(monkeypatch, release):
    """Opens the release in a kernel; called again, the kernel was restarted."""

    def opened() -> None:
        monkeypatch.setattr(_calls, "_desk", _calls._Desk())
        with capture_output():
            pt.open_release(json.dumps(release.contents.to_json()))

    opened()
    return opened


def read(*names: str):
    """The widget of a cell that shows texts, and the page that stands in the cell beside it."""
    with capture_output() as captured:
        widget = pt.read(*names)
    [page] = [output.data for output in captured.outputs]
    return widget, page


def passage(bank, text: str, quote: str, note: str = "") -> dict:
    start = bank.texts[text].verbatim.index(quote)
    return {"text": text, "start": start, "end": start + len(quote), "quote": quote, "note": note}


def send(widget: KeptWidget, answer) -> tuple[dict, list[dict]]:
    """Do what the browser does; returns the record, and what the cells' outputs become."""
    before = read_record(widget.response) if widget.response else None
    record = next_record(before, NOTES, widget.question["version"], answer, "2026-11-21T15:58:00Z").to_json()
    with capture_output() as captured:
        widget.set_state({"response": record})
    return record, [output.data for output in captured.outputs]


def record_of(answer) -> Record:
    return Record(NOTES, "v", 1, answer, "2026-11-21T15:58:00Z")


def with_notes(notebook: dict, answer) -> dict:
    notebook["metadata"]["pairedtexts"].setdefault("responses", {})[NOTES] = record_of(answer).to_json()
    return notebook


# read


def test_read_returns_a_widget_with_the_texts_and_leaves_a_page_that_needs_no_script(open_notebook, bank):
    widget, page = read(LH, NBC)
    assert widget.question["texts"] == [LH, NBC]
    assert widget.texts[NBC]["verbatim"] == bank.texts[NBC].verbatim
    assert widget.texts[LH]["rights"] == bank.texts[LH].rights
    assert set(page) == {"text/plain", "text/html"}, "there are no notes, so there is no record"
    assert page["text/html"].count("<article") == 2
    assert 'data-text="nbc-news-2021"' in page["text/html"]
    assert '<p class="pt-body" data-number="14">' in page["text/html"]


def test_the_texts_are_shown_in_the_order_asked_for_and_once(open_notebook):
    assert read(NBC, LH, NBC)[0].question["texts"] == [NBC, LH]
    assert read()[0].question["texts"] == [LH, NBC]


def test_the_role_of_a_text_says_whether_it_stands_beside_the_others_or_below(monkeypatch, released):
    monkeypatch.setattr(_calls, "_desk", _calls._Desk())
    with capture_output():
        pt.open_release(json.dumps(latest(released, "lateral_reading").contents.to_json()))
    widget, page = read(LH, NBC, "fact-cards")
    roles = {LH: "article", NBC: "article", "fact-cards": "packet"}
    assert {name: text["role"] for name, text in widget.texts.items()} == roles
    html = page["text/html"]
    assert dict(re.findall(r'<article [^>]*data-text="([^"]+)" data-role="([^"]+)"', html)) == roles


def test_a_widget_without_a_kernel_says_how_to_start_it(open_notebook):
    data, _ = read(LH)[0]._repr_mimebundle_()
    assert data["text/html"] == "<p>Run this cell (Shift+Enter) to search the texts, to highlight and to take notes.</p>"


def test_a_widget_knows_the_names_by_which_paragraphs_are_cited(open_notebook):
    widget, _ = read(LH)
    assert widget.places == {
        "LH": {"text": LH, "last": 14},
        "Liberty Headlines": {"text": LH, "last": 14},
        "NBC": {"text": NBC, "last": 16},
        "NBC News": {"text": NBC, "last": 16},
    }
    with capture_output():
        question = pt.ask("federalism/in-both")
    assert question.places == widget.places


# Notes


def test_a_highlight_is_recorded_and_stands_in_the_page(open_notebook, bank):
    widget, _ = read(LH, NBC)
    record, [page] = send(widget, [passage(bank, LH, "will harm", "Whose word?")])
    assert page[MIME] == record
    assert widget.recorded == 1
    assert "<mark>will harm</mark>" in page["text/html"]
    assert '<li><p>¶ 1: <q>will harm</q></p><p class="pt-note">Whose word?</p></li>' in page["text/html"]
    assert "- ¶ 1: “will harm” Note: Whose word?" in page["text/plain"]


def test_highlights_that_overlap_are_one_mark_and_lose_no_word(open_notebook, bank):
    text = bank.texts[LH].verbatim
    marks = [passage(bank, LH, "PROTECT Immigration"), passage(bank, LH, "Immigration Act would")]
    _, [page] = send(read(LH)[0], marks)
    assert "Booker’s <mark>PROTECT Immigration</mark><mark> Act would</mark> terminate" in page["text/html"]
    [shown] = re.findall(r'data-number="2">.*?</p>', page["text/html"])
    assert "".join(re.split(r"<[^>]*>", shown.partition("</span> ")[2])) == text.split("\n")[10]


def test_the_notes_are_back_when_the_cell_is_run_again(open_notebook, bank):
    record, _ = send(read(LH)[0], [passage(bank, LH, "will harm")])
    widget, page = read(LH)
    assert (widget.response, widget.recorded, page[MIME]) == (record, 1, record)


def test_a_fresh_kernel_restores_the_notes_from_the_saved_file(open_notebook, release, bank, tmp_path, monkeypatch):
    notebook = with_notes(handed_in(release, {}), [passage(bank, LH, "will harm", "says who?")])
    path = tmp_path / "work.ipynb"
    path.write_text(nbformat.writes(nbformat.from_dict(json.loads(json.dumps(notebook)))), encoding="utf-8")
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    open_notebook()
    widget, page = read(LH)
    assert widget.response["answer"][0]["note"] == "says who?"
    assert "<mark>will harm</mark>" in page["text/html"]
    with capture_output() as captured:
        pt.hand_in()
    listed = captured.outputs[0].data["text/plain"]
    assert "Highlights and notes: 1 (never graded)" in listed
    assert f"Your receipt: {read_hand_in(path.read_bytes()).receipt} (" in listed


def test_two_cells_share_one_record_and_show_their_own_texts(open_notebook, bank):
    """Without a notebook file to meet in, only the kernel can tell one what the other took."""
    (one, _), (other, _) = read(LH), read(NBC)
    both = [passage(bank, LH, "will harm"), passage(bank, NBC, "seeks to repeal")]
    record, pages = send(one, both)
    assert one.response == other.response == record
    assert one.recorded == other.recorded == 1
    assert [page[MIME] for page in pages] == [record, record]
    assert [re.findall("<mark>(.*?)</mark>", page["text/html"]) for page in pages] == [["will harm"], ["seeks to repeal"]]
    newer, _ = send(other, both[:1])
    assert one.response == newer


def test_notes_that_are_all_gone_are_an_answer_like_any_other(open_notebook, bank):
    widget, _ = read(LH)
    send(widget, [passage(bank, LH, "will harm")])
    record, [page] = send(widget, None)
    assert (page[MIME], record["revision"]) == (record, 2)
    assert "<mark>" not in page["text/html"]


def test_a_message_that_is_no_record_of_notes_changes_nothing(open_notebook):
    widget, _ = read(LH)
    for sent in ({"schema": 1}, {"schema": 1, "question": "federalism/in-both", "version": "v", "revision": 1, "at": "t"}):
        with capture_output() as captured, contextlib.suppress(PairedTextsError):
            widget.set_state({"response": sent})
        assert captured.outputs == []
    assert (widget.recorded, _calls._desk.records) == (0, {})


@pytest.mark.parametrize("notes", [HOSTILE, 5, {}, [HOSTILE], [{"text": HOSTILE}], [[[]]], [{"text": LH, "quote": HOSTILE}]])
def test_notes_that_cannot_be_read_are_named_and_stop_nothing(open_notebook, notes):
    record, [page] = send(read(LH)[0], notes)
    assert page[MIME] == record, "the record itself is kept as it came"
    assert "cannot be read" in page["text/plain"]
    assert HOSTILE not in page["text/html"]


def test_what_a_student_typed_is_inert(open_notebook, bank):
    _, [page] = send(read(LH)[0], [passage(bank, LH, "will harm", HOSTILE)])
    assert HOSTILE not in page["text/html"]
    assert "&lt;script&gt;alert(1)" in page["text/html"]


def test_notes_are_read_in_order_each_once_with_their_words_where_they_stand(bank):
    later, first = passage(bank, NBC, "seeks to repeal"), passage(bank, LH, "will harm", " says who? ")
    notes, unread = read_notes(record_of([later, first, later]), bank.texts)
    assert [(note.passage.text, note.words) for note in notes] == [(LH, "says who?"), (NBC, "")]
    assert unread == ""


def test_a_passage_whose_offsets_are_wrong_is_looked_for_by_its_words(bank):
    moved = {**passage(bank, LH, "will harm"), "start": 3, "end": 12}
    ((note,), unread) = read_notes(record_of([moved]), bank.texts)
    assert (note.passage.start, unread) == (passage(bank, LH, "will harm")["start"], "")


def test_what_cannot_be_read_is_counted_and_the_rest_is_kept(bank):
    good = passage(bank, LH, "will harm")
    bad = [
        {**good, "quote": "words of nobody"},
        {**good, "note": "x" * (LONGEST_NOTE + 1)},
        {**good, "note": None},
        {**good, "text": "elsewhere"},
        {**good, "quote": "the", "start": -5},
        {**good, "quote": " "},
    ]
    notes, unread = read_notes(record_of([*bad, good]), bank.texts)
    assert len(notes) == 1
    assert unread == "Highlights and notes that cannot be read: 6 of 7."


def test_there_is_an_end_to_the_notes_that_are_read(bank):
    text = bank.texts[LH].verbatim
    many = [{"text": LH, "start": i, "end": i + 30, "quote": text[i : i + 30], "note": ""} for i in range(MOST_NOTES + 5)]
    notes, unread = read_notes(record_of(many), bank.texts)
    assert len(notes) <= MOST_NOTES
    assert unread == f"Highlights and notes that cannot be read: 5 of {MOST_NOTES + 5}."


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.sampled_from(["text", "start", "end", "quote", "note"]), inside),
    max_leaves=20,
)


@given(answer=_JSON, named=st.sampled_from([LH, NBC, "x"]), start=st.integers(-3, 9000), length=st.integers(-3, 99))
def test_no_answer_stops_the_reading(bank, answer, named, start, length):
    text = bank.texts[LH].verbatim
    mixed = [answer, {"text": named, "start": start, "end": start + length, "quote": text[start : start + length], "note": ""}]
    for value in (answer, mixed):
        notes, _ = read_notes(record_of(value), bank.texts)
        for note in notes:
            assert bank.texts[note.passage.text].verbatim[note.passage.start : note.passage.end].strip()


# Handed in and graded


def graded(notebook: dict, release):
    hand_in = read_hand_in(json.dumps(notebook).encode())
    rebuilt = rebuilt_of(rebuild(hand_in, [release]))
    return hand_in, rebuilt, grade(rebuilt, release, release, {})


def test_notes_change_no_score_and_are_no_stranger(release, bank):
    answers = right_answers(release)
    plain = graded(handed_in(release, answers), release)[2]
    notebook = with_notes(handed_in(release, answers), [passage(bank, LH, "will harm", "says who?")])
    hand_in, rebuilt, noted = graded(notebook, release)
    assert {name: item.score for name, item in noted.questions.items()} == {
        name: item.score for name, item in plain.questions.items()
    }
    assert noted.for_review == plain.for_review == ()
    assert noted.notes == plain.notes == ()
    assert rebuilt.receipt == hand_in.receipt != plain.receipt
    assert rebuilt.records[NOTES].answer[0]["note"] == "says who?", "the graded notebook still has them"


@pytest.mark.parametrize("answer", [HOSTILE, [HOSTILE], [{"text": LH, "note": "x" * 9000}], None])
def test_strange_notes_concern_no_grader(release, answer):
    answers = right_answers(release)
    lesson = graded(with_notes(handed_in(release, answers), answer), release)[2]
    assert (lesson.for_review, lesson.notes) == ((), ())


def test_notes_alone_are_no_answer(release, bank):
    lesson = graded(with_notes(handed_in(release, {}), [passage(bank, LH, "will harm")]), release)[2]
    assert lesson.for_review == ("the hand-in holds no readable answer",)


def test_a_hand_in_with_notes_goes_through_the_gradebook(released, release, bank):
    notebook = with_notes(handed_in(release, right_answers(release)), [passage(bank, LH, "will harm")])
    path = put_hand_in(released, "student", LESSON, notebook)
    (result,) = steps.autograde(released, LESSON, ["student"])
    assert result.failure == ""
    (row,) = steps.gradebook(released, LESSON)
    assert (row.score, row.needs_review) == (row.max_score, False)
    assert NOTES in collect(json.loads(path.read_bytes())).records, "the teacher can read them in the hand-in"


# The teacher's own course


def test_in_the_teachers_course_the_texts_are_shown_and_nothing_is_kept(course, monkeypatch):
    monkeypatch.setattr(_calls, "_desk", _calls._Desk())
    monkeypatch.chdir(course / "lessons" / LESSON)
    widget, page = read(LH, NBC)
    assert (widget.keeps, widget.response) == (False, {})
    assert page["text/html"].count("<article") == 2
