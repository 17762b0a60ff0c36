"""What students get: texts and public halves, everything locked that is not theirs, and no key anywhere."""

from __future__ import annotations

import ast
import copy
import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import LESSONS, REPOSITORY, latest, right_answers
from other_keys import another_key, labels_of
from pairedtexts.bank import Bank, Entry, load_bank, read_yaml
from pairedtexts.contents import Contents
from pairedtexts.course import new_course
from pairedtexts.nbgrader_plugin import steps
from pairedtexts.questions import score_answer
from pairedtexts.questions.authoring import build, item_class
from pairedtexts.release import SETUP, LessonError, grade_id, kept_releases, make_release, release_digest
from sample_course import lesson_of, with_keys

BANK = load_bank(REPOSITORY)
QUIZZES = {lesson: read_yaml(REPOSITORY / "quizzes" / f"{lesson}.yaml").data for lesson in LESSONS}
WRITTEN = {f"{lesson}/{data['id']}": data for lesson, quiz in QUIZZES.items() for data in quiz["questions"]}
NOTEBOOKS = {
    lesson: json.loads((REPOSITORY / "lessons" / lesson / f"{lesson}.ipynb").read_text(encoding="utf-8")) for lesson in LESSONS
}
GRADED = [name for name in WRITTEN if BANK.entries[name].question.graded]
VARIANTS = 4
BOTH = pytest.mark.parametrize("lesson", LESSONS)


def as_bytes(lesson: str, bank: Bank = BANK, notebook: dict | None = None) -> bytes:
    released, contents = make_release(lesson, notebook or NOTEBOOKS[lesson], bank)
    return json.dumps([released, contents.to_json()], sort_keys=True, ensure_ascii=False).encode()


def handed_out(course: Path, lesson: str) -> dict:
    """The released notebook as it lies on disk."""
    return nbformat.read(course / "release" / lesson / f"{lesson}.ipynb", as_version=4)


def released_cells(lesson: str) -> dict[str, dict]:
    released, _ = make_release(lesson, NOTEBOOKS[lesson], BANK)
    return {cell["id"]: cell for cell in released["cells"]}


def carried(notebook: dict) -> dict:
    """The contents as Python reads them out of the first code cell of a release."""
    setup = next(cell for cell in notebook["cells"] if cell["id"] == SETUP)
    [literal] = [
        node.value for node in ast.walk(ast.parse(setup["source"])) if isinstance(node, ast.Constant) and _is_json(node.value)
    ]
    return json.loads(literal)


def _is_json(value: object) -> bool:
    return isinstance(value, str) and value.startswith("{")


def strings(value: object) -> Iterator[str]:
    """Every string of a JSON value, names included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


# Other key halves for the same public halves


@cache
def variant(name: str, number: int) -> Entry:
    return another_key(name, WRITTEN[name], BANK, number)


def with_other_keys(number: int) -> Bank:
    """The bank with other key halves of all graded questions, in another order; keys for practice travel, so they stay."""
    entries = {**BANK.entries, **{name: variant(name, number) for name in GRADED}}
    names = random.Random(number).sample(sorted(entries), len(entries))
    return replace(BANK, entries={name: entries[name] for name in names})


# The key never leaves


@BOTH
def test_banks_that_differ_in_their_key_halves_give_the_same_release_byte_for_byte(lesson):
    released = as_bytes(lesson)
    for number in range(VARIANTS):
        other = with_other_keys(number)
        assert all(other.entries[name].key != BANK.entries[name].key for name in GRADED), "every key is another one"
        assert as_bytes(lesson, other) == released


def test_courses_that_differ_in_their_key_halves_give_the_same_files_through_nbgrader(released, tmp_path):
    other = new_course(tmp_path / "other")
    written = {name: variant(name, 0).item.model_dump(by_alias=True, exclude_unset=True) for name in GRADED}
    for lesson in LESSONS:
        questions = [written.get(f"{lesson}/{data['id']}", data) for data in QUIZZES[lesson]["questions"]]
        random.Random(lesson).shuffle(questions)
        # JSON is YAML.
        quiz = json.dumps({**QUIZZES[lesson], "questions": questions}, ensure_ascii=False)
        (other / "quizzes" / f"{lesson}.yaml").write_text(quiz, encoding="utf-8")
    for lesson in LESSONS:
        steps.release(other, lesson)
    files = [
        {path.relative_to(place).as_posix(): path.read_bytes() for path in (place / "release").rglob("*") if path.is_file()}
        for place in (released, other)
    ]
    assert files[0] == files[1]
    assert sorted(files[0]) == sorted(f"release/{lesson}/{lesson}.ipynb" for lesson in LESSONS)
    for lesson in LESSONS:
        one, two = latest(released, lesson), latest(other, lesson)
        assert one.digest == two.digest
        assert all(one.keys[name] != two.keys[name] for name in one.keys if name in GRADED)


@BOTH
def test_nothing_that_an_author_wrote_into_a_graded_key_is_in_the_release(released, lesson):
    """Explanations, reasons, rubrics, sources, quotations, labels: sentence by sentence, in every string of the file."""
    notebook = handed_out(released, lesson)
    everything = fold("\n".join([*strings(notebook), *strings(carried(notebook))]))
    own = {name: data for name, data in WRITTEN.items() if name.startswith(f"{lesson}/")}
    # What also stands where students read it is no secret, and neither is what teaches in practice.
    read = [*strings(NOTEBOOKS[lesson]), *(text.verbatim for text in BANK.texts.values())]
    for name, data in own.items():
        hidden = {"waive", "standards"} if BANK.entries[name].question.practice else {"waive", "standards", "key"}
        read += strings({field: part for field, part in data.items() if field not in hidden})
    public = fold("\n".join(read))
    labels: set[str] = set()
    for name in own.keys() & set(GRADED):
        secrets = {part for part in parts([own[name]["key"], own[name].get("waive", {})]) if part not in public}
        assert secrets, name
        assert [secret for secret in sorted(secrets) if secret in everything] == []
        labels |= {label for label in labels_of(own[name]) if "-" in label}
    labels -= names_in(words for words in read if " " in words)
    assert labels
    assert sorted(labels & names_in([everything])) == []


def names_in(words: Iterable[str]) -> set[str]:
    return {name for written in words for name in re.findall(r"[a-z0-9-]+", written)}


def parts(written: object) -> Iterator[str]:
    for words in strings(written):
        yield from (fold(part) for part in re.split(r"(?<=[.;:!?])\s", words) if len(part.split()) >= 4)


def fold(words: str) -> str:
    return " ".join(words.split())


@BOTH
def test_only_keys_of_practice_questions_are_carried(lesson):
    released, contents = make_release(lesson, NOTEBOOKS[lesson], BANK)
    practice = {name for name, question in contents.questions.items() if question.practice}
    assert set(carried(released)["practice_keys"]) == practice != set()
    assert all(contents.practice_keys[name] == BANK.entries[name].key for name in practice)


@BOTH
def test_what_the_teachers_copy_has_gathered_stays_behind(lesson):
    """Outputs with the key on show, widget states, the teacher's own tries, traces of the editor."""
    clean = copy.deepcopy(NOTEBOOKS[lesson])
    own = {"cell_type": "code", "id": "own", "metadata": {}, "source": "1 + 1", "execution_count": None, "outputs": []}
    clean["cells"].insert(3, own)
    used = copy.deepcopy(clean)
    used["metadata"].update(
        widgets={"application/vnd.jupyter.widget-state+json": {"state": {"key_view": "Key"}}},
        pairedtexts={"responses": {f"{lesson}/x": {"answer": "mine"}}, "release": {"lesson": "another", "digest": "d"}},
        celltoolbar="Create Assignment",
        nbgrader={"hidden": "key"},
    )
    for number, cell in enumerate(used["cells"]):
        cell["metadata"] = {"tags": ["key"], "collapsed": False, "execution": {"iopub.status.busy": "now"}}
        if cell["cell_type"] == "code":
            cell["execution_count"] = number
            cell["outputs"] = [{"output_type": "display_data", "data": {"text/html": "<p>the key</p>"}, "metadata": {}}]
    assert as_bytes(lesson, notebook=used) == as_bytes(lesson, notebook=clean)


@BOTH
def test_a_source_kept_as_a_list_of_lines_gives_the_same_calls(lesson):
    listed = copy.deepcopy(NOTEBOOKS[lesson])
    for cell in listed["cells"]:
        cell["source"] = "".join(cell["source"])
    released, contents = make_release(lesson, listed, BANK)
    original, original_contents = make_release(lesson, NOTEBOOKS[lesson], BANK)
    assert contents == original_contents
    assert ["".join(cell["source"]) for cell in released["cells"]] == ["".join(cell["source"]) for cell in original["cells"]]


@BOTH
def test_the_same_course_gives_the_same_bytes_again(released, lesson):
    path = released / "release" / lesson / f"{lesson}.ipynb"
    before = path.read_bytes()
    assert steps.release(released, lesson) == path
    assert path.read_bytes() == before


def test_options_stand_in_an_order_that_knows_neither_key_nor_author():
    for name, number in ((name, number) for name in GRADED for number in range(VARIANTS)):
        assert variant(name, number).question == BANK.entries[name].question
    for name, entry in with_keys(BANK).items():
        if not getattr(entry.item, "keep_order", False):
            assert all(ids == sorted(ids) for ids in in_order(entry.question.to_json())), name


def in_order(value: object) -> Iterator[list[str]]:
    """The opaque names of each group of a question's parts that an author may have begun with what is right."""
    for field, item in value.items() if isinstance(value, dict) else ():
        if field in {"options", "items", "left", "right", "rows"}:
            yield [part["id"] for part in item]
        yield from in_order(item)
    for item in value if isinstance(value, list) else ():
        yield from in_order(item)


# The student's notebook


@BOTH
def test_a_release_is_one_notebook_and_nothing_else(released, lesson):
    assert [path.name for path in (released / "release" / lesson).iterdir()] == [f"{lesson}.ipynb"]


@BOTH
def test_a_release_is_a_valid_notebook_under_300_kilobytes(released, lesson):
    path = released / "release" / lesson / f"{lesson}.ipynb"
    assert path.stat().st_size < 300_000
    nbformat.validate(nbformat.read(path, as_version=4))


@BOTH
def test_a_release_states_its_lesson_and_its_digest(released, lesson):
    notebook = handed_out(released, lesson)
    stated = notebook["metadata"]["pairedtexts"]["release"]
    assert stated == {"lesson": lesson, "digest": release_digest(notebook)}
    assert notebook == latest(released, lesson).notebook


@BOTH
def test_texts_travel_character_for_character(released, lesson):
    notebook = handed_out(released, lesson)
    texts = {text["id"]: text["verbatim"] for text in carried(notebook)["texts"]}
    assert set(texts) == texts_needed(lesson)
    for name, verbatim in texts.items():
        assert verbatim.encode("utf-8") == (released / "source_texts" / f"{name}.txt").read_bytes()


def texts_needed(lesson: str) -> set[str]:
    """What the lesson shows, what its questions are answered in, and what its practice quotes."""
    sources = ["".join(cell["source"]) for cell in NOTEBOOKS[lesson]["cells"]]
    asked = [entry for name, entry in BANK.entries.items() if f'pt.ask("{name}")' in sources]
    needed = {text for text in BANK.texts for source in sources if source.startswith("pt.read(") and f'"{text}"' in source}
    needed |= {text for entry in asked for text in entry.question.body.get("texts", ())}
    practice = [entry.key for entry in asked if entry.question.practice]
    return needed | {proof.passage.text for key in practice for proof in key.evidence if proof.passage}


@BOTH
def test_what_a_release_carries_is_read_again_as_it_was(lesson):
    released, contents = make_release(lesson, NOTEBOOKS[lesson], BANK)
    assert carried(released) == contents.to_json()
    assert Contents.from_json(carried(released)) == contents


HARD = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(["'", '"', "\\", "\n", "\r", "\u2028", "\x00"]))


@given(HARD.map(lambda text: f"'''{text}'''\\").filter(str.strip))
def test_no_words_of_an_author_can_break_out_of_the_cell_that_carries_them(prompt):
    name = GRADED[0]
    item = item_class(WRITTEN[name]["type"]).model_validate({**WRITTEN[name], "prompt": prompt})
    entry = replace(BANK.entries[name], question=build(item, name.partition("/")[0], BANK.texts)[0])
    asks_one = replace(BANK, entries={name: entry})
    released, contents = make_release("lesson", lesson_of(asks_one), asks_one)
    assert contents.questions[name].prompt == item.prompt
    assert carried(released) == contents.to_json()


@BOTH
def test_every_code_cell_is_python(lesson):
    for cell in released_cells(lesson).values():
        if cell["cell_type"] == "code":
            ast.parse(cell["source"])


@BOTH
def test_graded_questions_have_their_points_and_names_for_nbgrader(released, lesson):
    """Only where a person gives points has nbgrader a field for them."""
    kept = latest(released, lesson)
    right = right_answers(kept)
    cells = released_cells(lesson)
    graded = {name: question for name, question in kept.contents.questions.items() if question.graded}
    assert set(graded) == {name for name in GRADED if name.startswith(f"{lesson}/")}
    found = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell["metadata"]["nbgrader"]
        for cell in cells.values()
        if "nbgrader" in cell["metadata"]
    }
    assert set(found) == {grade_id(name) for name in graded}
    for name, question in graded.items():
        by_hand = score_answer(question, kept.keys[name], right[name], kept.contents.texts).state == "manual"
        assert found[grade_id(name)] == {
            "schema_version": 3,
            "grade_id": grade_id(name),
            "cell_type": "code",
            "grade": True,
            "solution": by_hand,
            "locked": not by_hand,
            "task": False,
            "points": question.points,
        }


@BOTH
def test_cells_that_are_not_the_students_are_locked_and_code_is_folded(lesson):
    for name, cell in released_cells(lesson).items():
        assert cell["metadata"]["deletable"] is False, name
        assert cell["metadata"]["editable"] is False, name
        if cell["cell_type"] == "code":
            assert cell["metadata"]["jupyter"] == {"source_hidden": True}, name


@BOTH
def test_the_first_code_cell_loads_the_contents(lesson):
    released, _ = make_release(lesson, NOTEBOOKS[lesson], BANK)
    assert next(cell["id"] for cell in released["cells"] if cell["cell_type"] == "code") == SETUP
    assert not [cell for cell in released["cells"] if cell["source"] == "import pairedtexts as pt"]


@BOTH
def test_the_lessons_own_words_are_released_unchanged(lesson):
    cells = released_cells(lesson)
    for cell in NOTEBOOKS[lesson]["cells"]:
        if cell["cell_type"] == "markdown":
            assert "".join(cells[cell["id"]]["source"]) == "".join(cell["source"])


def test_pictures_in_a_lesson_travel_with_it():
    notebook = copy.deepcopy(NOTEBOOKS["federalism"])
    notebook["cells"][0]["attachments"] = {"line.png": {"image/png": "iVBORw0KGgo="}}
    released, _ = make_release("federalism", notebook, BANK)
    assert released["cells"][0]["attachments"] == {"line.png": {"image/png": "iVBORw0KGgo="}}


def test_a_teachers_own_cells_keep_their_code_and_their_nbgrader_marks():
    notebook = copy.deepcopy(NOTEBOOKS["federalism"])
    marks = {"grade_id": "mine", "solution": True, "grade": False, "locked": False, "task": False, "schema_version": 3}
    notebook["cells"][5:5] = [
        {"cell_type": "code", "id": "mine", "metadata": {"nbgrader": marks}, "source": "def f():\n    return 1"},
        {"cell_type": "code", "id": "magic", "metadata": {}, "source": "%matplotlib inline"},
    ]
    cells = {cell["id"]: cell for cell in make_release("federalism", notebook, BANK)[0]["cells"]}
    assert cells["mine"]["source"] == "def f():\n    return 1"
    assert cells["mine"]["metadata"] == {"nbgrader": marks}
    assert cells["magic"]["source"] == "%matplotlib inline"


def test_read_without_names_shows_all_texts_by_name():
    """A release keeps meaning the same when the course gets another text."""
    notebook = copy.deepcopy(NOTEBOOKS["federalism"])
    next(cell for cell in notebook["cells"] if cell["id"] == "read-both")["source"] = "pt.read()"
    cells = {cell["id"]: cell for cell in make_release("federalism", notebook, BANK)[0]["cells"]}
    assert cells["read-both"]["source"].endswith(f"pt and pt.read({', '.join(map(json.dumps, BANK.texts))})")


def test_a_lesson_without_an_import_gets_its_setup_first():
    notebook = copy.deepcopy(NOTEBOOKS["federalism"])
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != "import"]
    released, _ = make_release("federalism", notebook, BANK)
    assert released["cells"][0]["id"] == SETUP


def test_a_text_that_only_a_question_shows_is_carried_too():
    notebook = copy.deepcopy(NOTEBOOKS["federalism"])
    notebook["cells"] = [c for c in notebook["cells"] if c["id"] in {"import", "q-detainer-sentence", "hand-in"}]
    _, contents = make_release("federalism", notebook, BANK)
    assert list(contents.texts) == ["liberty-headlines-2019"]
    assert list(contents.questions) == ["federalism/detainer-sentence"]


# What cannot be released


@pytest.mark.parametrize(
    ("cell", "source", "said"),
    [
        (
            "q-county-says-no",
            'pt.ask("federalism/county-says-now")',
            'there is no question "federalism/county-says-now"; did you mean "federalism/county-says-no"?',
        ),
        ("q-county-says-no", 'pt.ask("zzz")', 'there is no question "zzz"; there are: federalism/practice-on-loan'),
        ("q-county-says-no", 'pt.ask("federalism/in-both")', "is asked a second time; ask each question once"),
        ("q-county-says-no", "pt.ask()", "takes one question"),
        ("q-county-says-no", 'pt.ask("federalism/in-both", "federalism/in-neither")', "takes one question"),
        ("q-county-says-no", "pt.ask(name)", "takes names in quotes"),
        ("q-county-says-no", 'pt.ask(question="federalism/in-both")', "with something else; give each call a cell of its own"),
        ("q-county-says-no", 'x = 1\npt.ask("federalism/county-says-no")', "with something else"),
        ("q-county-says-no", 'w = pt.ask("federalism/county-says-no")', "with something else"),
        ("q-county-says-no", 'print(pt.ask("federalism/county-says-no"))', "with something else"),
        ("import", 'import pairedtexts as pt\npt.read("nbc-news-2021")', "with something else"),
        ("read-both", 'pt.read("nbc-news-2020")', 'there is no text "nbc-news-2020"; did you mean "nbc-news-2021"?'),
    ],
)
def test_a_lesson_that_asks_for_what_is_not_there_is_refused_with_its_cell(cell, source, said):
    notebook = copy.deepcopy(NOTEBOOKS["federalism"])
    [index] = [i for i, item in enumerate(notebook["cells"]) if item["id"] == cell]
    notebook["cells"][index]["source"] = source
    with pytest.raises(LessonError) as caught:
        make_release("federalism", notebook, BANK)
    assert said in str(caught.value)
    asked_twice = "second time" in said
    assert caught.value.cell == index + 1 or asked_twice
    assert str(caught.value).startswith(f"cell {caught.value.cell}: ")


def test_a_question_asked_twice_is_named_where_it_is_asked_again():
    notebook = copy.deepcopy(NOTEBOOKS["federalism"])
    asked = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    notebook["cells"].append({**asked, "id": "again", "source": 'pt.ask("federalism/in-both")'})
    with pytest.raises(LessonError) as caught:
        make_release("federalism", notebook, BANK)
    assert caught.value.cell == len(notebook["cells"])


def test_a_lesson_that_asks_nothing_is_refused():
    notebook = copy.deepcopy(NOTEBOOKS["federalism"])
    notebook["cells"] = [cell for cell in notebook["cells"] if not cell["id"].startswith("q-")]
    with pytest.raises(LessonError, match=r'asks no question.*pt\.ask\("quiz/question"\)'):
        make_release("federalism", notebook, BANK)


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda course: (course / "lessons/federalism/answers.md").write_text("key"), "lessons/federalism/ holds answers.md"),
        (
            lambda course: (course / "lessons/federalism/federalism.py").write_text("key"),
            "a lesson is one notebook, federalism.ipynb",
        ),
        (
            lambda course: _in(course / "lessons/federalism/federalism.ipynb", "/in-both", "/in-bot"),
            'did you mean "federalism/in-',
        ),
        (lambda course: _in(course / "quizzes/federalism.yaml", "prompt:", "promt:"), "quizzes/federalism.yaml:"),
    ],
    ids=["a guide in the lesson's folder", "a script there", "an unknown question", "a broken quiz"],
)
def test_what_cannot_be_released_leaves_no_release_behind(course, break_it, said):
    break_it(course)
    with pytest.raises(steps.StepFailed) as caught:
        steps.release(course, "federalism")
    assert said in str(caught.value)
    assert "Traceback" not in str(caught.value)
    assert not re.search(r"nbgrader stopped|pairedtexts\.\w", str(caught.value)), "the sentence stands alone"
    assert not [path for path in (course / "release").rglob("*") if path.is_file()]
    assert kept_releases(course, "federalism") == []


def test_a_release_that_fails_leaves_the_one_before_as_it_was(released):
    path = released / "release" / "federalism" / "federalism.ipynb"
    before = path.read_bytes()
    _in(released / "lessons/federalism/federalism.ipynb", "/in-both", "/in-bot")
    with pytest.raises(steps.StepFailed):
        steps.release(released, "federalism")
    assert path.read_bytes() == before
    assert len(kept_releases(released, "federalism")) == 1


def _in(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# Every release is kept


def test_a_second_release_with_another_wording_is_kept_beside_the_first(released):
    folder = released / "kept_releases" / "federalism"
    [first] = folder.iterdir()
    before = first.read_bytes()
    _in(released / "quizzes/federalism.yaml", "Which of these points does a reader find", "Which points does a reader find")
    steps.release(released, "federalism")
    one, two = kept_releases(released, "federalism")
    assert (one.number, two.number) == (1, 2)
    assert one.digest != two.digest
    assert first.read_bytes() == before
    assert "Which points" in two.contents.questions["federalism/in-both"].prompt
    assert "Which of these points" in one.contents.questions["federalism/in-both"].prompt


def test_the_same_release_made_again_is_kept_once_with_the_keys_of_today(released):
    [before] = kept_releases(released, "federalism")
    _in(released / "quizzes/federalism.yaml", "Paragraph (9) of section", "Yes: paragraph (9) of section")
    steps.release(released, "federalism")
    [after] = kept_releases(released, "federalism")
    assert (after.number, after.digest, after.notebook) == (before.number, before.digest, before.notebook)
    assert after.keys["federalism/county-says-no"].explanation.startswith("Yes: paragraph (9)")
    assert before.keys["federalism/county-says-no"].explanation.startswith("Paragraph (9)")


def test_a_wording_that_comes_back_is_the_latest_release_again(released):
    """The gradebook follows what was released last, even if that was released before."""
    quiz = released / "quizzes" / "federalism.yaml"
    original = quiz.read_text(encoding="utf-8")
    _in(quiz, "Which of these points does a reader find", "Which points does a reader find")
    steps.release(released, "federalism")
    quiz.write_text(original, encoding="utf-8")
    steps.release(released, "federalism")
    stated = handed_out(released, "federalism")["metadata"]["pairedtexts"]["release"]["digest"]
    assert latest(released, "federalism").digest == stated


@BOTH
def test_a_kept_release_holds_every_key_of_its_day(released, lesson):
    kept = latest(released, lesson)
    assert set(kept.keys) == set(kept.contents.questions)
    assert all(kept.keys[name] == BANK.entries[name].key for name in kept.keys)


def test_a_kept_release_that_was_damaged_says_to_restore_it(released):
    [path] = (released / "kept_releases" / "federalism").iterdir()
    path.write_text(path.read_text(encoding="utf-8")[:1000], encoding="utf-8")
    with pytest.raises(Exception, match="restore it from a backup") as caught:
        kept_releases(released, "federalism")
    assert path.name in str(caught.value)
