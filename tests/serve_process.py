"""Running `kbsite serve` for tests, and saving files as an editor does. Not a test."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

_PATIENCE = 60.0


class Preview:
    """`kbsite serve` of the site in `root`, in a process of its own; it may be stopped and started
    again at the same address."""

    def __init__(self, root: Path, base_path: str = "") -> None:
        self.root = root
        self.base_path = base_path
        self._port = 0
        self._process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        """Without a slash at its end."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Serves from now on."""
        command = [sys.executable, "-m", "kbsite", "serve", "--root", str(self.root)]
        self._process = subprocess.Popen(
            [*command, "--port", str(self._port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"},
        )
        assert self._process.stdout
        address = self._process.stdout.readline().split()[0]
        self._port = int(address.split(":")[2].split("/")[0])
        self.wait_for("", 200)

    def stop(self) -> None:
        """Ends as by Ctrl-C."""
        if self._process:
            self._process.send_signal(signal.SIGINT)
            self._process.communicate(timeout=_PATIENCE)
            self._process = None

    def save(self, path: str, text: str) -> None:
        """Writes a file below the root beside it and moves it there."""
        save(self.root / path, text)

    def url(self, note: str) -> str:
        """The path of the page of the note with this name."""
        return f"{self.base_path}/{quote(note)}{'/' if note else ''}"

    def wait_for(self, note: str, status: int) -> None:
        """Until the page of a note is there (200), or is not (404)."""
        end = time.monotonic() + _PATIENCE
        while self._status(note) != status:
            assert time.monotonic() < end, f"{note}: not {status}"
            time.sleep(0.02)

    def _status(self, note: str) -> int:
        try:
            with urllib.request.urlopen(self.address + self.url(note)) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as fault:
            return fault.code


def save(file: Path, text: str) -> None:
    """Writes `file` beside it and moves it there, as most editors do."""
    new = file.with_name(f".{file.name}.new")
    new.parent.mkdir(parents=True, exist_ok=True)
    new.write_bytes(text.encode())
    new.replace(file)
