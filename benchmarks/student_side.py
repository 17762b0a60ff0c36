"""What a student waits for, side by side with what it is compared to, in one run.

    python benchmarks/student_side.py [--lesson federalism] [--questions 40] [--front-end lab]

With --questions the lesson is made of the sample questions of every type, again and again until there are so many.

Prints a table: click to saved on disk, "Run All" to the last question on the screen, import, size of what is sent to
the browser. Asserts nothing: machines differ, so look at the ratios.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

import pairedtexts
from pairedtexts.bank import load_bank
from pairedtexts.bank._sourced_yaml import read_yaml
from pairedtexts.course import new_course
from pairedtexts.nbgrader_plugin import steps
from pairedtexts.questions import question_type, type_names
from pairedtexts.release import kept_releases
from pairedtexts.widgets._script import bare_module, bare_style
from pairedtexts.widgets._widget import widget_class

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from browser.find_browser import FLAGS, find_browser
from browser.jupyter_page import NotebookPage, both_channels
from browser.jupyter_server import JupyterServer, start_server
from sample_course import EVERY_TYPE, lesson_of, make_sample_course

CLICKS, RUNS, IMPORTS = 40, 5, 15

# When an event reached the page, and when something was drawn: milliseconds since 1970, as the file's clock has them.
CLOCK = """
window.seen = { click: 0, noted: 0, lift: 0, key: 0, saved: 0, drawn: {} };
const now = () => performance.timeOrigin + performance.now();
addEventListener("click", (event) => { seen.click = performance.timeOrigin + event.timeStamp; }, true);
addEventListener("pointerup", (event) => { seen.lift = performance.timeOrigin + event.timeStamp; }, true);
addEventListener("keydown", (event) => { seen.key = performance.timeOrigin + event.timeStamp; }, true);
new MutationObserver(() => {
  const count = document.querySelectorAll(".pt-question").length;
  seen.drawn[count] ??= now();
}).observe(document, { subtree: true, childList: true });
new MutationObserver((changes) => {
  if (changes.some(({ target }) => target.dataset.state === "saving")) seen.noted ||= now();
  if (changes.some(({ target }) => target.dataset.state === "saved")) seen.saved = now();
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-state"] });
"""


def released_lesson(folder: Path, lesson: str) -> tuple[Path, list[str]]:
    """A student's notebook, and the names of its choose-one and choose-many questions."""
    course = new_course(folder / "course")
    released = steps.release(course, lesson)
    questions = kept_releases(course, lesson)[-1].contents.questions.values()
    return released, [question.id for question in questions if question.type.startswith("choose-")]


def long_lesson(folder: Path, count: int) -> tuple[Path, list[str]]:
    """Like `released_lesson`: ``count`` questions of all types by turns, each with an id of its own."""
    course = make_sample_course(folder / "course")
    quizzes = [read_yaml(path).data["questions"] for path in sorted((course / "quizzes").glob("*.yaml"))]
    by_turns = itertools.cycle(item for items in itertools.zip_longest(*quizzes) for item in items if item)
    questions = [{**item, "id": f"{item['id']}-{i}"} for i, item in enumerate(itertools.islice(by_turns, count))]
    for path in (course / "quizzes").glob("*.yaml"):
        path.unlink()
    # JSON is YAML.
    (course / "quizzes" / "long.yaml").write_text(json.dumps({"title": "Long", "questions": questions}), encoding="utf-8")
    lesson = course / "lessons" / EVERY_TYPE / f"{EVERY_TYPE}.ipynb"
    lesson.write_text(json.dumps(lesson_of(load_bank(course))), encoding="utf-8")
    released = steps.release(course, EVERY_TYPE)
    return released, [f"long/{item['id']}" for item in questions if item["type"].startswith("choose-")]


def bare_lesson(widgets: int) -> dict:
    """A notebook with as many widgets that do nothing: what anywidget and Jupyter take for themselves."""
    esm = "export default { render({ el }) { el.className = 'pt-question'; el.textContent = 'a widget'; } };"
    first = f"import anywidget\nclass Bare(anywidget.AnyWidget):\n    _esm = {esm!r}"
    cells = [
        {"cell_type": "code", "id": f"cell-{i}", "metadata": {}, "execution_count": None, "outputs": [], "source": source}
        for i, source in enumerate([first, *["Bare()"] * widgets])
    ]
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": cells}


@contextmanager
def opened(browser: Browser, server: JupyterServer, path: Path, front_end: str) -> Iterator[NotebookPage]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(CLOCK)
    notebook = NotebookPage(page, path, server, front_end)
    page.goto(server.address(front_end, path, path.stem.replace("_", "-")))
    notebook.wait_until_ready()
    yield notebook
    notebook.close()
    server.shut_down(path)


class Disk:
    """Watches a file, every millisecond: when does it first hold something?"""

    def __init__(self, path: Path, holds: Callable[[bytes], bool]) -> None:
        self.found = 0.0
        self._path, self._holds = path, holds
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        seen = None
        while not self.found:
            state = self._path.stat()
            if (state.st_mtime_ns, state.st_size) != seen:
                # The time before reading: what is measured is the disk, not this process.
                at, seen = time.time() * 1000, (state.st_mtime_ns, state.st_size)
                if self._holds(self._path.read_bytes()):
                    self.found = at
            time.sleep(0.001)

    def wait(self) -> float:
        self._thread.join(60)
        return self.found


def revision_in(content: bytes, question: str) -> int:
    """The revision of a question's answer in the notebook's metadata, 0 where the file is half written or has none."""
    try:
        return json.loads(content)["metadata"]["pairedtexts"]["responses"][question]["revision"]
    except (ValueError, KeyError):
        return 0


def click_to_disk(notebook: NotebookPage, names: list[str]) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds from a click on an option to the record in the notebook, on disk, and to "saved" on the screen."""
    noted, disk, screen = [], [], []
    revisions = dict.fromkeys(names, 0)
    for click in range(CLICKS):
        name = names[click % len(names)]
        question = notebook.question(name)
        labels = question.section.locator("label")
        label = labels.nth(click // len(names) % labels.count())
        label.scroll_into_view_if_needed()
        revisions[name] += 1
        wanted = revisions[name]
        notebook.page.evaluate("seen.saved = seen.noted = 0")
        watch = Disk(notebook.path, lambda content, name=name, wanted=wanted: revision_in(content, name) >= wanted)
        label.click()
        disk.append(watch.wait() - notebook.page.evaluate("seen.click"))
        notebook.page.wait_for_function("seen.saved > 0")
        screen.append(notebook.page.evaluate("seen.saved - seen.click"))
        noted.append(notebook.page.evaluate("seen.noted - seen.click"))
        # A student thinks before the next click; meanwhile the kernel's record is saved as well.
        until(notebook.page, lambda: settled(notebook.path))
    return noted, disk, screen


def settled(path: Path) -> bool:
    return all(ours == kernels for ours, kernels in both_channels(path).values())


def until(page: Page, happened: Callable[[], bool]) -> None:
    while not happened():
        page.wait_for_timeout(20)
    page.wait_for_timeout(100)


def key_to_disk(notebook: NotebookPage) -> list[float]:
    """Milliseconds from Ctrl+S to the notebook on disk: Jupyter's own save, nothing of ours."""
    times = []
    notebook.page.locator(".jp-Cell").first.click()
    for _ in range(CLICKS):
        before = notebook.path.stat().st_mtime_ns

        def written(content: bytes, before: int = before) -> bool:
            return notebook.path.stat().st_mtime_ns != before and content.rstrip().endswith(b"}")

        watch = Disk(notebook.path, written)
        notebook.page.keyboard.press("Control+s")
        times.append(watch.wait() - notebook.page.evaluate("seen.key"))
        notebook.page.wait_for_timeout(150)
    return times


def run_all_to_widgets(notebook: NotebookPage, widgets: int) -> list[float]:
    """Milliseconds from "Run All Cells" to the last widget on the screen, in a kernel that was just started."""
    times = []
    for run in range(RUNS):
        if run:
            notebook.clear_all_outputs()
            notebook.restart_kernel()
        notebook.page.evaluate("seen.drawn = {}")
        notebook.run_all()
        notebook.page.wait_for_function(f"seen.drawn[{widgets}]", timeout=60_000)
        # A menu item acts when the button is let go.
        times.append(notebook.page.evaluate(f"seen.drawn[{widgets}] - seen.lift"))
    return times


def import_times(*statements: str) -> list[list[float]]:
    """Milliseconds that statements take in fresh processes, by turns."""
    times: list[list[float]] = [[] for _ in statements]
    for _ in range(IMPORTS):
        for i, statement in enumerate(statements):
            code = f"import time; t = time.perf_counter(); {statement}; print((time.perf_counter() - t) * 1000)"
            times[i].append(float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout))
    return times


def import_by_importtime(module: str) -> float:
    """Milliseconds that Python itself counts for a module and all that it imports: median of five."""

    def once() -> float:
        command = [sys.executable, "-X", "importtime", "-c", f"import {module}"]
        report = subprocess.run(command, capture_output=True, check=True, text=True).stderr
        return int(re.findall(rf"\|\s+(\d+) \| {re.escape(module)}$", report, re.MULTILINE)[-1]) / 1000

    return statistics.median(once() for _ in range(5))


def sizes() -> list[tuple[str, int, int]]:
    """By question type: bytes of script and style as they are, and gzipped."""
    found = []
    for name in type_names():
        kind = widget_class(name)
        content = kind.script.whole.encode()
        found.append((name, len(content), len(gzip.compress(content))))
    return found


def all_parts() -> set[str]:
    """The text of every module and style sheet as it travels, once."""
    package = Path(pairedtexts.__file__).parent
    folders = [package / "widgets", *(question_type(name).SCRIPT.parent for name in type_names())]
    modules = {bare_module(path.read_text(encoding="utf-8")) for folder in folders for path in folder.glob("*.js")}
    return modules | {bare_style(path.read_text(encoding="utf-8")) for folder in folders for path in folder.glob("*.css")}


def row(what: str, value: str, compared: str = "", ratio: str = "", target: str = "") -> None:
    print(f"{what:<58} {value:>10} {compared:>30} {ratio:>6}  {target}")


def milliseconds(times: list[float]) -> str:
    return f"{statistics.median(times):.0f} ms"


def spread(times: list[float]) -> str:
    ordered = sorted(times)
    return f"({ordered[0]:.0f} to {ordered[-1]:.0f} ms, n = {len(ordered)})"


def measure_browser(lesson: str, questions: int, front_end: str, home: Path) -> None:
    released, names = long_lesson(home, questions) if questions else released_lesson(home, lesson)
    count = len(json.loads(released.read_text(encoding="utf-8"))["cells"])
    with start_server(home / "jupyter") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(FLAGS))
        path = server.root / "lesson.ipynb"
        shutil.copyfile(released, path)
        widgets = path.read_text(encoding="utf-8").count("pt.ask(")
        bare = server.root / "bare.ipynb"
        bare.write_text(json.dumps(bare_lesson(widgets)), encoding="utf-8")
        with opened(browser, server, bare, front_end) as notebook:
            bare_runs = run_all_to_widgets(notebook, widgets)
        with opened(browser, server, path, front_end) as notebook:
            runs = run_all_to_widgets(notebook, widgets)
            noted, disk, screen = click_to_disk(notebook, names)
            keys = key_to_disk(notebook)
        browser.close()
    what = f"questions of all types in {front_end}" if questions else f"{lesson} in {front_end}"
    print(f"{what}: {count} cells, {widgets} questions; medians, and the spread behind them\n")
    row("click to the record in the notebook", milliseconds(noted), "", "", "< 50 ms")
    print(f"  {spread(noted)}")
    ratio = f"{statistics.median(disk) / statistics.median(keys):.2f}"
    row("click to the answer on disk", milliseconds(disk), f"Jupyter's own Ctrl+S: {milliseconds(keys)}", ratio, "< 100 ms")
    print(f"  {spread(disk)}; Ctrl+S {spread(keys)}")
    row('click to "saved" on the screen', milliseconds(screen))
    print(f"  {spread(screen)}")
    ratio = f"{statistics.median(runs) / statistics.median(bare_runs):.2f}"
    target = "< 1500 ms" if questions else "< 1000 ms"
    row('"Run All" to the last question', milliseconds(runs), f"bare widgets: {milliseconds(bare_runs)}", ratio, target)
    print(f"  {spread(runs)}; bare widgets {spread(bare_runs)}; a kernel just started, first imports included")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lesson", default="federalism")
    parser.add_argument("--questions", type=int, default=0)
    parser.add_argument("--front-end", choices=("lab", "notebook"), default="lab")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        measure_browser(chosen.lesson, chosen.questions, chosen.front_end, Path(home))
    whole = "import pairedtexts, pairedtexts.widgets._widget"
    bare, ours, asked = import_times("import anywidget", "import pairedtexts", whole)
    compared = f"import anywidget: {milliseconds(bare)}"
    for what, times in (("import pairedtexts", ours), ("import pairedtexts and the widget that ask() needs", asked)):
        ratio = statistics.median(times) / statistics.median(bare)
        row(what, milliseconds(times), compared, f"{ratio:.2f}", "<= 1.10")
    counted = [import_by_importtime(module) for module in ("pairedtexts", "pairedtexts.widgets._widget", "anywidget")]
    print("  by -X importtime: pairedtexts {:.0f} ms, its widget {:.0f} ms, anywidget {:.0f} ms".format(*counted))
    whole = gzip.compress("".join(sorted(all_parts())).encode())
    row("script and style of all types and the reading room", f"{len(whole) / 1024:.1f} KB", "", "", "< 40 KB")
    for name, size, zipped in sizes():
        row(f"script and style of {name}", f"{zipped / 1024:.1f} KB", f"{size / 1024:.1f} KB not gzipped")
    print(f"\nPython {sys.version.split()[0]}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
