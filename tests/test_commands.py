"""The command line: what each command prints, and its exit status (0 done, 1 something was found wrong, 2 wrong usage)."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from rich.console import Console
from typer.main import get_command

from conftest import LESSONS, REPOSITORY, handed_in, latest, misspelled, most_points, put_hand_in, right_answers
from pairedtexts import cli
from pairedtexts.cli._grading import grade_lesson
from pairedtexts.course import lesson_files
from pairedtexts.release import Kept, grade_id

COMMANDS = ("new", "check", "guide", "release", "grade", "feedback", "start", "demo")
LESSON, ONE = "federalism", "federalism/county-says-no"
PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md")), *sorted((REPOSITORY / "guides").glob("*.md"))]


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Run the command in this process, from the test's own folder; gives status, stdout, stderr."""

    def call(*arguments: object, cwd: Path = tmp_path) -> tuple[int, str, str]:
        monkeypatch.chdir(cwd)
        monkeypatch.setattr(sys, "argv", ["pairedtexts", *map(str, arguments)])
        monkeypatch.setattr(cli, "_out", cli.Console(highlight=False, soft_wrap=True, width=120))
        try:
            cli.main()
        except SystemExit as ended:
            status = int(ended.code or 0)
        else:
            status = 0
        out, err = capsys.readouterr()
        return status, out, err

    return call


def real(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command as a program of its own."""
    environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(cwd / "jupyter"), "COLUMNS": "120"}
    command = [sys.executable, "-m", "pairedtexts", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


# --- documented -------------------------------------------------------------------------------------------------------


def test_the_commands_of_the_contract_are_there_and_no_others():
    assert set(get_command(cli.app).commands) == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_each_of_its_arguments_is_explained_in_help(run, command):
    assert re.search(rf"\b{command}\b +\w", run("--help")[1])
    status, said, _ = run(command, "--help")
    assert status == 0
    known = get_command(cli.app).commands[command]
    assert known.help
    assert known.help.splitlines()[0].split(":")[0] in " ".join(said.split())
    for parameter in known.params:
        if parameter.param_type_name == "option":
            assert parameter.opts[0] in said
            assert parameter.help, parameter.name


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command):
    assert re.search(rf"pairedtexts {command}\b", (REPOSITORY / "README.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_documents_name_only_commands_that_there_are(page):
    # "pairedtexts questions earn nothing here" is a sentence that a student may read.
    named = re.findall(r"(?:^|`)pairedtexts (?!questions )([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(named) <= set(COMMANDS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_the_documents_leads_somewhere(page):
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if link.startswith("https://"):
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), link
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in headings}, link


def test_the_small_example_for_authors_is_checked_released_and_graded_as_it_stands(run, course):
    page = (REPOSITORY / "docs" / "authors.md").read_text(encoding="utf-8").partition("\n## A complete small example\n")[2]
    for folder in ("lessons", "quizzes", "source_texts"):
        shutil.rmtree(course / folder)
        (course / folder).mkdir()
    files = re.findall(r"^`((?:source|quizzes)[^`]+)`:\n\n```\w+\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    for file, content in files:
        (course / file).write_text(content, encoding="utf-8")
    calls = re.findall(r"^```python\n(.*?)\n```$", page, re.MULTILINE | re.DOTALL)
    cells = [nbformat.v4.new_markdown_cell("# Library hours"), *map(nbformat.v4.new_code_cell, calls)]
    lesson = course / "lessons" / "library_hours" / "library_hours.ipynb"
    lesson.parent.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=cells), lesson)
    printed = re.findall(r"^```text\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)[-1]
    assert run("check", cwd=course) == (0, printed, "")
    assert run("release", "library_hours", cwd=course)[0] == 0
    release = latest(course, "library_hours")
    put_hand_in(course, "ada", "library_hours", handed_in(release, right_answers(release)))
    status, out, _ = run("grade", "library_hours", cwd=course)
    assert status == 0
    assert re.search(r"│ ada +│ +4\.00 │ +4 │ +│", out)


# --- exit status ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments", [["grade"], ["nonsense"], ["check", "--nonsense"], ["demo", "--students", "none"], ["new"]]
)
def test_wrong_usage_is_status_2(run, arguments):
    status, _, err = run(*arguments)
    assert status == 2
    assert "Usage: pairedtexts" in err


def test_no_command_at_all_shows_the_help(run):
    status, out, err = run()
    assert status == 2
    assert "Make a course" in out + err


@pytest.mark.parametrize(
    "command", [["check"], ["guide"], ["start"], ["release", LESSON], ["grade", LESSON], ["feedback", LESSON]]
)
def test_outside_a_course_one_sentence_says_what_a_course_is(run, command):
    status, out, err = run(*command)
    assert (status, out) == (1, "")
    assert re.fullmatch(r"pairedtexts: .* is not a course: .* make one with `pairedtexts new DIR`\.\n", err)


@pytest.mark.parametrize("command", ["release", "grade", "feedback"])
def test_an_unknown_lesson_is_named_with_those_there_are(run, course, command):
    status, out, err = run(command, "federalsm", cwd=course)
    assert (status, out) == (1, "")
    assert err.startswith('pairedtexts: there is no lesson "federalsm" in ')
    assert err.endswith(f"; there are: {', '.join(path.stem for path in lesson_files(course))}\n")


# --- new --------------------------------------------------------------------------------------------------------------


def test_new_makes_a_course_and_says_what_to_do_next(run, tmp_path):
    status, out, err = run("new", "civics")
    assert (status, err) == (0, "")
    assert "Read first:       civics/guides/README.md\n" in out
    assert (tmp_path / "civics" / "guides" / "README.md").is_file()
    assert "pairedtexts start civics" in out
    assert "cd civics && pairedtexts release federalism" in out
    assert (tmp_path / "civics" / "nbgrader_config.py").is_file()


def test_new_refuses_a_folder_that_is_not_empty_and_leaves_it_as_it_was(run, tmp_path):
    (tmp_path / "civics").mkdir()
    (tmp_path / "civics" / "notes.txt").write_text("mine")
    status, out, err = run("new", "civics")
    assert (status, out) == (1, "")
    assert err == f"pairedtexts: {tmp_path / 'civics'} is there already and is not empty; name a new folder\n"
    assert [path.name for path in tmp_path.rglob("*")] == ["civics", "notes.txt"]


# --- check ------------------------------------------------------------------------------------------------------------


def test_check_of_a_good_course_counts_questions_points_and_what_guessing_earns(run, course, bank):
    status, out, err = run("check", course)
    assert (status, err) == (0, "")
    questions = [entry.question for entry in bank.quizzes()[LESSON]]
    graded, practice = sum(question.graded for question in questions), sum(question.practice for question in questions)
    points = sum(question.points for question in questions)
    counted = f"federalism: {graded} graded and {practice} practice questions"
    assert re.search(rf"^{counted}.*, {points:g} points; blind guessing earns \d+\.\d", out, re.MULTILINE)
    assert "Every key is proven from its text or names its source.\n" in out


def test_check_of_a_broken_course_prints_file_and_line_of_each_error_and_is_status_1(run, course):
    path = course / "quizzes" / "federalism.yaml"
    text = path.read_text(encoding="utf-8")
    # Two errors in two questions: words that no text has, and a name that no question has.
    cited = re.search(r"\n +- text: (\S+)\n +quote: (?=\w)", text)
    text = f"{text[: cited.end()]}zebras {text[cited.end() :]}"
    before, _, after = text.rpartition("    prompt:")
    text = f"{before}    promt:{after}"
    path.write_text(text, encoding="utf-8")
    quote = next(i for i, line in enumerate(text.splitlines(), 1) if "quote: zebras" in line)
    status, out, err = run("check", course)
    assert (status, err) == (1, "")
    found = re.findall(r"^quizzes/federalism\.yaml:(\d+): question", out, re.MULTILINE)
    assert str(quote) in found
    assert f"evidence not found in {cited[1]}; closest match at line" in out
    assert 'did you mean "prompt"?' in out
    assert out.splitlines()[-1].startswith(f"{len(found)} errors")


def test_check_works_from_a_folder_inside_the_course(run, course):
    assert run("check", cwd=course / "lessons" / LESSON)[0] == 0


# --- guide ------------------------------------------------------------------------------------------------------------


def test_guide_writes_the_papers_and_names_each_of_them(run, course):
    for path in (course / "guides").rglob("*.md"):
        path.unlink()
    status, out, err = run("guide", cwd=course / "lessons")
    assert (status, err) == (0, "")
    *wrote, last = out.splitlines()
    named = [Path(line.removeprefix("Wrote ")) for line in wrote]
    assert named == [*(course / "guides" / "keys" / f"{path.stem}.md" for path in lesson_files(course)), *named[-2:]]
    assert named[-2:] == [course / "guides" / "map.csv", course / "guides" / "map.md"]
    assert all(path.stat().st_size for path in named)
    assert last == "The papers in guides/ hold the keys: they are not for students."


def test_guide_with_a_broken_table_of_standards_names_its_line(run, course):
    path = course / "guides" / "standards.csv"
    path.write_text(path.read_text(encoding="utf-8") + "RH.9-10.1,Ours,Ask,,\n", encoding="utf-8")
    status, out, err = run("guide", course)
    assert (status, out) == (1, "")
    assert re.fullmatch(r"pairedtexts: guides/standards\.csv:\d+: .* stands at line 2 already; keep one of the two\n", err)


# --- release, grade, feedback -------------------------------------------------------------------------------------------


def in_table(student: str, release: Kept, out: str) -> bool:
    """Whether the table gives the student all that a machine can give."""
    given, points = most_points(release)
    return bool(re.search(rf"│ {student} +│ +{given:.2f} │ +{points:g} │", out))


def test_release_grade_feedback_from_the_first_to_the_last(run, course):
    status, out, err = run("release", LESSON, cwd=course)
    assert (status, err) == (0, "")
    assert f"Give your students this one file: {course}/release/{LESSON}/{LESSON}.ipynb" in out
    release = latest(course, LESSON)
    put_hand_in(course, "ada", LESSON, handed_in(release, right_answers(release)))
    status, out, err = run("grade", LESSON, cwd=course)
    assert status == 0, err
    assert in_table("ada", release, out)
    status, out, err = run("feedback", LESSON, "--keys", cwd=course)
    assert (status, err) == (0, "")
    assert "1 page in" in out
    assert "<blockquote>" in (course / "feedback" / "ada" / LESSON / f"{LESSON}.html").read_text(encoding="utf-8")


def test_release_of_a_broken_lesson_names_file_and_question_and_keeps_the_old_release(run, released, one_question):
    path, wrong = released / "lessons" / LESSON / f"{LESSON}.ipynb", misspelled(one_question)
    path.write_text(path.read_text(encoding="utf-8").replace(f'{one_question}\\"', f'{wrong}\\"'), encoding="utf-8")
    student_copy = released / "release" / LESSON / f"{LESSON}.ipynb"
    before = student_copy.read_bytes()
    status, out, err = run("release", LESSON, cwd=released)
    assert (status, out) == (1, "")
    assert f'there is no question "{wrong}"; did you mean "{one_question}"?' in err
    assert "nbgrader stopped" not in err
    assert student_copy.read_bytes() == before


def test_a_wrongly_named_hand_in_is_told_what_to_do_and_the_rest_is_graded(run, released):
    release = latest(released, LESSON)
    put_hand_in(released, "ada", LESSON, handed_in(release, right_answers(release)))
    path = put_hand_in(released, "ben", LESSON, handed_in(release, {}))
    path.rename(path.with_name("federalism (1).ipynb"))
    put_hand_in(released, "cleo", LESSON, handed_in(release, {})).unlink()
    status, out, _ = run("grade", LESSON, cwd=released)
    assert status == 1
    assert in_table("ada", release, out)
    assert "not graded: ben: " in out
    assert "ben/federalism holds federalism (1).ipynb; the hand-in must be called federalism.ipynb" in out
    assert re.search(r"not graded: cleo: .*cleo/federalism is empty; the hand-in must be called federalism\.ipynb", out)


def test_grade_names_who_answered_no_graded_question_and_was_not_marked_for_review(run, released):
    release = latest(released, LESSON)
    answers = right_answers(release)
    practice = {name: answer for name, answer in answers.items() if release.contents.questions[name].practice}
    put_hand_in(released, "ada", LESSON, handed_in(release, answers))
    put_hand_in(released, "cleo", LESSON, handed_in(release, practice))
    put_hand_in(released, "dan", LESSON, handed_in(release, {}))
    status, out, _ = run("grade", LESSON, cwd=released)
    assert status == 0
    lines = out.splitlines()
    assert "no graded question answered: cleo" in lines
    assert "for review: dan: the hand-in holds no readable answer" in lines
    assert "wait for your points" not in out, "no text is asked for in this lesson"


def test_grade_counts_the_hand_ins_whose_texts_wait_for_points(run, released):
    lesson = "write_it_fair"
    release = latest(released, lesson)
    answers = right_answers(release)
    machine = {name: answer for name, answer in answers.items() if release.contents.questions[name].type != "written"}
    for minute, (student, given) in enumerate({"ada": answers, "ben": answers, "cleo": machine, "dan": {}}.items()):
        put_hand_in(released, student, lesson, handed_in(release, given, minute))
    out = run("grade", lesson, cwd=released)[1]
    assert "2 hand-ins hold texts that wait for your points (Formgrader, Manual Grading)" in out.splitlines()

    with Gradebook(f"sqlite:///{released / 'gradebook.db'}") as gradebook:
        for grade in gradebook.find_submission_notebook(lesson, lesson, "ada").grades:
            if grade.needs_manual_grade:
                grade.manual_score = 1.0
        gradebook.db.commit()
    out = run("grade", lesson, "--all", cwd=released)[1]
    assert re.search(r"│ ada .*│ yes ", out), "nbgrader marks it again, and no text of it waits"
    assert "1 hand-in holds texts that wait for your points (Formgrader, Manual Grading)" in out.splitlines()
    said = "1 hand-in holds points that a person gave before it was graded again; look whether they still fit"
    assert f"{said} (Formgrader, Manual Grading)" in out.splitlines()


def test_a_run_that_is_stopped_says_how_far_it_came(released, monkeypatch):
    from pairedtexts.nbgrader_plugin import class_grading

    for number, student in enumerate(("ada", "ben", "eve")):
        put_hand_in(released, student, LESSON, handed_in(latest(released, LESSON), {}, minute=number))
    grade = class_grading.ClassGrading.grade

    def stopped(*of, **how):
        yield next(grade(*of, **how))
        raise KeyboardInterrupt

    monkeypatch.setattr(class_grading.ClassGrading, "grade", stopped)
    out = Console(file=io.StringIO(), width=200)
    with pytest.raises(KeyboardInterrupt):
        grade_lesson(out, released, LESSON)
    assert "Stopped: 1 of 3 hand-ins are graded; run this again for the rest." in out.file.getvalue()


def test_twins_come_twice_and_are_counted_once(released):
    for student in ("ada", "ben"):
        put_hand_in(released, student, LESSON, handed_in(latest(released, LESSON), right_answers(latest(released, LESSON))))
    out = Console(file=io.StringIO(), width=200, force_terminal=True, highlight=False)
    assert grade_lesson(out, released, LESSON) == 0
    assert re.findall(r"(\d+)/(\d+)", out.file.getvalue())[-1] == ("2", "2")
    assert "federalism: 2 graded, 2 for review; " in out.file.getvalue()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "import os; os.environ['GRADES_PASSWORD']",
            "there is no 'GRADES_PASSWORD'; if this is a variable of the environment, set it where this command runs. Mend it",
        ),
        ("c.Execute.timeout = ten", "NameError: name 'ten' is not defined. Mend it"),
        ("c.Execute.timeout = = 10", "SyntaxError: invalid syntax"),
    ],
)
def test_a_configuration_that_fails_is_one_sentence_with_its_line(run, released, line, said):
    config = released / "nbgrader_config.py"
    config.write_text(f"{config.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    put_hand_in(released, "ada", LESSON, handed_in(latest(released, LESSON), {}))
    number = len(config.read_text(encoding="utf-8").splitlines())
    for command in ("release", "grade", "feedback"):
        (released / "autograded" / "ada" / LESSON).mkdir(parents=True, exist_ok=True)
        (released / "autograded" / "ada" / LESSON / f"{LESSON}.ipynb").touch()
        status, _, err = run(command, LESSON, cwd=released)
        assert status == 1
        assert err.startswith(f"pairedtexts: {config}, line {number}: {said}")
        assert len(err.splitlines()) == 1


@pytest.mark.parametrize("command", ["release", "grade", "feedback"])
def test_a_gradebook_that_is_none_is_one_sentence_with_its_place(run, released, command):
    put_hand_in(released, "ada", LESSON, handed_in(latest(released, LESSON), {}))
    run("grade", LESSON, cwd=released)
    (released / "gradebook.db").write_text("student,score")
    status, _, err = run(command, LESSON, cwd=released)
    assert status == 1
    assert f"{released / 'gradebook.db'} cannot be used: file is not a database. Nothing is half entered. The file is" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("password", ["secret", "se@cret", "s/e:c@ret"])
def test_no_part_of_a_password_is_shown(password):
    from pairedtexts.nbgrader_plugin.gradebook import _without_password

    shown = _without_password(f"postgresql+psycopg2://grader:{password}@db.example.org/civics")
    assert shown == "postgresql+psycopg2://grader:***@db.example.org/civics"
    assert _without_password("sqlite:////srv/a:b@c/gradebook.db") == "sqlite:////srv/a:b@c/gradebook.db"


def correct_a_key(course: Path) -> None:
    """Another option of `ONE` is the right one from now on."""
    quiz = course / "quizzes" / f"{LESSON}.yaml"
    text = quiz.read_text(encoding="utf-8")
    assert text.count("answer: statute-leaves-open\n") == text.count("        amendment-cancels: >-\n") == 1
    text = text.replace("answer: statute-leaves-open\n", "answer: amendment-cancels\n")
    quiz.write_text(text.replace("        amendment-cancels: >-\n", "        statute-leaves-open: >-\n"), encoding="utf-8")


def test_a_second_run_grades_what_has_changed_and_counts_it(run, released):
    release = latest(released, LESSON)
    put_hand_in(released, "ada", LESSON, handed_in(release, right_answers(release)))
    put_hand_in(released, "dan", LESSON, handed_in(release, {}))
    out = run("grade", LESSON, cwd=released)[1]
    assert re.search(r"^federalism: 2 graded, 1 for review; \d+ hand-ins a (second|minute)\.$", out, re.MULTILINE)
    put_hand_in(released, "ada", LESSON, handed_in(release, {**right_answers(release), ONE: None}, minute=1))
    out = run("grade", LESSON, cwd=released)[1]
    assert "federalism: 1 graded, 1 unchanged, 1 for review; " in out
    assert "for review: dan: the hand-in holds no readable answer" in out.splitlines()
    out = run("grade", LESSON, "--all", cwd=released)[1]
    assert "Points of 2 hand-ins, late penalties left out: 2 stay." in out.splitlines()
    assert "federalism: 2 graded, 1 for review; " in out


def test_a_dry_run_shows_whose_points_a_corrected_key_changes_and_writes_nothing(run, released):
    release = latest(released, LESSON)
    put_hand_in(released, "ada", LESSON, handed_in(release, right_answers(release)))
    put_hand_in(released, "dan", LESSON, handed_in(release, {}))
    run("grade", LESSON, cwd=released)
    put_hand_in(released, "eve", LESSON, handed_in(release, right_answers(release), minute=2))
    put_hand_in(released, "fay", LESSON, handed_in(release, {})).rename(released / "submitted" / "fay" / LESSON / "x.ipynb")
    correct_a_key(released)
    files = {path: path.read_bytes() for path in released.rglob("*") if path.is_file() and path.suffix != ".log"}
    status, out, err = run("grade", LESSON, "--all", "--dry-run", cwd=released)
    assert (status, err) == (1, "")
    given, _ = most_points(release)
    lost = release.contents.questions[ONE].points
    assert re.search(rf"│ ada +│ +{given:.2f} +│ +{given - lost:.2f} +│ +-{lost:.2f} +│ {ONE} +│", out)
    assert "│ dan" not in out
    assert "Points of 3 hand-ins, late penalties left out: 1 change, 1 stay, 1 none yet." in out.splitlines()
    assert out.splitlines()[-1] == "Nothing was written."
    assert "not graded: fay: " in out
    assert {path: path.read_bytes() for path in released.rglob("*") if path.is_file() and path.suffix != ".log"} == files
    out = run("grade", LESSON, "--all", cwd=released)[1]
    assert f"{given - lost:.2f}" in out
    assert "Points of 3 hand-ins, late penalties left out: 1 change, 1 stay, 1 none yet." in out.splitlines()
    assert "left out: 3 stay." in run("grade", LESSON, "--all", "--dry-run", cwd=released)[1]


def test_points_of_a_person_count_in_a_dry_run(run, released):
    release = latest(released, LESSON)
    put_hand_in(released, "ada", LESSON, handed_in(release, right_answers(release)))
    run("grade", LESSON, cwd=released)
    with Gradebook(f"sqlite:///{released / 'gradebook.db'}") as gradebook:
        by_hand = gradebook.find_grade(grade_id(ONE), LESSON, LESSON, "ada")
        by_hand.manual_score, by_hand.extra_credit = 0.5, 0.25
        gradebook.db.commit()
    correct_a_key(released)
    assert "left out: 1 stay." in run("grade", LESSON, "--dry-run", cwd=released)[1]


def test_a_course_that_leaves_grading_to_nbgrader_is_graded_and_says_what_cannot_be_asked_of_it(run, released):
    config = released / "nbgrader_config.py"
    config.write_text(
        config.read_text() + '\nc.Autograde.autograde_preprocessors.append("nbgrader.preprocessors.LockCells")\n'
    )
    release = latest(released, LESSON)
    put_hand_in(released, "ada", LESSON, handed_in(release, right_answers(release)))
    for option in ("--all", "--dry-run", "--dask=tcp://127.0.0.1:1"):
        status, out, err = run("grade", LESSON, option, cwd=released)
        assert (status, out) == (1, "")
        assert "so nbgrader itself grades every hand-in again" in err
    status, out, _ = run("grade", LESSON, cwd=released)
    assert status == 0
    assert in_table("ada", release, out)


def test_of_a_district_only_the_first_hundred_reasons_and_no_table_of_all_are_printed(run, released):
    release = latest(released, LESSON)
    blank = json.dumps(handed_in(release, {}))
    for number in range(203):
        put_hand_in(released, f"s{number:03}", LESSON, blank.encode())
    status, out, _ = run("grade", LESSON, cwd=released)
    assert status == 0
    assert len([line for line in out.splitlines() if line.startswith("for review: s")]) == 100
    assert "for review: 103 more; each of them waits in Formgrader under Manual Grading" in out.splitlines()
    assert "│ s000" not in out
    assert "federalism: 203 hand-ins" in out
    assert "federalism: 203 graded, 203 for review; " in out


def test_grading_with_nothing_handed_in_says_where_hand_ins_belong(run, released):
    status, out, err = run("grade", LESSON, cwd=released)
    assert (status, out) == (1, "")
    assert f"submitted/STUDENT/{LESSON}/{LESSON}.ipynb" in err


def test_grading_before_releasing_says_to_release(run, course):
    put_hand_in(course, "ada", LESSON, b"{}")
    status, out, err = run("grade", LESSON, cwd=course)
    assert status == 1
    assert f"pairedtexts release {LESSON}" in out + err


def test_feedback_before_grading_says_to_grade(run, released):
    release = latest(released, LESSON)
    put_hand_in(released, "ada", LESSON, handed_in(release, {}))
    status, out, err = run("feedback", LESSON, cwd=released)
    assert status == 1
    assert f"pairedtexts grade {LESSON}" in out + err


def test_grading_with_broken_quizzes_is_one_list_of_errors_not_one_a_student(run, released):
    release = latest(released, LESSON)
    for student in ("ada", "ben"):
        put_hand_in(released, student, LESSON, handed_in(release, {}))
    path = released / "quizzes" / "media_bias.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("    type: choose-one", "    type: chose-one", 1), encoding="utf-8"
    )
    status, _, err = run("grade", LESSON, cwd=released)
    assert status == 1
    assert err.count("quizzes/media_bias.yaml:") == 1


def test_a_course_without_its_configuration_says_where_to_get_one(run, course):
    (course / "nbgrader_config.py").unlink()
    status, _, err = run("release", LESSON, cwd=course)
    assert status == 1
    assert "has no nbgrader_config.py; make a course with `pairedtexts new DIR`, or copy one from there" in err


def test_start_opens_jupyterlab_in_the_course(run, course, monkeypatch):
    started = []
    monkeypatch.setattr(os, "execv", lambda program, arguments: started.append((Path.cwd(), arguments)))
    assert run("start", course)[0] == 0
    assert started == [(course, [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={course}"])]


# --- as a program -------------------------------------------------------------------------------------------------------


def test_the_demo_runs_from_the_first_step_to_the_gradebook_and_the_feedback(tmp_path):
    done = real("demo", "course", "--students", "3", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for lesson in LESSONS:
        assert f"3 simulated students answered and handed in {lesson}." in done.stdout
        table = done.stdout.partition(f"{lesson}: 3 hand-ins")[2].partition("Feedback")[0]
        assert re.findall(r"│ (\w+) +│ +\d+\.\d\d │ +[\d.]+ │", table) == ["ada", "amir", "bea", "mean"]
        assert len(list((tmp_path / "course" / "feedback").glob(f"*/{lesson}/{lesson}.html"))) == 3
    assert "not graded" not in done.stdout


def test_an_error_on_purpose_is_one_line_on_stderr_without_a_traceback(tmp_path):
    done = real("check", "nowhere", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"pairedtexts: .+\n", done.stderr)
