"""What grading a class costs, side by side with what it is compared to, in one run.

    python benchmarks/grading.py [--sizes 1000 100000] [--rounds 3] [--sample 5] [--lesson media_bias]

The sides, each in a process of its own, on the same hand-ins and into a copy of the same gradebook:

    pairedtexts grade   `ClassGrading.grade` with its worker processes, the first time, into SQLite
    floor               parse the same JSON, write the same bytes to the same places, insert the same rows: `json` and
                        `sqlite3` alone, in as many processes, with the same batches, one transaction a batch
    floor, one process  the same without worker processes
    stock nbgrader      `nbgrader autograde` without this package's configuration: a kernel runs every notebook
    nbgrader, plugin    `nbgrader autograde` with it

The first size is graded by all sides, by turns, ``--rounds`` times; the other sizes by `pairedtexts grade` alone, in one
run each. More hand-ins than ``--portion`` are made while they are graded: then the workers and the clock stand still, and
what was graded before is deleted, so that the disk has to hold two portions only. Asserts nothing: machines differ, so look
at the ratios.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

BATCH, ON_THEIR_WAY = 50, 4  # as in nbgrader_plugin.class_grading; the floor must not be slower for other ones
PICTURE = 51_000  # bytes of the copy that JupyterLab keeps of a drawn picture: 45 to 57 KB were seen
TABLES = ("student", "submitted_assignment", "submitted_notebook", "grade", "comment", "pairedtexts_graded")

STOCK = """
from pathlib import Path
c = get_config()
c.CourseDirectory.course_id = "stock"
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
"""


# --- hand-ins -----------------------------------------------------------------------------------------------------------


class Makers:
    """Makes hand-ins as JupyterLab saves them: run from top to bottom, answered, pictures drawn.

    The answers are those of `work_through`, and so are the records; what is the same in every file is laid out once.
    """

    def __init__(self, course: Path, lesson: str) -> None:
        from pairedtexts.release import kept_releases

        self.course, self.lesson = course, lesson
        self._release = kept_releases(course, lesson)[-1]
        self._mould = executed(self._release.notebook)
        self._pieces, self._gaps = self._cut()
        self._bundles: dict[tuple[str, str], str] = {}

    def hand_in(self, student: Any) -> str:
        """The file's text."""
        from pairedtexts.responses import next_record

        answers, begun = self._answers(student)
        questions, records, filled = self._release.contents.questions, {}, {}
        for i, (name, answer) in enumerate(answers.items()):
            at = (begun + timedelta(seconds=30 * (i + 1))).strftime("%Y-%m-%dT%H:%M:%SZ")
            record = next_record(None, name, questions[name].version, answer, at)
            records[name] = record.to_json()
            filled[name] = self._bundle(record)
        parts = []
        for piece, (gap, otherwise) in zip(self._pieces, self._gaps, strict=False):
            parts += [piece, laid_out(records, 3) if gap == "responses" else filled.get(gap, otherwise)]
        return "".join([*parts, self._pieces[-1]])

    def check(self, student: Any) -> None:
        """See that `hand_in` makes what Jupyter would write of what `work_through` makes."""
        import nbformat

        from pairedtexts.course import work_through

        worked = work_through(student, self._release)
        slowly = json.loads(json.dumps(self._mould))
        slowly["metadata"]["pairedtexts"]["responses"] = worked["metadata"]["pairedtexts"]["responses"]
        for cell, answered in zip(slowly["cells"], worked["cells"], strict=True):
            if answered.get("outputs"):
                cell["outputs"][0] = answered["outputs"][0]
        if nbformat.writes(nbformat.from_dict(slowly)) + "\n" != self.hand_in(student):
            raise SystemExit("benchmark: its hand-ins are not those of work_through any more")

    def put(self, students: Sequence[Any]) -> None:
        """Lay the hand-ins of these students where collected ones lie."""
        for student in students:
            path = self.course / "submitted" / student.name / self.lesson / f"{self.lesson}.ipynb"
            path.parent.mkdir(parents=True)
            path.write_text(self.hand_in(student), encoding="utf-8", newline="")
        os.sync()  # or they are written to the disk while others are graded

    def take_away(self, students: Sequence[Any]) -> None:
        for student in students:
            for folder in ("submitted", "autograded"):
                shutil.rmtree(self.course / folder / student.name, ignore_errors=True)

    def _answers(self, student: Any) -> tuple[dict[str, Any], Any]:
        # As `work_through` draws them, which also copies a whole notebook.
        from pairedtexts.course import _simulated_class as simulated

        release, rng = self._release, random.Random(f"0/{student.name}/{self._release.digest}")
        answers = {
            name: simulated._choose(student, name, release.contents, release.keys, rng)
            for name in release.contents.questions
            if rng.random() < student.diligence
        }
        return answers, simulated._FIRST_BELL + timedelta(seconds=rng.randrange(90 * 86_400))

    def _bundle(self, record: Any) -> str:
        from pairedtexts.widgets import record_bundle

        once = (record.question, record.spelled_answer)
        if once not in self._bundles:
            if len(self._bundles) > 20_000:
                self._bundles.clear()
            contents = self._release.contents
            bundle = record_bundle(contents.questions[record.question], record, contents.texts)
            self._bundles[once] = laid_out(in_lines(bundle), 5).replace(record.at, "\ufffe")
        return self._bundles[once].replace("\ufffe", record.at)

    def _cut(self) -> tuple[list[str], list[tuple[str, str]]]:
        whole, gaps = json.loads(json.dumps(self._mould)), []
        for cell in whole["cells"]:
            for name in self._release.contents.questions:
                if cell["cell_type"] == "code" and f'pt.ask("{name}")' in "".join(cell["source"]):
                    gaps.append((name, laid_out(in_lines(cell["outputs"][0]["data"]), 5)))
                    cell["outputs"][0]["data"] = f"\ufffe{len(gaps) - 1}\ufffe"
        gaps.append(("responses", ""))
        whole["metadata"]["pairedtexts"]["responses"] = f"\ufffe{len(gaps) - 1}\ufffe"
        pieces, rest, order = [], laid_out(whole) + "\n", []
        while "\ufffe" in rest:
            piece, number, rest = rest.split("\ufffe", 2)
            pieces.append(piece[:-1])
            order.append(gaps[int(number)])
            rest = rest[1:]
        return [*pieces, rest], order


def executed(notebook: Any) -> Any:
    """A release after "Run All" and a save, with nothing answered, as it stands in a file."""
    import nbformat
    from nbclient import NotebookClient

    run = nbformat.from_dict(json.loads(json.dumps(notebook)))
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(run, timeout=120, store_widget_state=False, resources={"metadata": {"path": folder}})
        client.execute()
    rng = random.Random(0)
    for cell in run.cells:
        cell.metadata.pop("execution", None)  # Jupyter does not write when a cell was run
        for output in cell.get("outputs", ()):
            if any("vegalite" in kind for kind in output.get("data", ())):
                output["data"]["image/png"] = base64.b64encode(rng.randbytes(PICTURE)).decode()
    return json.loads(nbformat.writes(run))


def in_lines(bundle: dict[str, Any]) -> dict[str, Any]:
    """A MIME bundle as it stands in a file: texts are lists of lines."""
    return {
        kind: value.splitlines(keepends=True) if isinstance(value, str) and kind.startswith("text/") else value
        for kind, value in bundle.items()
    }


def laid_out(value: Any, depth: int = 0) -> str:
    text = json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False)
    return text.replace("\n", "\n" + " " * depth)


# --- the sides: each runs in a process of its own, and prints what it found as JSON ---------------------------------------


@dataclass
class Clock:
    """Seconds on the wall, and of processor time of this process and of its children that have ended."""

    wall: float = 0.0
    own: float = 0.0
    children: float = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        before, begun = os.times(), time.perf_counter()
        yield
        after = os.times()
        self.wall += time.perf_counter() - begun
        self.own += after.user - before.user + after.system - before.system
        self.children += after.children_user - before.children_user + after.children_system - before.children_system

    def figures(self) -> dict[str, float]:
        return {"wall": self.wall, "own": self.own, "children": self.children}


class Named(Sequence[str]):
    """The names of all students. Going through them the first time has their hand-ins made, a portion at a time.

    Meanwhile the workers stand still; ``paused`` is for how long.
    """

    def __init__(self, names: Sequence[str], portion: int) -> None:
        self._names, self._portion, self._gone_through = names, portion, False
        self.paused = 0.0
        self.seen: list[float] = []

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, index: Any) -> Any:
        return self._names[index]

    def __iter__(self) -> Iterator[str]:
        first, self._gone_through = not self._gone_through, True
        for number, name in enumerate(self._names):
            if first and number and number % self._portion == 0:
                self._wait_for_more()
            yield name

    def _wait_for_more(self) -> None:
        import psutil

        begun, workers = time.perf_counter(), psutil.Process().children(recursive=True)
        for worker in workers:
            worker.suspend()
        say({"more": True})
        sys.stdin.readline()
        for worker in workers:
            worker.resume()
        self.paused += time.perf_counter() - begun


def say(what: Any) -> None:
    print(json.dumps(what), flush=True)


def side_grade(course: Path, lesson: str, names: list[str], portion: int) -> None:
    import nbgrader.converters  # noqa: F401 - what is imported late is not what is measured

    from pairedtexts.nbgrader_plugin import class_grading, steps  # noqa: F401

    preparing, grading = Clock(), Clock()
    with preparing.running():
        ready = steps.class_grading(course, lesson)
    assert ready is not None
    students, times, failed, seen = Named(names, portion), [], 0, 0
    begun = time.perf_counter()
    with grading.running():
        for result in ready.grade(students, everything=False):
            failed += bool(result.failure or result.unchanged)
            seen += 1
            if seen % 1000 == 0:
                times.append(time.perf_counter() - begun - students.paused)
    grading.wall -= students.paused
    say({**grading.figures(), "prepared": preparing.wall, "failed": failed + abs(seen - len(names)), "times": times})


def side_nbgrader(course: Path, lesson: str, names: list[str], plugin: bool) -> None:
    """One student after the other, the first of them not counted: nbgrader imports much when it first grades."""
    from pairedtexts.nbgrader_plugin import steps

    api = steps._api(course)
    clock, failed = Clock(), 0
    for number, name in enumerate(names):
        with clock.running() if number else Clock().running():
            result = api.autograde(lesson, name, force=True, create=True)
        failed += not result["success"]
    say({**clock.figures(), "failed": failed})


def side_floor(course: Path, lesson: str, names: list[str], graded: Path, processes: int) -> None:
    """``graded`` is a gradebook with these hand-ins' rows; their notebooks lie in ``autograded-before``."""
    texts = {name: (course / "autograded-before" / name / lesson / f"{lesson}.ipynb").read_bytes() for name in names}
    rows, batches = rows_by_batch(graded, names)
    clock = Clock()

    def parse_and_write(batch: Sequence[str]) -> None:
        for name in batch:
            json.loads((course / "submitted" / name / lesson / f"{lesson}.ipynb").read_bytes())
            place = course / "autograded" / name / lesson / f"{lesson}.ipynb"
            place.parent.mkdir(parents=True)
            place.write_bytes(texts[name])

    with clock.running():
        database = sqlite3.connect(course / "gradebook.db")
        database.executescript(rows.pop("schema"))
        for number in in_workers(parse_and_write, batches, processes):
            with database:
                for statement, of_batch in rows.items():
                    database.executemany(statement, of_batch[number])
        database.close()
    say({**clock.figures(), "failed": 0})


def in_workers(work: Callable[[Sequence[str]], None], batches: list[list[str]], processes: int) -> Iterator[int]:
    """The numbers of batches that are done, in their order."""
    if not processes:
        for number, batch in enumerate(batches):
            work(batch)
            yield number
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    global _WORK  # noqa: PLW0603 - forked processes have it, and nothing has to be sent to them
    _WORK = lambda number: work(batches[number])  # noqa: E731
    with ProcessPoolExecutor(processes, get_context("fork")) as pool:
        waiting: list[Any] = []
        for number in range(len(batches)):
            waiting.append(pool.submit(_work, number))
            if len(waiting) > ON_THEIR_WAY * processes:
                waiting.pop(0).result()
                yield number - len(waiting)
        done = len(batches) - len(waiting)
        for number, future in enumerate(waiting, done):
            future.result()
            yield number


_WORK: Callable[[int], None]


def _work(number: int) -> None:
    _WORK(number)


def rows_by_batch(graded: Path, names: list[str]) -> tuple[dict[str, Any], list[list[str]]]:
    """By statement, for every batch the rows of its students; and under "schema" what makes the table of this package."""
    batches, rest = [], iter(names)
    while batch := list(islice(rest, BATCH)):
        batches.append(batch)
    number_of = {name: number for number, batch in enumerate(batches) for name in batch}
    of_notebook = (
        "(SELECT n.id AS id, s.student_id AS student FROM submitted_notebook n "
        "JOIN submitted_assignment s ON s.id = n.assignment_id)"
    )
    by_student = {
        "student": "SELECT t.id, t.* FROM student t",
        "submitted_assignment": "SELECT t.student_id, t.* FROM submitted_assignment t",
        "submitted_notebook": f"SELECT b.student, t.* FROM submitted_notebook t JOIN {of_notebook} b ON b.id = t.id",
        "grade": f"SELECT b.student, t.* FROM grade t JOIN {of_notebook} b ON b.id = t.notebook_id ORDER BY t.rowid",
        "comment": f"SELECT b.student, t.* FROM comment t JOIN {of_notebook} b ON b.id = t.notebook_id ORDER BY t.rowid",
        "pairedtexts_graded": "SELECT t.student, t.* FROM pairedtexts_graded t",
    }
    with sqlite3.connect(graded) as database:
        made = database.execute("SELECT sql FROM sqlite_master WHERE tbl_name = 'pairedtexts_graded' AND sql IS NOT NULL")
        found: dict[str, Any] = {"schema": ";".join(sql for (sql,) in made)}
        for table in TABLES:
            columns = len(database.execute(f"PRAGMA table_info({table})").fetchall())
            parts: list[list[Any]] = [[] for _ in batches]
            for student, *row in database.execute(by_student[table]):
                parts[number_of[student]].append(row)
            found[f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})"] = parts
    return found, batches


# --- one run ------------------------------------------------------------------------------------------------------------


class Memory(threading.Thread):
    """The most memory that a process and its children have held at a time, in MB; what they share counts for each."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self._process, self.peak, self.ended = process, 0.0, threading.Event()
        self.start()

    def run(self) -> None:
        import psutil

        root = psutil.Process(self._process)
        while not self.ended.wait(0.2):
            held = 0
            try:
                for process in (root, *root.children(recursive=True)):
                    held += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
            self.peak = max(self.peak, held / 1e6)


def run_side(side: str, home: Path, more: Callable[[], None] | None = None, **arguments: Any) -> dict[str, Any]:
    """Run a side in a new process, making ``more`` hand-ins when it asks for them."""
    path = home / "arguments.json"
    path.write_text(json.dumps(arguments), encoding="utf-8")
    command = [sys.executable, __file__, "--side", side, "--arguments", str(path)]
    with (home / "log.txt").open("ab") as log:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
        memory = Memory(process.pid)
        assert process.stdin is not None
        assert process.stdout is not None
        found: dict[str, Any] = {}
        for line in process.stdout:
            if not line.startswith("{"):
                continue
            found = json.loads(line)
            if "more" in found and more is not None:
                more()
                process.stdin.write("\n")
                process.stdin.flush()
        memory.ended.set()
    if process.wait() or "wall" not in found:
        raise SystemExit(f"benchmark: {side} has ended:\n{(home / 'log.txt').read_text(errors='replace')[-3000:]}")
    if found["failed"]:
        raise SystemExit(f"benchmark: {side}: {found['failed']} hand-ins were not graded")
    return {**found, "memory": memory.peak}


class Bench:
    def __init__(self, home: Path, lesson: str, portion: int) -> None:
        from pairedtexts.course import new_course
        from pairedtexts.nbgrader_plugin import steps

        self.home, self.lesson, self.portion = home, lesson, portion
        self.course = new_course(home / "course")
        steps.release(self.course, lesson)
        shutil.copyfile(self.course / "gradebook.db", home / "empty.db")
        self.makers = Makers(self.course, lesson)

    def grade(self, students: Sequence[Any]) -> dict[str, Any]:
        """Grade these students for the first time; of more than a portion only the first one's hand-ins are there."""
        made = self.portion

        def more() -> None:
            nonlocal made
            # The last portion is still being graded.
            self.makers.take_away(students[max(0, made - 2 * self.portion) : made - self.portion])
            self.makers.put(students[made : made + self.portion])
            made += self.portion

        self._clean()
        found = run_side(
            "grade", self.home, more, names=[student.name for student in students], portion=self.portion, **self._at
        )
        return {**found, "database": (self.course / "gradebook.db").stat().st_size}

    def keep_graded(self) -> None:
        shutil.copyfile(self.course / "gradebook.db", self.home / "graded.db")
        (self.course / "autograded").rename(self.course / "autograded-before")

    def floor(self, students: Sequence[Any], processes: int) -> dict[str, Any]:
        self._clean()
        names = [student.name for student in students]
        found = run_side("floor", self.home, names=names, processes=processes, graded=str(self.home / "graded.db"), **self._at)
        # What was written was the same, or it is no floor.
        one = f"{names[-1]}/{self.lesson}/{self.lesson}.ipynb"
        assert (self.course / "autograded" / one).read_bytes() == (self.course / "autograded-before" / one).read_bytes()
        return found

    def nbgrader(self, students: Sequence[Any], *, plugin: bool) -> dict[str, Any]:
        """A sample in a course of its own; one student more than counts."""
        aside = self.home / f"{'plugin' if plugin else 'stock'}"
        shutil.rmtree(aside, ignore_errors=True)
        ignored = shutil.ignore_patterns("submitted", "autograded*", "gradebook.db")
        shutil.copytree(self.course, aside, ignore=ignored)
        shutil.copyfile(self.home / "empty.db", aside / "gradebook.db")
        if not plugin:
            (aside / "nbgrader_config.py").write_text(STOCK, encoding="utf-8")
        for student in students:
            shutil.copytree(self.course / "submitted" / student.name, aside / "submitted" / student.name)
        names = [student.name for student in students]
        return run_side("nbgrader", self.home, course=str(aside), lesson=self.lesson, names=names, plugin=plugin)

    @property
    def _at(self) -> dict[str, Any]:
        return {"course": str(self.course), "lesson": self.lesson}

    def _clean(self) -> None:
        shutil.rmtree(self.course / "autograded", ignore_errors=True)
        shutil.copyfile(self.home / "empty.db", self.course / "gradebook.db")
        os.sync()


# --- what is printed ------------------------------------------------------------------------------------------------------


def per_hand_in(found: Sequence[dict[str, Any]], size: int) -> tuple[float, float]:
    """Milliseconds on the wall and of processor time, medians of the rounds."""
    wall = statistics.median(one["wall"] for one in found) / size * 1000
    return wall, statistics.median(one["own"] + one["children"] for one in found) / size * 1000


def row(what: str, *cells: str) -> None:
    print(f"{what:<42}" + "".join(f"{cell:>15}" for cell in cells))


def show(
    what: str, found: Sequence[dict[str, Any]], size: int, ours: tuple[float, float] | None = None
) -> tuple[float, float]:
    wall, cpu = per_hand_in(found, size)
    ratio = [
        f"{other / mine:.2f}" if other / mine < 20 else f"{other / mine:,.0f}"
        for other, mine in zip((wall, cpu), ours or (1, 1), strict=True)
    ]
    row(
        f"{what}, {size:,}",
        f"{wall:,.2f} ms",
        f"{cpu:,.2f} ms",
        *(ratio if ours else ("", "")),
        f"{max(one['memory'] for one in found):,.0f} MB" if "prepared" in found[0] else "",
    )
    walls = sorted(one["wall"] / size * 1000 for one in found)
    writer = statistics.median(one["own"] for one in found) / size * 1000
    shared = f"; processor: {writer:,.2f} ms of it in the first process" if cpu - writer > 0.1 else ""
    print(f"  wall: {walls[0]:,.2f} to {walls[-1]:,.2f} ms{shared}")
    return wall, cpu


def measure(home: Path, lesson: str, sizes: list[int], rounds: int, sample: int, portion: int) -> None:
    from pairedtexts.course import simulated_class
    from pairedtexts.nbgrader_plugin.workers import worker_count

    first, *others = sizes
    bench = Bench(home, lesson, max(portion, first))
    class_ = simulated_class(max(sizes))
    for student in class_[:3]:
        bench.makers.check(student)
    students, few = class_[:first], class_[: sample + 1]
    bench.makers.put(students)
    hand_ins = [path.stat().st_size for path in (bench.course / "submitted").glob("*/*/*.ipynb")]
    ours, floor, alone, stock, plugin = [], [], [], [], []
    for number in range(rounds):
        ours.append(bench.grade(students))
        if not number:
            bench.keep_graded()
        floor.append(bench.floor(students, worker_count()))
        alone.append(bench.floor(students, 0))
        stock.append(bench.nbgrader(few, plugin=False))
        plugin.append(bench.nbgrader(few, plugin=True))
    graded = [path.stat().st_size for path in (bench.course / "autograded").glob("*/*/*.ipynb")]
    print(
        f"{lesson}: hand-ins of {statistics.mean(hand_ins) / 1000:.0f} KB, graded notebooks of "
        f"{statistics.mean(graded) / 1000:.0f} KB; {worker_count()} worker processes; medians of {rounds} rounds\n"
    )
    row("a hand-in", "wall", "processor", "x wall", "x processor", "peak memory")
    mine = show("pairedtexts grade", ours, first)
    least = show("floor", floor, first, mine)
    show("floor, one process", alone, first, mine)
    most = show("stock nbgrader autograde", stock, sample, mine)
    show("nbgrader autograde with the plugin", plugin, sample, mine)
    print(
        f"  pairedtexts grade takes {mine[0] / least[0]:.2f} times the floor ({mine[1] / least[1]:.2f} by processor), and is "
        f"{most[0] / mine[0]:,.0f} times as fast as stock nbgrader ({most[1] / mine[1]:,.0f})"
    )
    print(f"  before the first hand-in: {statistics.median(one['prepared'] for one in ours):.2f} s to prepare the lesson")
    shutil.rmtree(bench.course / "autograded-before")
    bench.makers.take_away(students)
    for size in others:
        bench.makers.put(class_[: bench.portion][:size])
        found = bench.grade(class_[:size])
        show("pairedtexts grade", [found], size, mine)
        times = found["times"]
        each = [after - before for before, after in zip([0.0, *times], times, strict=False)]
        tenth = max(1, len(each) // 10)
        print(
            f"  wall by thousands: the first {each[0]:.2f} ms, the next "
            f"{statistics.mean(each[1 : 1 + tenth] or each):.2f} ms, the last "
            f"{statistics.mean(each[-tenth:]):.2f} ms; gradebook {found['database'] / 1e6:,.0f} MB"
        )
        bench.makers.take_away(class_[:size])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lesson", default="media_bias")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 5000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sample", type=int, default=5, help="hand-ins that nbgrader grades, in each round")
    parser.add_argument("--portion", type=int, default=2000, help="hand-ins that are on the disk at a time, and as many again")
    parser.add_argument("--home", type=Path, help="where to make the courses; a folder for temporary files if it is left out")
    parser.add_argument("--side", help=argparse.SUPPRESS)
    parser.add_argument("--arguments", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.side:
        arguments = json.loads(chosen.arguments.read_text(encoding="utf-8"))
        for name in arguments.keys() & {"course", "graded"}:
            arguments[name] = Path(arguments[name])
        {"grade": side_grade, "nbgrader": side_nbgrader, "floor": side_floor}[chosen.side](**arguments)
        return
    with tempfile.TemporaryDirectory(dir=chosen.home) as home:
        measure(Path(home), chosen.lesson, chosen.sizes, chosen.rounds, chosen.sample, chosen.portion)
    print(f"\nPython {sys.version.split()[0]}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
