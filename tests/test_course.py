"""A course: made whole or not at all, found from inside, checked, and filled by a simulated class."""

from __future__ import annotations

import json
import runpy
import shutil
from pathlib import Path

import pytest

from conftest import REPOSITORY, handed_in, latest, misspelled, most_points, put_hand_in, right_answers
from pairedtexts.course import (
    CannotMake,
    NoCourse,
    check_course,
    course_at,
    find_course,
    lesson_files,
    new_course,
    simulated_class,
    work_through,
)
from pairedtexts.course import _new as making
from pairedtexts.course._materials import FOLDERS
from pairedtexts.course.demo import simulate_hand_ins
from pairedtexts.grading import read_hand_in
from pairedtexts.nbgrader_plugin import configure, steps
from pairedtexts.release import kept_releases

LESSON = "federalism"


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def findings(course: Path) -> list[str]:
    """What is wrong; of what is only doubtful other tests speak."""
    return [str(finding) for finding in check_course(course)[1] if not finding.rule]


# --- making -----------------------------------------------------------------------------------------------------------


def test_a_new_course_holds_the_lessons_quizzes_texts_and_guides_byte_for_byte(course):
    assert set(FOLDERS) == {"lessons", "quizzes", "source_texts", "guides"}
    for folder in FOLDERS:
        wanted = {name: data for name, data in files(REPOSITORY / folder).items() if ".ipynb_checkpoints" not in name}
        assert files(course / folder) == wanted


def test_a_new_course_is_right(course):
    assert findings(course) == []


def test_a_new_course_keeps_students_work_out_of_a_repository_but_not_its_releases(course):
    ignored = (course / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"submitted/", "autograded/", "feedback/", "gradebook.db*"} <= set(ignored)
    assert not any(line.startswith(("guides", "quizzes", "kept_releases")) for line in ignored)
    assert ignored[0].startswith("# quizzes/, kept_releases/ and guides/keys/ hold the keys: keep a repository")


def test_an_empty_folder_can_become_a_course(tmp_path):
    (tmp_path / "civics").mkdir()
    assert lesson_files(new_course(tmp_path / "civics"))


@pytest.mark.parametrize("name", ["it's (my) course", "a\\b", "Überblick"])
def test_a_courses_name_may_hold_any_characters(tmp_path, name):
    course = new_course(tmp_path / name)
    assert steps._api(course).coursedir.course_id == name


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "civics").write_text("mine")
    with pytest.raises(CannotMake, match="is there already and is not empty; name a new folder"):
        new_course(tmp_path / "civics")
    assert (tmp_path / "civics").read_text() == "mine"


def test_a_course_that_cannot_be_finished_leaves_nothing_behind(tmp_path, monkeypatch):
    def fail() -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(making, "quiz_schema", fail)
    with pytest.raises(OSError, match="no space left"):
        new_course(tmp_path / "civics")
    assert list(tmp_path.iterdir()) == []


def test_the_configuration_turns_the_plugin_on_through_nbgraders_own_options(course):
    class Options(dict):
        def __getattr__(self, name: str) -> Options:
            return self.setdefault(name, Options())

        def __setattr__(self, name: str, value: object) -> None:
            self[name] = value

    given, wanted = Options(), Options()
    runpy.run_path(str(course / "nbgrader_config.py"), {"get_config": lambda: given})
    configure(wanted)
    assert given.CourseDirectory.root == str(course)
    assert {name: given[name] for name in wanted if name != "CourseDirectory"} == {
        name: wanted[name] for name in wanted if name != "CourseDirectory"
    }
    assert given.CourseDirectory.source_directory == "lessons"


# --- finding ----------------------------------------------------------------------------------------------------------


def test_a_course_is_found_from_every_folder_inside_it(course):
    for folder in (course, course / "lessons" / LESSON, course / "quizzes"):
        assert find_course(folder) == course
        assert course_at(folder) == course


def test_outside_a_course_there_is_none_and_the_error_says_what_one_is(tmp_path):
    assert find_course(tmp_path) is None
    with pytest.raises(NoCourse, match=r"has the folders lessons/, quizzes/ and source_texts/ with texts\.yaml"):
        course_at(tmp_path)


# --- checking ---------------------------------------------------------------------------------------------------------


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_lesson_that_asks_an_unknown_question_is_named_with_its_line(course, one_question):
    path, wrong = course / "lessons" / LESSON / f"{LESSON}.ipynb", misspelled(one_question)
    change(path, f'{one_question}\\"', f'{wrong}\\"')
    source = next(i for i, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if wrong in line)
    (found,) = [line for line in findings(course) if wrong in line]
    file, line, _ = found.split(":", 2)
    assert file == "lessons/federalism/federalism.ipynb"
    assert source - 1 <= int(line) <= source
    assert f'there is no question "{wrong}"; did you mean "{one_question}"?' in found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is not a notebook: "),
        ("[]", "is JSON but not a notebook; open it in JupyterLab and save it again"),
        ('{"cells": [{}]}', "is JSON but not a notebook; open it in JupyterLab and save it again"),
    ],
)
def test_a_lesson_that_is_no_notebook_is_named(course, text, said):
    (course / "lessons" / LESSON / f"{LESSON}.ipynb").write_text(text)
    assert [line for line in findings(course) if line.startswith(f"lessons/federalism/federalism.ipynb: {said}")]


def test_a_question_that_no_lesson_asks_is_named_at_its_line_in_the_quiz(course, one_question):
    path = course / "lessons" / LESSON / f"{LESSON}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"] = [cell for cell in notebook["cells"] if f'"{one_question}"' not in "".join(cell["source"])]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    lines = (course / "quizzes" / "federalism.yaml").read_text(encoding="utf-8").splitlines()
    line = lines.index(f"  - id: {one_question.partition('/')[2]}") + 1
    (found,) = findings(course)
    assert found.startswith(f"quizzes/federalism.yaml:{line}: ")
    assert found.endswith("is not asked in lessons/federalism/federalism.ipynb")


def test_a_course_without_lessons_is_told_what_a_lesson_is(course):
    for path in lesson_files(course):
        shutil.rmtree(path.parent)
    assert findings(course) == ["lessons: holds no lesson; a lesson is lessons/NAME/NAME.ipynb"]


def test_checking_changes_no_file(released):
    before = files(released)
    check_course(released)
    assert files(released) == before


# --- releasing again ----------------------------------------------------------------------------------------------------


def test_a_release_that_fails_leaves_the_old_one_the_kept_ones_and_the_gradebook(released):
    release = latest(released, LESSON)
    put_hand_in(released, "ada", LESSON, handed_in(release, right_answers(release)))
    assert [result.failure for result in steps.autograde(released, LESSON, ["ada"])] == [""]
    before = {name: files(released / name) for name in ("release", "kept_releases")}
    (released / "lessons" / LESSON / "answers for the teacher.md").write_text("The county may refuse.")
    with pytest.raises(steps.StepFailed, match=r"^lessons/federalism/ holds answers for the teacher\.md, which"):
        steps.release(released, LESSON)
    assert {name: files(released / name) for name in before} == before
    assert steps.gradebook(released, LESSON)[0].score == pytest.approx(most_points(release)[0])


def test_a_kept_release_that_was_damaged_is_named_with_what_to_do(released):
    (path,) = (released / "kept_releases" / LESSON).glob("*.json")
    path.write_text("{")
    put_hand_in(released, "ada", LESSON, b"{}")
    with pytest.raises(Exception, match=rf"{path.name} is no longer a kept release .* restore it from a backup"):
        list(steps.autograde(released, LESSON, ["ada"]))


# --- the simulated class ------------------------------------------------------------------------------------------------


def test_the_simulated_class_is_the_same_every_time_and_every_name_is_another():
    assert simulated_class(100) == simulated_class(100)
    assert simulated_class(100) != simulated_class(100, seed=1)
    assert len({student.name for student in simulated_class(100)}) == 100


def test_simulated_students_hand_in_what_grading_reads_without_a_question(released):
    simulate_hand_ins(released, LESSON, 5)
    release = kept_releases(released, LESSON)[-1]
    paths = sorted((released / "submitted").glob(f"*/{LESSON}/{LESSON}.ipynb"))
    hand_ins = [read_hand_in(path.read_bytes()) for path in paths]
    assert len({hand_in.receipt for hand_in in hand_ins}) == 5
    assert [hand_in.problems for hand_in in hand_ins] == [()] * 5
    assert {hand_in.release for hand_in in hand_ins} == {release.digest}


def test_who_knows_more_scores_more(released):
    release = latest(released, LESSON)
    clever, lucky = (work_through(type(simulated_class(1)[0])("x", skill, 1.0), release) for skill in (1.0, 0.0))
    right = right_answers(release)

    def hits(notebook: dict) -> int:
        records = notebook["metadata"]["pairedtexts"]["responses"]
        return sum(records[name]["answer"] == answer for name, answer in right.items())

    assert hits(clever) == len(right) > hits(lucky)
