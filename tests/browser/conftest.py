"""One Jupyter server a worker and one browser a test file, for two front ends: JupyterLab and Notebook 7."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from .find_browser import FLAGS, find_browser
from .jupyter_page import Desk
from .jupyter_server import JupyterServer, start_server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On a busy machine a front end draws late: what waited in vain is run again, and the report says so.

    Anything else that a test finds is a fault, and is reported at once.
    """
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=2, only_rerun=[r"Timeout", r"timeout", r"waited in vain"]))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A failure leaves a screenshot of each open page, and says where."""
    report = yield
    desk = getattr(item, "funcargs", {}).get("desk")
    if report.when == "call" and report.failed and desk is not None:
        pictures = desk.take_pictures(item.funcargs["tmp_path"])
        report.sections.append(("Screenshots", "\n".join(map(str, pictures))))
    return report


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterServer]:
    """A Jupyter server that serves both front ends, with settings and files of its own."""
    with start_server(tmp_path_factory.mktemp("jupyter")) as server:
        yield server


# Not for the session: while Playwright runs in this thread, no other test could start it or run an event loop.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser, closed with the file's last test."""
    path = find_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def profile(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser window's profile: pages of one file share its cache."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture(
    params=[pytest.param(name, marks=pytest.mark.xdist_group(f"browser-{name}")) for name in ("lab", "notebook")],
)
def front_end(request: pytest.FixtureRequest) -> str:
    """JupyterLab 4, or Notebook 7."""
    return request.param


@pytest.fixture
def desk(
    front_end: str, jupyter: JupyterServer, profile: BrowserContext, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Desk]:
    """A student's folder on the server, and the pages that are open on it."""
    folder = jupyter.root / re.sub(r"\W+", "-", request.node.name).strip("-")
    folder.mkdir()
    desk = Desk(front_end, jupyter, profile, folder)
    yield desk
    desk.leave()
    shutil.rmtree(folder)
