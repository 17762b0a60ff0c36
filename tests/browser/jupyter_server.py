"""A Jupyter server of our own: started, asked about its kernels, and ended."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil

# What must not appear over a notebook: a first start's questions about news and updates.
SETTINGS = {"@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False}}

# A kernel in whose environment the package is not installed.
BARE = "bare"
_BARE_KERNEL = (
    "import sys; sys.modules['pairedtexts'] = None; from ipykernel.kernelapp import launch_new_instance; launch_new_instance()"
)

# Answers within this many seconds, or something is broken; nothing is measured by it.
PATIENCE = 60


@dataclass(frozen=True)
class JupyterServer:
    """``root`` is the folder it serves."""

    url: str
    token: str
    root: Path
    process: subprocess.Popen[bytes]

    def address(self, front_end: str, path: Path, window: str) -> str:
        """Where a front end shows a notebook alone; ``window`` names JupyterLab's workspace, which remembers its tabs."""
        place = quote(path.relative_to(self.root).as_posix())
        page = f"lab/workspaces/{window}/tree/{place}" if front_end == "lab" else f"notebooks/{place}"
        return f"{self.url}/{page}?token={self.token}"

    def api(self, method: str, path: str, body: Any = None) -> Any:
        """One request to the server's own interface; the JSON it answers, None if that is empty."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/api/{path}", data, method=method)
        request.add_header("Authorization", f"token {self.token}")
        with _direct.open(request, timeout=PATIENCE) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def session(self, path: Path) -> Any:
        """The session of a notebook, with its kernel; None if it has none."""
        place = path.relative_to(self.root).as_posix()
        return next((session for session in self.api("GET", "sessions") if session["path"] == place), None)

    def kill_kernel(self, path: Path) -> None:
        """Kill a notebook's kernel from outside, as a machine without memory does. The server starts it again."""
        kernel = self.session(path)["kernel"]["id"]
        children = psutil.Process(self.process.pid).children(recursive=True)
        process = next(child for child in children if any(kernel in word for word in child.cmdline()))
        process.kill()

    def shut_down(self, path: Path) -> None:
        """End a notebook's kernel."""
        session = self.session(path)
        if session is not None:
            self.api("DELETE", f"sessions/{session['id']}")


# Whatever proxy this machine has, the server is on this machine.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@contextmanager
def start_server(home: Path) -> Iterator[JupyterServer]:
    """Run a server whose settings, data and files are all under ``home``."""
    folders = {name: home / name for name in ("root", "config", "data", "runtime")}
    for folder in folders.values():
        folder.mkdir(parents=True)
    for name, settings in SETTINGS.items():
        file = folders["config"] / "lab" / "user-settings" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(settings), encoding="utf-8")
    bare = folders["data"] / "kernels" / BARE / "kernel.json"
    bare.parent.mkdir(parents=True)
    argv = [sys.executable, "-c", _BARE_KERNEL, "-f", "{connection_file}"]
    bare.write_text(json.dumps({"argv": argv, "display_name": "Bare", "language": "python"}), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url, token = f"http://127.0.0.1:{port}", secrets.token_hex(8)
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            _command(port, token, folders["root"]),
            cwd=folders["root"],
            env={
                **os.environ,
                "HOME": str(home),
                "JUPYTER_CONFIG_DIR": str(folders["config"]),
                "JUPYTER_DATA_DIR": str(folders["data"]),
                "JUPYTER_RUNTIME_DIR": str(folders["runtime"]),
            },
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        server = JupyterServer(url, token, folders["root"], process)
        try:
            _wait(server, home / "log")
            yield server
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _command(port: int, token: str, root: Path) -> list[str]:
    # JupyterLab's server serves Notebook 7 as well, where that is installed.
    return [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={root}",
        "--LabApp.news_url=None",
    ]


def _wait(server: JupyterServer, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            server.api("GET", "status")
        except urllib.error.URLError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the Jupyter server did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")
