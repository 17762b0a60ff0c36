"""Lessons with cells of the teacher's own: what a student typed or ran there is silent in Formgrader and in feedback."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbconvert.exporters import HTMLExporter
from playwright.sync_api import Browser

from hostile_corpus import FIRE, PAYLOADS
from pairedtexts.course import new_course
from pairedtexts.nbgrader_plugin import steps
from test_kernel_desk import LESSON, RIGHT, asks_less_and_has_cells_of_its_own, change_lesson, put

from .formgrader_server import PATIENCE, formgrader, submission_page
from .test_hostile_pages import Watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-formgrader")]

MARKDOWN = (
    f'<img src=x onerror="{FIRE}">',
    f'<div onmouseover="{FIRE}">[x](javascript:{FIRE}) [x][y]</div>',
    f"[y]: javascript:{FIRE}",
    f"[x](JAVASCRIPT:{FIRE}) ![x](http://127.0.0.1:9/x.png)",
    f"<javascript:{FIRE}> <style>@import url(http://127.0.0.1:9/x.css);</style>",
    *PAYLOADS.values(),
)
"""What nbconvert takes for HTML and links, and what a page takes for them by itself."""

KINDS = ("text/html", "image/svg+xml", "application/javascript", "text/latex", "text/markdown", "text/plain", "image/png")
SHOWS = f"""
from IPython.display import display
from ipywidgets import HTML
for payload in {list(PAYLOADS.values())!r}:
    display(dict.fromkeys({KINDS!r}, payload), raw=True, metadata={{"filenames": {{"image/png": "http://127.0.0.1:9/x.png"}}}})
    display(HTML(payload))
    print(payload)
display({{"image/png": "iVBORw0KGgo=", "text/plain": "a drawing"}}, raw=True)
"""
FAILS = f"{SHOWS}\nraise ValueError({list(PAYLOADS.values())!r})"
PUSH = """
for (const e of document.querySelectorAll('.nbgrader_cell *, .output *, .pt-section *, .jp-Cell *')) {
  for (const kind of ['mouseover', 'focus', 'toggle']) e.dispatchEvent(new Event(kind));
  if (e.tagName === 'A' && !/^https?:/.test(e.href)) e.click();
}
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An honest and a hostile hand-in, graded, with feedback."""
    made = new_course(tmp_path_factory.mktemp("own") / "course")
    change_lesson(made, asks_less_and_has_cells_of_its_own)
    steps.release(made, LESSON)
    put(made, "honest", essay="**Both** report the bill.")
    put(made, "hostile", f"{RIGHT}\n{SHOWS}", essay="\n\n".join(MARKDOWN), program=FAILS)
    grading = steps.class_grading(made, LESSON)
    assert {result.failure for result in grading.grade(["honest", "hostile"], everything=False)} == {""}
    assert steps.feedback(made, LESSON, show_keys=True) == 2
    return made


@pytest.fixture(scope="module")
def address(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    with formgrader(course, tmp_path_factory.mktemp("server") / "home") as found:
        yield found


class Shown(Watched):
    """A page of Formgrader's, or a page of feedback; a reader points at everything that a student can have put there."""

    def open_submission(self, course: Path, student: str, address: tuple[str, str]) -> list[str]:
        self.page.set_extra_http_headers({"Authorization": f"token {address[1]}"})
        page = submission_page(course, LESSON, student)
        return self.look(f"{address[0]}/{page}", page.split("/")[-2])

    def look(self, address: str, name: str = "") -> list[str]:
        """What was heard, without the names by which Formgrader asks for one student's points."""
        self.heard.clear()
        self.page.goto(address)
        self.page.wait_for_load_state("networkidle", timeout=PATIENCE * 1000)
        self.page.evaluate(PUSH)
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert self.page.url.partition("?")[0] == address
        ran = self.page.evaluate("window.pwned !== undefined")
        said = {line.replace(name, "NAME") if name else line for line in self.heard}
        return sorted(said) + [f"{FIRE} ran"] * ran


@pytest.fixture
def shown(chromium: Browser, tmp_path: Path) -> Iterator[Shown]:
    watched = Shown(chromium, tmp_path)
    # Formgrader's pages ask for a typesetter from elsewhere; tests reach nothing but the server.
    watched.page.route("**", lambda route: route.abort() if "https:" in route.request.url else route.continue_())
    yield watched
    watched.page.close()


def test_formgrader_is_as_silent_as_for_an_honest_hand_in(course, address, shown):
    honest = shown.open_submission(course, "honest", address)
    assert any("/formgrader/" in said for said in honest)
    assert shown.open_submission(course, "hostile", address) == honest
    text = shown.page.locator("body").inner_text()
    assert "<img src=x onerror=pwned=1>" in text, "it is shown as it was typed"
    links = shown.page.locator(".nbgrader_cell a[href]").all_inner_texts()
    assert [link for link in links if not link.startswith("http://")] == [], "a link says where it leads"
    assert shown.page.locator("img[src='data:image/png;base64,iVBORw0KGgo=']").count() > 0, "a picture is shown"


def test_what_an_honest_student_writes_keeps_its_layout(course, address, shown):
    shown.open_submission(course, "honest", address)
    essay = shown.page.locator(".nbgrader_cell", has_text="report the bill")
    assert essay.locator("strong").inner_text() == "Both"


def test_the_feedback_page_is_silent(course, shown):
    for student in ("honest", "hostile"):
        page = (course / "feedback" / student / LESSON / f"{LESSON}.html").as_uri()
        assert [said for said in shown.look(page) if said != f"request: {page}"] == []
    assert "<img src=x onerror=pwned=1>" in shown.page.locator("body").inner_text()


def test_stock_pages_of_the_same_hand_in_are_heard(course, shown, tmp_path):
    """The control for those above: as nbconvert by itself shows what the student typed, and what the code shows."""
    graded = json.loads((course / "autograded" / "hostile" / LESSON / f"{LESSON}.ipynb").read_text(encoding="utf-8"))
    essay = next(cell for cell in graded["cells"] if cell["id"] == "essay")
    typed = {**essay, "source": MARKDOWN[0]}
    cells = {"typed": typed, "shown": {"cell_type": "code", "id": "x", "metadata": {}, "source": "", "execution_count": 1}}
    cells["shown"]["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": {"text/html": MARKDOWN[0]}}]
    for name, cell in cells.items():
        path = tmp_path / f"{name}.ipynb"
        path.write_text(json.dumps({**graded, "cells": [cell]}), encoding="utf-8")
        html, _ = HTMLExporter(template_name="classic").from_filename(str(path))
        page = Path(shutil.copyfile(path, path.with_suffix(".html")))
        page.write_text(html, encoding="utf-8")
        shown.page.goto(page.as_uri())
        shown.page.wait_for_function("window.pwned !== undefined")
