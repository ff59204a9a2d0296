"""test_safety.py - what must not happen"""
from harness import equal, found, open_page, opened, test


@test("texts of a board are never markup or code")
def _():
    for place in ("", "A", "A.R", "B.R.F"):
        page = open_page("hostile", place)
        equal(page.js("typeof hacked"), "undefined")
        equal(page.js("document.querySelectorAll('#content :is(img, style, script, iframe, u, i), #content svg:not(.copy svg)').length"), 0)
    equal(found(page, "<img src=x onerror=hacked=2>"), [])
    equal(found(page, "</a>")[0], "B")
    page = open_page("hostile", "<img src=x onerror=hacked=7>")
    equal(page.text("h1"), "Not found")
    equal(page.js("typeof hacked"), "undefined")
    page = open_page("hostile", "A.R")
    equal(page.text(".warnings"), "Protected: <img src=x onerror=hacked=5>. Writing needs --force=protect.")


@test("the page may not reach for anything, whatever would be in it")
def _():
    page = open_page("demo")
    equal(page.js("fetch('http://127.0.0.1:9/x').then(() => 'sent', (error) => error.name)"), "TypeError")
    equal(page.js("new Promise(done => { const image = new Image(); image.onerror = () => done('refused'); "
                  "image.onload = () => done('loaded'); image.src = 'http://127.0.0.1:9/x.png'; })"), "refused")
    page.js("document.head.append(Object.assign(document.createElement('style'), {textContent: 'body{display:none}'}))")
    equal(page.js("getComputedStyle(document.body).display"), "block")
    equal(page.js("(() => { try { document.body.innerHTML = '<b>'; return 'set'; } catch (e) { return e.name; } })()"), "TypeError")
    page.settle()
    assert all("Content Security Policy" in each or "TrustedHTML" in each for each in page.problems), page.problems
    assert len(page.problems) >= 3, page.problems
    opened.remove(page)


@test("without scripts: a word about it, and the registers")
def _():
    page = open_page("demo", scripts=False)
    text = page.js("document.querySelector('#content').innerText")
    assert "need JavaScript, which is off here" in text
    assert "0x10001004 32 UART0.STATUS" in text, text[:500]
    equal(page.js("document.getElementById('top').hidden"), True)
