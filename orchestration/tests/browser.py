"""Headless Chromium for tests of pages: the machine's own, spoken to over its DevTools pipe.

Nothing is installed for it, and nothing but the pages asked for is fetched. It needs no package:
any environment's Python can use it.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_NAMES = (
    "chromium", "chromium-browser", "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)  # fmt: skip
_OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-extensions", "--hide-scrollbars", "--remote-debugging-pipe",
)  # fmt: skip
_PATIENCE = 30  # seconds for one page
LACKING = "These tests need Chromium or Chrome. On Debian: apt-get install chromium"


class NoBrowser(Exception):
    """No Chromium is on this machine; the message says how it gets there."""


class Page:
    """One tab: what it shows, and what it asked the network for."""

    def __init__(self, commands: int, answers: int) -> None:
        self._out, self._in = commands, answers
        self._read_so_far = b""
        self._number = 0
        self._session: str | None = None
        self._loaded = False
        self.asked: list[str] = []
        self.stopped: list[str] = []  # of these, what the page's own policy kept from being asked
        self._addresses: dict[Any, str] = {}
        self._answered: list[Any] = []
        target = self._do("Target.createTarget", url="about:blank")["targetId"]
        attached = self._do("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Network", "Runtime"):
            self._do(f"{domain}.enable")

    def open(self, address: str, width: int = 1280, height: int = 900, dark: bool = False) -> None:
        """Show an address, at a width in CSS pixels, and wait until it has loaded."""
        self._do(
            "Emulation.setDeviceMetricsOverride", width=width, height=height,
            deviceScaleFactor=1, mobile=width < 600,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._do("Emulation.setEmulatedMedia", features=[scheme])
        self._loaded = False
        self._answered.clear()
        self._do("Page.navigate", url=address)
        self.wait()

    def wait(self) -> None:
        """Until the page that is on its way has loaded."""
        while not self._loaded:
            self._read()

    def run(self, script: str) -> Any:
        """What a line of JavaScript says of the page, as plain values."""
        done = self._do("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def answers(self, part: str) -> list[tuple[str, Any]]:
        """What the shown page was answered, as JSON, where the address has this part."""
        return [
            (address, json.loads(self._do("Network.getResponseBody", requestId=number)["body"]))
            for number in [*self._answered]
            if part in (address := self._addresses[number])
        ]

    def text(self) -> str:
        """What a person reads on the page."""
        return str(self.run("document.body.innerText"))

    def press(self, key: str) -> None:
        """Press a key, as a person would: Tab, Enter, or a letter."""
        codes = {"Tab": 9, "Enter": 13}
        text = {"Enter": "\r", "Tab": ""}.get(key, key)
        press = {"key": key, "code": key, "windowsVirtualKeyCode": codes.get(key, 0)}
        self._do("Input.dispatchKeyEvent", type="keyDown", text=text, **press)
        self._do("Input.dispatchKeyEvent", type="keyUp", **press)

    def write(self, words: str) -> None:
        """Type words where the focus is."""
        self._do("Input.insertText", text=words)

    def follow(self, key: str = "Enter") -> None:
        """Press a key that leads to another page, and wait for that."""
        self._loaded = False
        self.press(key)
        self.wait()

    def picture(self, file: Path, whole: bool = True) -> None:
        """Save the page as it looks, as a PNG: the whole of it, or what the window shows."""
        shot = self._do("Page.captureScreenshot", captureBeyondViewport=whole, format="png")
        file.write_bytes(base64.b64decode(shot["data"]))

    def _do(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while (answer := self._read()).get("id") != self._number:
            pass
        assert "error" not in answer, f"{method}: {answer['error']}"
        return dict(answer["result"])

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._read_so_far:
            if not select.select([self._in], [], [], _PATIENCE)[0]:
                raise TimeoutError("Chromium says nothing")
            if not (more := os.read(self._in, 1 << 16)):
                raise ConnectionError("Chromium went away")
            self._read_so_far += more
        one, _, self._read_so_far = self._read_so_far.partition(b"\0")
        message = dict(json.loads(one))
        self._note(message.get("method", ""), message.get("params", {}))
        return message

    def _note(self, method: str, told: dict[str, Any]) -> None:
        """Keep what Chromium tells of its own accord."""
        number = told.get("requestId")
        if method == "Page.loadEventFired":
            self._loaded = True
        elif method == "Network.requestWillBeSent":
            self._addresses[number] = told["request"]["url"]
            self.asked.append(self._addresses[number])
        elif method == "Network.loadingFinished" and number in self._addresses:
            self._answered.append(number)
        elif method == "Network.loadingFailed" and told.get("blockedReason") == "csp":
            self.stopped.append(self._addresses[number])


def program_of() -> str | None:
    """The browser of this machine, or None."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


@contextlib.contextmanager
def browser() -> Iterator[Page]:
    """A fresh browser with one tab, gone afterwards. Raises ``NoBrowser``."""
    program = program_of()
    if program is None:
        raise NoBrowser(LACKING)
    ours, theirs = os.pipe(), os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = _start(program, profile, ours[0], theirs[1])
        os.close(ours[0])
        os.close(theirs[1])
        try:
            yield Page(ours[1], theirs[0])
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=_PATIENCE)


def _start(program: str, profile: str, commands: int, answers: int) -> subprocess.Popen[bytes]:
    """Chromium reads its commands from descriptor 3 and answers on 4."""
    line = f'exec "$@" 3<&{commands} 4>&{answers}'
    return subprocess.Popen(
        ["/bin/bash", "-c", line, "bash", program, *_OPTIONS, f"--user-data-dir={profile}"],
        pass_fds=(commands, answers), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )
