"""Find a browser for the tests in a browser, or install one.

    python tests/browser/find_browser.py [--install]

prints the path of a Chromium or Chrome. With --install, one is installed if there is none. Exit status 1: there is none.
"""

# ruff: noqa: T201 - what it finds is printed for the Makefile

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
VARIABLE = "PAIREDTEXTS_BROWSER"

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowser(Exception):
    """There is no browser; the text says how to get one."""


def find_browser() -> str:
    """The path of a Chromium or Chrome: what PAIREDTEXTS_BROWSER names, an installed one, Playwright's own.

    Raises NoBrowser.
    """
    named = os.environ.get(VARIABLE)
    if named:
        found = shutil.which(named)
        if found is None:
            raise NoBrowser(f"{VARIABLE} is {named!r}, which is no program; name a Chromium or Chrome, or unset it.")
        return found
    found = next(filter(None, map(shutil.which, NAMES)), None) or _playwrights_own()
    if found is None:
        raise NoBrowser(
            f"The tests in a browser need one, and there is none: no {', '.join(NAMES)} on PATH, none of Playwright's own.\n"
            "Install one: `sudo apt-get install chromium` on Debian or Ubuntu, `playwright install chromium` elsewhere, or\n"
            f"set {VARIABLE} to the path of a Chromium or Chrome. `{Path(__file__).name} --install` tries the first two."
        )
    return found


def install_browser() -> None:
    """Install Debian's Chromium where that is allowed, else Playwright's own. What goes wrong is printed."""
    if shutil.which("apt-get") and os.geteuid() == 0 and _tried("apt-get", "install", "-y", "chromium"):
        return
    _tried(sys.executable, "-m", "playwright", "install", "chromium")


def _tried(*command: str) -> bool:
    # To stderr, all of it: what this program prints is a path.
    print("$", *command, file=sys.stderr)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, stdout=sys.stderr, env=environment, check=False).returncode == 0


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    # Playwright cannot be started twice: the fixtures look for a browser before they start it.
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def main(arguments: list[str]) -> int:
    if set(arguments) - {"--install"}:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        try:
            found = find_browser()
        except NoBrowser:
            if "--install" not in arguments or os.environ.get(VARIABLE):
                raise
            install_browser()
            found = find_browser()
    except NoBrowser as error:
        print(error, file=sys.stderr)
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
