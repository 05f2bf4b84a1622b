"""A headless Chromium, driven through its own protocol."""

import base64
import contextlib
import itertools
import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import requests
import websocket

PATIENCE = 30  # seconds until a page must show what is waited for
CALM = 0.8  # seconds for what fades in


class Browser:
    """One tab. ``with Browser(program, day) as browser: browser.open(url, ...)``."""

    def __init__(self, program, day):
        """``day``: "2026-03-16" is its morning for what is opened, in Dijon."""
        self.day = day
        self.folder = tempfile.mkdtemp()
        self.process = subprocess.Popen(  # noqa: S603
            [
                program,
                "--headless",
                "--no-sandbox",
                "--hide-scrollbars",
                "--force-color-profile=srgb",
                "--lang=en",
                "--remote-debugging-port=0",
                "--remote-allow-origins=*",
                f"--user-data-dir={self.folder}",
                "about:blank",
            ],
            stderr=subprocess.DEVNULL,
        )
        self.numbers = itertools.count(1)

    def __enter__(self):
        self.socket = websocket.create_connection(
            self._tab()["webSocketDebuggerUrl"], timeout=PATIENCE
        )
        self.call("Page.enable")
        self.call("Emulation.setTimezoneOverride", timezoneId="Europe/Paris")
        self.call("Page.addScriptToEvaluateOnNewDocument", source=CLOCK % self.day)
        return self

    def __exit__(self, *_error):
        self.socket.close()
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _tab(self):
        port_file = Path(self.folder, "DevToolsActivePort")
        wait_for(port_file.exists, "the browser")
        time.sleep(CALM)
        port = port_file.read_text().split()[0]
        tabs = requests.get(f"http://127.0.0.1:{port}/json", timeout=PATIENCE).json()
        return next(tab for tab in tabs if tab["type"] == "page")

    def call(self, method, **params):
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._hear(method))
            if answer.get("id") == number:
                return answer.get("result", {})

    def _hear(self, method):
        try:
            return self.socket.recv()
        except websocket.WebSocketTimeoutException as error:
            raise TimeoutError(f"waited in vain for {method}") from error

    def run(self, script):
        """What the expression ``script`` gives in the page."""
        answer = self.call(
            "Runtime.evaluate",
            expression=script,
            awaitPromise=True,
            returnByValue=True,
        )
        return answer.get("result", {}).get("value")

    def size(self, width, height):
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def remember(self, odoo):
        self.call(
            "Network.setCookie", url=odoo.url, name="session_id", value=odoo.cookie
        )

    def forget(self):
        self.call("Network.clearBrowserCookies")

    def open(self, url):
        self.call("Page.navigate", url="about:blank")
        self.call("Page.navigate", url=url)

    def wait(self, selector):
        wait_for(lambda: self.run(f"!!document.querySelector({selector!r})"), selector)
        with contextlib.suppress(TimeoutError):
            wait_for(lambda: not self.run(BUSY), "calm", patience=5)
        time.sleep(CALM)

    def picture(self):
        return base64.b64decode(self.call("Page.captureScreenshot")["data"])


# From the day's morning the clock ticks: what waits for a time to pass goes on.
CLOCK = """(() => {
    const Real = Date, shift = Real.parse("%sT09:00:00Z") - Real.now();
    window.Date = class extends Real {
        constructor(...parts) {
            parts.length ? super(...parts) : super(Real.now() + shift);
        }
        static now() { return Real.now() + shift; }
    };
})()"""

# What turns, loads, or lies over the page for a moment.
BUSY = "!!document.querySelector('.o_loading_indicator, .o_blockUI, .fa-spin')"


def wait_for(test, what, patience=PATIENCE):
    """:raise TimeoutError: ``test()`` is not true in time."""
    end = time.monotonic() + patience
    while not test():
        if time.monotonic() > end:
            raise TimeoutError(f"waited in vain for {what}")
        time.sleep(0.1)
