"""A notebook in a browser, as a student uses it: menus, cells, questions, the mouse, and what the file on disk has."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from pairedtexts.bank import load_bank
from pairedtexts.responses import MIME, Collected, collect
from pairedtexts.texts import Text, paragraphs

from .jupyter_server import PATIENCE, JupyterServer

REPOSITORY = Path(__file__).parents[2]
MILLISECONDS = PATIENCE * 1000

# Every time that a question's status says "saved", in the same turn of the browser's event loop: what the student sees
# chosen, and what the server reads from the file at that moment. The synchronous request holds the page until it is read.
_AUDIT = """
window.savedClaims = [];
window.pointerUses = 0;
addEventListener("pointerdown", () => { window.pointerUses += 1; }, true);
const folded = (text) => text.replace(/\\s+/g, " ").trim();
function shownIn(section) {
  if (section.dataset.type === "mark-evidence") {
    return [...section.querySelectorAll(".pt-chip q")].map((chip) => folded(chip.textContent));
  }
  return [...section.querySelectorAll("input:checked")].map((input) => input.value);
}
function readFile() {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const request = new XMLHttpRequest();
    // The server gives a date and no word on caching: without a stamp the browser may show the file as it was before.
    request.open("GET", `${CONTENTS}&stamp=${performance.now()}`, false);
    request.send();
    // The next save may have begun: the server writes in place, and cannot read a file that is half written.
    if (request.status === 200) return JSON.parse(request.responseText).content;
  }
  throw new Error("the server does not show the file");
}
function keptIn(notebook, id) {
  const answer = notebook.metadata.pairedtexts?.responses?.[id]?.answer ?? [];
  return [answer].flat().map((part) => (typeof part === "string" ? part : folded(part.quote)));
}
new MutationObserver((changes) => {
  const statuses = changes.flatMap(({ type, target, addedNodes }) => (type === "attributes" ? [target]
    : [...addedNodes].flatMap((node) => (node.querySelectorAll ? [...node.querySelectorAll(".pt-status")] : []))));
  for (const status of new Set(statuses)) {
    const section = status.isConnected && status.dataset.state === "saved" ? status.closest(".pt-question") : null;
    if (!section) continue;
    const { question } = section.dataset;
    window.savedClaims.push({ question, shown: shownIn(section), kept: keptIn(readFile(), question) });
  }
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-state"] });
"""


# Until an element has not moved for ten frames.
_UNTIL_STILL = """
async (element) => {
  let last = null;
  for (let still = 0; still < 10; ) {
    await new Promise(requestAnimationFrame);
    const { x, y } = element.getBoundingClientRect();
    still = `${x} ${y}` === last ? still + 1 : 0;
    last = `${x} ${y}`;
  }
}
"""


def shown_words(text: Text) -> list[tuple[int, int]]:
    """Where the words of an article stand in its file, in the order in which a question shows them."""
    article = [paragraph for paragraph in paragraphs(text) if paragraph.kind != "furniture"]
    found = [re.compile(r"\S+").finditer(text.verbatim, part.start, part.end) for part in article]
    return [match.span() for match in itertools.chain.from_iterable(found)]


def words_of(passage: Any) -> list[int]:
    """Which of its article's words a passage touches, counted from 0."""
    words = shown_words(articles()[passage["text"]])
    return [i for i, (start, end) in enumerate(words) if start < passage["end"] and end > passage["start"]]


def in_whole_words(passage: Any) -> Any:
    """The passage as a hand gives it: it begins and ends with a whole word, punctuation and all."""
    text = articles()[passage["text"]]
    touched = [shown_words(text)[i] for i in words_of(passage)]
    start, end = touched[0][0], touched[-1][1]
    return {"text": text.id, "start": start, "end": end, "quote": text.verbatim[start:end]}


@cache
def articles() -> Mapping[str, Text]:
    return load_bank(REPOSITORY).texts


def wait_for(page: Page, happened: Callable[[], Any], what: str) -> Any:
    """What ``happened()`` returns as soon as that is true; the page goes on meanwhile."""
    deadline = time.monotonic() + PATIENCE
    while not (result := happened()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain for {what}")
        page.wait_for_timeout(20)
    return result


def release_of(course: Path, lesson: str) -> Path:
    """The notebook that students get."""
    return course / "release" / lesson / f"{lesson}.ipynb"


def notebook_in(path: Path) -> Any:
    """The notebook that the file holds now."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return json.loads(path.read_bytes())
        except ValueError:
            # The server writes in place: this was the middle of a save.
            if time.monotonic() > deadline:
                raise


def sources_in(path: Path) -> list[str]:
    """The source of every cell."""
    return ["".join(cell["source"]) for cell in notebook_in(path)["cells"]]


def answers_in(path: Path) -> dict[str, Any]:
    """The answers that the file holds now, by question, as a grader reads them."""
    return {name: record.answer for name, record in collected_in(path).records.items()}


def collected_in(path: Path) -> Collected:
    """What a grader reads from the file, with all that it finds odd."""
    return collect(notebook_in(path))


def both_channels(path: Path) -> dict[str, tuple[Any, Any]]:
    """By question: the record in the notebook's metadata, and the one in its cell's output."""
    notebook = notebook_in(path)
    browsers = notebook["metadata"]["pairedtexts"].get("responses", {})
    outputs = [output.get("data", {}).get(MIME) for cell in notebook["cells"] for output in cell.get("outputs", ())]
    kernels = {record["question"]: record for record in outputs if record}
    return {name: (browsers.get(name), kernels.get(name)) for name in browsers.keys() | kernels.keys()}


@dataclass
class Desk:
    """A student's folder on the server, and the notebooks open from it."""

    front_end: str
    server: JupyterServer
    profile: BrowserContext
    folder: Path
    pages: list[NotebookPage] = field(default_factory=list)
    _windows: itertools.count[int] = field(default_factory=itertools.count)

    def lay(self, notebook: Path, **metadata: Any) -> Path:
        """A copy of a notebook in the student's folder, with these entries put into its metadata."""
        path = self.folder / notebook.name
        if not metadata:
            shutil.copyfile(notebook, path)
            return path
        content = json.loads(notebook.read_text(encoding="utf-8"))
        content["metadata"].update(metadata)
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    def open(self, path: Path) -> NotebookPage:
        """Open a notebook in a window of its own, and wait until its kernel is ready."""
        page = self.profile.new_page()
        place = path.relative_to(self.server.root).as_posix()
        page.add_init_script(_AUDIT.replace("CONTENTS", json.dumps(f"{self.server.url}/api/contents/{place}?content=1")))
        opened = NotebookPage(page, path, self.server, self.front_end)
        self.pages.append(opened)
        page.goto(self.server.address(self.front_end, path, f"{self.folder.name}-{next(self._windows)}"))
        opened.wait_until_ready()
        return opened

    def take_pictures(self, folder: Path) -> list[Path]:
        """A screenshot of every page that is still open."""
        still_open = [opened for opened in self.pages if not opened.page.is_closed()]
        pictures = [folder / f"{number}-{opened.path.stem}.png" for number, opened in enumerate(still_open, 1)]
        for opened, picture in zip(still_open, pictures, strict=True):
            opened.page.screenshot(path=picture)
        return pictures

    def leave(self) -> None:
        """Close every page and end every kernel."""
        for opened in self.pages:
            opened.close()
            self.server.shut_down(opened.path)


@dataclass
class NotebookPage:
    """One notebook, open in a front end."""

    page: Page
    path: Path
    server: JupyterServer
    front_end: str

    def wait_until_ready(self) -> None:
        """Until the notebook is drawn and connected to an idle kernel."""
        expect(self.page.locator(".jp-Notebook .jp-Cell").first).to_be_visible(timeout=MILLISECONDS)
        wait_for(self.page, self._is_connected, "the kernel")
        expect(self.page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')).to_be_attached(timeout=MILLISECONDS)

    def _is_connected(self) -> bool:
        session = self.server.session(self.path)
        return bool(session) and session["kernel"]["connections"] > 0 and session["kernel"]["execution_state"] == "idle"

    def close(self) -> None:
        """Close the window, asking nothing and saving nothing."""
        self.page.close()

    # Menus, by mouse.

    def menu(self, *names: str) -> None:
        """Choose an item of a menu."""
        *menus, item = names
        bar = self.page.locator(".lm-MenuBar-content")
        entry = self._menu_item(item)

        def opened() -> bool:
            # A menu that was opened too early shows its items disabled, and does not learn better while it is open.
            bar.locator(".lm-MenuBar-item", has_text=re.compile(f"^{menus[0]}$")).click()
            for name in menus[1:]:
                self._menu_item(name).hover()
            if entry.and_(self.page.locator(":not(.lm-mod-disabled)")).count():
                return True
            self.page.keyboard.press("Escape")
            return False

        wait_for(self.page, opened, f"the menu item {item}")
        entry.click()

    def _menu_item(self, name: str) -> Locator:
        label = self.page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{re.escape(name)}$"))
        return self.page.locator(".lm-Menu-item", has=label).first

    def run_all(self) -> None:
        self.menu("Run", "Run All Cells")

    def restart_kernel(self) -> None:
        """Restart the kernel, and wait for the new one."""
        with self.page.expect_response(lambda response: response.url.split("?")[0].endswith("/restart")):
            self.menu("Kernel", "Restart Kernel…")
            self.page.locator(".jp-Dialog .jp-mod-accept").click()
        self.wait_until_ready()

    def dismiss_dialog(self) -> None:
        """Wait for a dialog in which Jupyter tells something, and close it. The next one may follow at once."""
        dialog = self.page.locator(".jp-Dialog").first
        dialog.wait_for(timeout=MILLISECONDS)
        this_one = dialog.element_handle()
        dialog.get_by_role("button").click(timeout=MILLISECONDS)
        self.page.wait_for_function("dialog => !dialog.isConnected", arg=this_one)

    def clear_all_outputs(self) -> None:
        self.menu("Edit", "Clear Outputs of All Cells")

    def save(self) -> None:
        """Save by the menu, and wait until that is done."""
        with self.page.expect_response(self.is_save):
            self.menu("File", "Save Notebook")

    def is_save(self, response: Any) -> bool:
        return response.request.method == "PUT" and f"/{self.path.name}" in response.url

    # Cells and questions.

    def cell(self, call: str) -> Locator:
        """The code cell that makes a call, such as 'pt.hand_in()'."""
        index = next(i for i, source in enumerate(sources_in(self.path)) if call in source)
        return self.page.locator(f'.jp-Cell[data-windowed-list-index="{index}"]')

    def run_cell(self, call: str) -> None:
        """Click beside a cell's prompt and press Shift+Enter."""
        prompt = self.cell(call).locator(".jp-InputPrompt")
        prompt.scroll_into_view_if_needed()
        prompt.click()
        self.page.keyboard.press("Shift+Enter")

    def question(self, name: str) -> QuestionOnPage:
        return QuestionOnPage(self, name)

    def wait_for_questions(self, names: list[str]) -> None:
        """Until each of these questions is on the screen once."""
        for name in names:
            expect(self.question(name).section).to_have_count(1, timeout=MILLISECONDS)

    def pointer_uses(self) -> int:
        """How often a mouse, pen or finger was pressed."""
        return self.page.evaluate("window.pointerUses")

    def saved_claims(self) -> list[dict[str, Any]]:
        """Every time that the page said "saved" so far: what was shown as chosen, and what the file held at that moment."""
        return self.page.evaluate("window.savedClaims")


@dataclass(frozen=True)
class QuestionOnPage:
    """One question, as a student sees and answers it."""

    notebook: NotebookPage
    name: str

    @property
    def section(self) -> Locator:
        return self.notebook.page.locator(f'.pt-question[data-question="{self.name}"]')

    @property
    def status(self) -> Locator:
        return self.section.locator(".pt-status")

    @property
    def type(self) -> str:
        return str(self.section.get_attribute("data-type"))

    def expect_state(self, state: str) -> None:
        expect(self.status).to_have_attribute("data-state", state, timeout=MILLISECONDS)

    def expect_shown(self, answer: Any) -> None:
        """What is chosen on the screen is this answer, and the status calls it saved."""
        self.expect_state("saved")
        parts = [answer] if isinstance(answer, str) else answer
        if self.type == "mark-evidence":
            chips = [re.compile(r"\s+".join(map(re.escape, part["quote"].split()))) for part in parts]
            expect(self.section.locator(".pt-chip q")).to_have_text(chips)
            return
        for choice in self.section.locator("input").all():
            expect(choice).to_be_checked(checked=choice.input_value() in parts)

    def answer_by_mouse(self, answer: Any) -> None:
        """Give an answer that is not yet there: an option's id, a list of ids, or a list of passages."""
        if self.type == "mark-evidence":
            for passage in answer:
                self.mark_by_mouse(passage)
            return
        for option in [answer] if isinstance(answer, str) else answer:
            self.option(option).click()

    def option(self, option: str) -> Locator:
        """The label of an option: all of it can be clicked."""
        return self.section.locator("label", has=self.notebook.page.locator(f'input[value="{option}"]'))

    def words(self, passage: Any) -> tuple[Locator, Locator]:
        """The first and last word of a passage in the box."""
        words = self.section.locator(f'article[data-text="{passage["text"]}"] .pt-word')
        numbers = words_of(passage)
        return words.nth(numbers[0]), words.nth(numbers[-1])

    def mark_by_mouse(self, passage: Any) -> None:
        """Drag from a passage's first word to its last; click a single word."""
        first, last = self.words(passage)
        last.scroll_into_view_if_needed()
        first.scroll_into_view_if_needed()
        # Jupyter lays out a cell when it comes into view, and moves what is below it: a hand waits for that as well.
        first.evaluate(_UNTIL_STILL)
        first.hover()
        self.notebook.page.mouse.down()
        last.hover()
        self.notebook.page.mouse.up()

    def check(self) -> None:
        self.section.get_by_role("button", name="Check my answer").click()

    # By keyboard alone.

    def answer_by_keyboard(self, answer: Any) -> None:
        """Go on by Tab to this question and through it, giving an answer that is not yet there."""
        self.tab_to("input, .pt-word")
        if self.type == "mark-evidence":
            for passage in answer:
                self._mark_by_keyboard(passage)
        elif self.type == "choose-one":
            self._choose_by_arrows(answer)
        else:
            for option in answer:
                self.tab_to(f'input[value="{option}"]')
                self._press("Space")

    def tab_to(self, selector: str) -> None:
        """Press Tab until something in this question that matches has the focus; at most 15 times."""
        wanted = f'.pt-question[data-question="{self.name}"] :is({selector})'
        for _ in range(15):
            if self.notebook.page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
                return
            self._press("Tab")
        raise AssertionError(f"Tab did not lead to {wanted}")

    def _choose_by_arrows(self, option: str) -> None:
        options = [choice.input_value() for choice in self.section.locator("input").all()]
        # An arrow key chooses as it moves; the first option needs Space.
        self._press("Space")
        for _ in range(options.index(option)):
            self._press("ArrowDown")

    def _mark_by_keyboard(self, passage: Any) -> None:
        first, last = (int(str(word.get_attribute("data-i"))) for word in self.words(passage))
        while self._cursor() < first:
            self._press("ArrowDown")
        if self._cursor() > first:
            self._press("ArrowUp")
        while self._cursor() < first:
            self._press("ArrowRight")
        self._press("Space")
        while self._cursor() < last:
            self._press("ArrowRight")
        self._press("Space")

    def _cursor(self) -> int:
        number = self.notebook.page.evaluate("document.activeElement.dataset.i")
        assert number is not None, "the focus left the words of the text"
        return int(number)

    def _press(self, key: str) -> None:
        self.notebook.page.keyboard.press(key)
