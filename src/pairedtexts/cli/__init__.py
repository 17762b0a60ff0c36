"""The command line: parses, calls one function, prints. Exit status 0 done, 1 something was found wrong, 2 wrong usage."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from ..errors import PairedTextsError
from ._grading import counted, grade_lesson

if TYPE_CHECKING:
    from ..bank import Bank

app = typer.Typer(
    help="Two news reports of one event, read against each other, with quizzes that nbgrader grades.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_out = Console(highlight=False, soft_wrap=True)


CourseDir = Annotated[Path, typer.Option("--course", help="The course's folder.", show_default="the current folder")]
Folder = Annotated[Path, typer.Argument(help="The course's folder.", metavar="[DIR]", show_default="the current folder")]
LessonName = Annotated[str, typer.Argument(help="The lesson's name, such as federalism.", metavar="LESSON")]


@app.command()
def new(folder: Annotated[Path, typer.Argument(help="The folder to make.", metavar="DIR")]) -> None:
    """Make a course from the lessons, quizzes and texts that come with the package."""
    from ..course import lesson_files, new_course

    course = new_course(folder)
    _say(f"A course with {counted(len(lesson_files(course)), 'lesson')} is in {course}.")
    _say(f"Read first:       {folder / 'guides' / 'README.md'}")
    _say(f"Look at it:       pairedtexts start {folder}")
    _say(f"Release a lesson: cd {folder} && pairedtexts release {lesson_files(course)[0].stem}")


@app.command()
def check(
    folder: Folder = Path(),
    blind: Annotated[bool, typer.Option("--blind", help="Show what a reader without the texts would earn by tricks.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Count warnings as errors.")] = False,
) -> None:
    """Prove every key against the texts, and look through quizzes and lessons for what is wrong or doubtful."""
    from ..course import chance_of, check_course, course_at

    bank, findings = check_course(course_at(folder))
    for finding in findings:
        _say(str(finding))
    warnings = sum(bool(finding.rule) for finding in findings)
    errors = len(findings) - warnings
    if blind:
        _print_blind(bank)
    if not errors:
        for quiz, entries in bank.quizzes().items():
            expected, points = chance_of(bank, quiz)
            graded = sum(entry.question.graded for entry in entries)
            practice = sum(entry.question.practice for entry in entries)
            surveys = len(entries) - graded - practice
            also = f" and {counted(surveys, 'survey')}" if surveys else ""
            _say(
                f"{quiz}: {graded} graded and {counted(practice, 'practice question')}{also}, {points:g} points; "
                f"blind guessing earns {expected:.1f} ({expected / points if points else 0:.0%})."
            )
        _say("Every key is proven from its text or names its source.")
    counts = [counted(number, thing) for number, thing in ((errors, "error"), (warnings, "warning")) if number]
    if counts:
        _say(f"{', '.join(counts)}.")
    if errors or (strict and warnings):
        raise typer.Exit(1)


@app.command()
def guide(folder: Folder = Path()) -> None:
    """Write the teacher's papers: each lesson's key with its evidence, and the map from questions to standards."""
    from ..course import course_at, write_guide

    for path in write_guide(course_at(folder)):
        _say(f"Wrote {path}")
    _say("The papers in guides/ hold the keys: they are not for students.")


@app.command()
def release(lesson: LessonName, course: CourseDir = Path()) -> None:
    """Make the student's notebook: the same as `nbgrader generate_assignment LESSON`."""
    from ..course import course_at
    from ..nbgrader_plugin import steps

    where = course_at(course)
    _known_lesson(where, lesson)
    path = steps.release(where, lesson)
    _say(f"Give your students this one file: {path}")


@app.command()
def grade(
    lesson: LessonName,
    course: CourseDir = Path(),
    everything: Annotated[
        bool, typer.Option("--all", help="Grade again what has not changed, and show first whose points change.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show whose points would change, and write nothing.")] = False,
    dask: Annotated[
        str, typer.Option("--dask", help="Grade on the Dask cluster whose scheduler is there.", metavar="ADDRESS")
    ] = "",
) -> None:
    """Grade what was collected: the same gradebook as `nbgrader autograde LESSON`, much faster."""
    from ..course import course_at

    where = course_at(course)
    _known_lesson(where, lesson)
    if grade_lesson(_out, where, lesson, everything=everything, dry_run=dry_run, cluster=dask):
        raise typer.Exit(1)


@app.command()
def feedback(
    lesson: LessonName,
    course: CourseDir = Path(),
    keys: Annotated[
        bool | None,
        typer.Option("--keys/--no-keys", help="Show or hold back keys and explanations.", show_default="the course's setting"),
    ] = None,
) -> None:
    """Write what each student gets back: the same as `nbgrader generate_feedback LESSON`."""
    from ..course import course_at
    from ..nbgrader_plugin import steps

    where = course_at(course)
    _known_lesson(where, lesson)
    pages = steps.feedback(where, lesson, show_keys=keys)
    _say(f"{counted(pages, 'page')} in {where / 'feedback'}/STUDENT/{lesson}/{lesson}.html")


@app.command()
def start(folder: Folder = Path()) -> None:
    """Open the course in JupyterLab, with nbgrader's Formgrader."""
    from ..course import course_at
    from ..nbgrader_plugin import steps

    where = course_at(folder)
    steps.put_programs_on_path()
    os.chdir(where)
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={where}"])  # noqa: S606


@app.command()
def demo(
    folder: Annotated[
        Path | None, typer.Argument(help="Where to make the course.", metavar="[DIR]", show_default="a temporary folder")
    ] = None,
    students: Annotated[int, typer.Option(help="How many simulated students.", min=1, max=500)] = 30,
) -> None:
    """Show the whole journey with a simulated class: release, answers, grades, feedback."""
    from ..course import lesson_files, new_course
    from ..course.demo import simulate_hand_ins
    from ..nbgrader_plugin import steps

    course = new_course(folder or Path(tempfile.mkdtemp(prefix="pairedtexts-demo-")) / "course")
    _say(f"1. A new course: {course}")
    lessons = [path.stem for path in lesson_files(course)]
    for lesson in lessons:
        path = steps.release(course, lesson)
        _say(f"2. Released: {path.relative_to(course)} ({path.stat().st_size / 1000:.0f} KB)")
    for lesson in lessons:
        simulate_hand_ins(course, lesson, students)
        _say(f"3. {counted(students, 'simulated student')} answered and handed in {lesson}.")
    failed = 0
    for lesson in lessons:
        failed += grade_lesson(_out, course, lesson)
        pages = steps.feedback(course, lesson)
        _say(f"5. Feedback: {counted(pages, 'page')} in feedback/STUDENT/{lesson}/{lesson}.html")
    # As it was called: in an environment that is not activated, the bare name would not be found.
    _say(f"Look around: {'pairedtexts' if shutil.which('pairedtexts') else sys.argv[0]} start {course}")
    if failed:
        raise typer.Exit(1)


def _print_blind(bank: Bank) -> None:
    from ..lint import blind_results

    for quiz in bank.quizzes():
        results = blind_results(bank, quiz)
        if not results:
            continue
        first = results[0]
        by_chance = f"chance earns {first.chance:.2f} of {first.points:g} points ({first.chance / first.points:.0%})"
        table = Table(title=f"{quiz}: what tricks earn without the texts; {by_chance}")
        table.add_column("always")
        table.add_column("points", justify="right")
        table.add_column("share", justify="right")
        table.add_column("above chance", justify="right")
        table.add_column("")
        for result in results:
            marks = ["worst"] * (result is first) + ["too much"] * result.caught
            share = f"{result.earned / result.points:.0%}"
            table.add_row(result.trick, f"{result.earned:.2f}", share, f"{result.over * 100:+.1f}", ", ".join(marks))
        _out.print(table)


def _known_lesson(course: Path, lesson: str) -> None:
    from ..course import NoLesson, lesson_files

    names = [path.stem for path in lesson_files(course)]
    if lesson not in names:
        raise NoLesson(f'there is no lesson "{lesson}" in {course / "lessons"}; there are: {", ".join(names)}')


def _say(line: str) -> None:
    _out.print(line, markup=False)


def main() -> None:
    """Run the command; an error that we raised on purpose is one line on stderr and exit status 1."""
    try:
        app()
    except PairedTextsError as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"pairedtexts: {error}", markup=False)
        raise SystemExit(1) from None
