"""A Jupyter server that runs in a course, so that nbgrader's Formgrader finds the course's configuration."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.api import Gradebook

PATIENCE = 60  # seconds until something is broken; nothing is measured by it
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

# Whatever proxy this machine has, the server is on this machine.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@contextmanager
def formgrader(course: Path, home: Path) -> Iterator[tuple[str, str]]:
    """Serve a course; gives the address and the token. Settings, data and logs are under ``home``."""
    home.mkdir(parents=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url, token = f"http://127.0.0.1:{port}", secrets.token_hex(8)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--ServerApp.root_dir={course}"]
    command += ["--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    command += [f"--IdentityProvider.token={token}"]
    folders = {f"JUPYTER_{name}_DIR": str(home / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    with (home / "log").open("wb") as log:
        environment = {**os.environ, **folders, "HOME": str(home)}
        process = subprocess.Popen(command, cwd=course, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait(f"{url}/api/status?token={token}", process, home / "log")
            yield url, token
        finally:
            process.terminate()
            process.wait(PATIENCE)


def submission_page(course: Path, lesson: str, student: str) -> str:
    """Where Formgrader shows a graded notebook, below the server's address."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return f"formgrader/submissions/{gradebook.find_submission_notebook(lesson, lesson, student).id}/"


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            _direct.open(address, timeout=PATIENCE).close()
        except urllib.error.URLError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the server did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")


def chromium() -> str | None:
    """The browser: the one that is named, else one of the machine's, else (None) Playwright's own."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("PAIREDTEXTS_BROWSER") or next(filter(None, map(shutil.which, names)), None)
