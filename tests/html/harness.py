"""harness.py - what the tests of the page share: tests by name, pages of boards, TAP"""
import json
import os
import subprocess
import tempfile
import traceback

from browser import Browser

top = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
hwreg = os.environ["HWREG"]
svd = os.path.join(os.environ.get("HWREG_SVD", os.path.join(top, "../shared/svd")), "D1-H.svd")
boards = {"demo": f"{top}/boards/demo.yaml", "virt": f"{top}/boards/qemu-virt-arm64.yaml",
          "hostile": f"{top}/tests/html/hostile.yaml", "rules": f"{top}/tests/html/rules.yaml"}
folder = tempfile.TemporaryDirectory(prefix="hwreg-html-")
tests = []


class Skip(Exception):
    pass


def test(what):
    def add(function):
        tests.append((what, function))
        return function
    return add


def equal(found, wanted):
    assert found == wanted, f"{found!r} is not {wanted!r}"


def board_file(name):
    if name == "d1h" and "d1h" not in boards:
        if not os.path.exists(svd):
            raise Skip(f"no {svd}")
        boards["d1h"] = os.path.join(folder.name, "d1h.yaml")
        with open(boards["d1h"], "wb") as out:
            subprocess.run([hwreg, "import", "svd", svd], stdout=out, stderr=subprocess.DEVNULL, check=True)
    return boards[name]


def url(name):
    path = os.path.join(folder.name, name + ".html")
    if not os.path.exists(path):
        subprocess.run([hwreg, "export", "html", board_file(name), "--out", path], check=True)
    return "file://" + path


def open_page(name, place="", **options):
    page = browser.open(url(name) + ("#" + place if place else ""), **options)
    opened.append(page)
    return page


def bits(page):
    """What the buttons of the diagram show, as a number"""
    return int(page.js("[...document.querySelectorAll('[data-bit]')].map(e => e.textContent).join('')"), 2)


def enter(page, label, text):
    """Types into the input of that label, in place of what is there"""
    page.js(f"(e => {{ e.focus(); e.select(); }})(document.querySelector('input[aria-label={json.dumps(label)}]'))")
    page.call("Input.insertText", text=text)
    page.settle()


def value_of(page, label):
    return page.js(f"document.querySelector('[aria-label={json.dumps(label)}]').value")


VALUE = "Value of the register"


def found(page, text):
    """Names of what a search finds"""
    page.js(f"query.focus(); query.value = {json.dumps(text)}; query.dispatchEvent(new Event('input'))")
    return page.js("[...document.querySelectorAll('.result .name')].map(e => e.textContent)")


def listed(name):
    """What `list -o json` tells of a board"""
    return json.loads(subprocess.run([hwreg, "-b", board_file(name), "-o", "json", "list"], check=True,
                                     stdout=subprocess.PIPE).stdout)


# ---- running them ----

opened = []  # pages of the test that runs; they must be without problems at its end


def run_one(number, what, function):
    opened.clear()
    try:
        function()
        for page in opened:
            equal(page.problems, [])
            equal([each for each in page.requests if not each.startswith(("file:", "data:"))], [])
        print(f"ok {number} {what}", flush=True)
    except Skip as why:
        print(f"ok {number} {what} # skip {why}", flush=True)
    except Exception:  # a test's own mistake is a failure too
        print(f"not ok {number} {what}")
        print("".join(f"# {line}\n" for line in traceback.format_exc().splitlines()), end="", flush=True)
        return 1
    finally:
        for page in browser.pages.values():
            page.close()
        browser.pages.clear()
    return 0


def run_all(words):
    """Those whose names have one of the words, or all; the exit status"""
    global browser
    chosen = [each for each in tests if not words or any(word in each[0] for word in words)]
    print(f"1..{len(chosen)}")
    with folder, Browser() as browser:
        return 1 if sum([run_one(number, *each) for number, each in enumerate(chosen, 1)]) else 0
