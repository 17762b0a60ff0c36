"""A notebook in a browser, as a student uses it: menus, cells, questions, the mouse, and what the file on disk has."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from pairedtexts.responses import MIME, Collected, collect

from .jupyter_server import PATIENCE, JupyterServer
from .question_page import MILLISECONDS, SHOWN_AND_KEPT, QuestionOnPage, articles, wait_for

__all__ = [
    "MILLISECONDS",
    "Desk",
    "NotebookPage",
    "QuestionOnPage",
    "answers_in",
    "articles",
    "both_channels",
    "collected_in",
    "notebook_in",
    "release_of",
    "sources_in",
    "wait_for",
]

# Every time that a question's status says "saved", in the same turn of the browser's event loop: what the student sees
# chosen, and what the server reads from the file at that moment. The synchronous request holds the page until it is read.
_AUDIT = (
    SHOWN_AND_KEPT
    + """
window.savedClaims = [];
window.pointerUses = 0;
addEventListener("pointerdown", () => { window.pointerUses += 1; }, true);
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
new MutationObserver((changes) => {
  const statuses = changes.flatMap(({ type, target, addedNodes }) => (type === "attributes" ? [target]
    : [...addedNodes].flatMap((node) => (node.querySelectorAll ? [...node.querySelectorAll(".pt-status")] : []))));
  for (const status of new Set(statuses)) {
    const section = status.isConnected && status.dataset.state === "saved" ? status.closest(".pt-question") : null;
    if (!section) continue;
    const { question } = section.dataset;
    const record = readFile().metadata.pairedtexts?.responses?.[question];
    const claim = { question, shown: shownIn(section), kept: keptAs(record?.answer), revision: record?.revision };
    window.savedClaims.push(claim);
  }
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-state"] });
"""
)


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
        page.on("request", lambda request: opened.requested.append(request.url))
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
    requested: list[str] = field(default_factory=list)
    """The address of everything that the page has asked for."""

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
        return QuestionOnPage(self.page, name)

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
