"""browser.py - headless Chromium over its debugging pipe, with Python's standard library alone

    with Browser() as browser:
        page = browser.open("file:///…/board.html")
        page.js("document.title")

Every page remembers its requests, and what went wrong in it: exceptions, console messages, what the
Content-Security-Policy refused.
"""
import base64
import json
import os
import shutil
import subprocess
import tempfile
import time

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
DEADLINE = 30  # seconds for one answer; a browser that takes longer is stuck


class Browser:
    def __init__(self):
        program = next((each for each in PROGRAMS if shutil.which(each)), None)
        if not program:
            raise SystemExit("browser.py: no Chromium: apt-get install chromium-headless-shell")
        self.profile = tempfile.mkdtemp(prefix="hwreg-browser-")
        self.number = 0
        self.pages = {}
        self.buffer = b""
        self.process = self.start(program)

    def start(self, program):
        """The browser reads commands from descriptor 3 and writes answers to 4"""
        there, self.send_to = os.pipe()
        self.read_from, back = os.pipe()
        flags = ["--headless", "--remote-debugging-pipe", f"--user-data-dir={self.profile}", "--disable-gpu",
                 "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
                 "--hide-scrollbars", "--force-device-scale-factor=1",
                 "--no-sandbox"]  # cannot be set up as root, nor in many containers; the pages are our own

        def descriptors():
            high = [os.dup(there), os.dup(back)]
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        with open(self.profile + ".log", "wb") as log:
            process = subprocess.Popen([program, *flags, "about:blank"], preexec_fn=descriptors, close_fds=False,
                                       stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        os.close(there)
        os.close(back)
        os.set_blocking(self.read_from, False)
        return process

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.call("Browser.close")
        except (OSError, RuntimeError):
            self.process.kill()
        self.process.wait()
        os.close(self.send_to)
        os.close(self.read_from)
        shutil.rmtree(self.profile, ignore_errors=True)
        os.remove(self.profile + ".log")

    def read_message(self, until):
        while b"\0" not in self.buffer:
            if time.monotonic() > until:
                raise RuntimeError("the browser does not answer")
            try:
                data = os.read(self.read_from, 1 << 20)
            except BlockingIOError:
                time.sleep(0.002)
                continue
            if not data:
                with open(self.profile + ".log", encoding="utf-8", errors="replace") as log:
                    raise RuntimeError("the browser has ended: " + log.read()[-2000:])
            self.buffer += data
        text, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(text)

    def pump(self, wanted):
        """Handles messages until wanted(message) or, for a message that is not wanted, an event of a page"""
        until = time.monotonic() + DEADLINE
        while True:
            message = self.read_message(until)
            if "method" in message and message.get("sessionId") in self.pages:
                self.pages[message["sessionId"]].event(message["method"], message["params"])
            if wanted(message):
                return message

    def call(self, method, session=None, **params):
        self.number += 1
        number = self.number
        message = {"id": number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self.send_to, json.dumps(message).encode() + b"\0")
        answer = self.pump(lambda message: message.get("id") == number)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def open(self, url, **options):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session, target)
        self.pages[session] = page
        page.start(**options)
        page.go(url)
        return page


class Page:
    def __init__(self, browser, session, target):
        self.browser, self.session, self.target = browser, session, target
        self.requests, self.problems = [], []
        self.loaded = False

    def call(self, method, **params):
        return self.browser.call(method, self.session, **params)

    def start(self, width=1280, height=900, dark=False, scripts=True, script_first=None):
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(domain + ".enable")
        self.resize(width, height)
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        if not scripts:
            self.call("Emulation.setScriptExecutionDisabled", value=True)
        if script_first:
            self.call("Page.addScriptToEvaluateOnNewDocument", source=script_first)

    def resize(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                  mobile=width < 600)

    def event(self, method, params):
        if method == "Page.loadEventFired":
            self.loaded = True
        elif method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self.problems.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Runtime.consoleAPICalled":
            self.problems.append("console: " + json.dumps(params["args"]))
        elif method == "Log.entryAdded":
            self.problems.append(params["entry"]["text"])

    def close(self):
        self.browser.call("Target.closeTarget", targetId=self.target)

    def go(self, url):
        self.loaded = False
        self.call("Page.navigate", url=url)
        self.wait_load()

    def reload(self):
        self.loaded = False
        self.call("Page.reload")
        self.wait_load()

    def wait_load(self):
        if not self.loaded:
            self.browser.pump(lambda _: self.loaded)

    def js(self, expression):
        """The value of an expression, a promise's included"""
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True,
                           userGesture=True)
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise RuntimeError(f"{expression}: {details.get('exception', {}).get('description', details['text'])}")
        return result["result"].get("value")

    def settle(self):
        """After two frames, events of what was done are over"""
        self.js("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))")

    KEYS = {"Enter": 13, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38, "ArrowLeft": 37, "ArrowRight": 39,
            "Tab": 9, " ": 32}

    def press(self, *keys, shift=False):
        """Keys by name, or texts, which are typed letter by letter"""
        for key in keys:
            for each in [key] if key in self.KEYS else key:
                code = self.KEYS.get(each) or (ord(each.upper()) if each.isalnum() else 0)
                text = {"Enter": "\r"}.get(each, each if len(each) == 1 else "")
                common = {"key": each, "windowsVirtualKeyCode": code, "modifiers": 8 if shift else 0}
                self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **common)
                self.call("Input.dispatchKeyEvent", type="keyUp", **common)
        self.settle()

    def back(self):
        history = self.call("Page.getNavigationHistory")
        self.call("Page.navigateToHistoryEntry", entryId=history["entries"][history["currentIndex"] - 1]["id"])
        self.settle()

    def text(self, selector):
        """What is to be read there, its white space as single spaces"""
        return " ".join((self.js(f"(document.querySelector({json.dumps(selector)}) || {{}}).innerText") or "").split())

    def screenshot(self, path, **options):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("Page.captureScreenshot", **options)["data"]))

    def pdf(self, path, **options):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("Page.printToPDF", printBackground=True, **options)["data"]))
