"""test_use.py - keyboard, screen readers, colours, narrow screens, paper"""
import os

from harness import VALUE, enter, equal, folder, open_page, test


@test("all that can be used has a name, for those who do not see it")
def _():
    for name, place in (("demo", ""), ("demo", "UART0"), ("demo", "TIMER0.CTRL"), ("virt", "UART0.LCR_H")):
        page = open_page(name, place)
        page.call("Accessibility.enable")
        nodes = page.call("Accessibility.getFullAXTree")["nodes"]
        used = [node for node in nodes if not node["ignored"] and node.get("role", {}).get("value") in
                ("button", "link", "textbox", "combobox", "searchbox", "menuitem", "MenuListPopup", "listbox", "navigation")]
        assert len(used) > 15
        nameless = [node["role"]["value"] for node in used
                    if not node.get("name", {}).get("value") and node["role"]["value"] != "MenuListPopup"]
        equal(nameless, [])


@test("Tab reaches the content past the blocks; the list of blocks opens by keyboard on a narrow screen")
def _():
    page = open_page("demo", "LED.CTRL")
    page.js("document.activeElement.blur()")
    page.press("Tab")
    equal(page.js("document.activeElement.id"), "skip")
    page.press("Enter")
    equal(page.js("document.activeElement.id"), "content")
    equal(page.js("location.hash"), "#LED.CTRL")
    page = open_page("demo", "LED.CTRL", width=390, height=844)
    equal(page.js("getComputedStyle(blocks).display"), "none")
    page.js("document.getElementById('blocks-button').focus()")
    page.press("Enter")
    equal(page.js("getComputedStyle(blocks).display"), "block")
    page.press("Escape")
    equal(page.js("getComputedStyle(blocks).display"), "none")
    equal(page.js("document.activeElement.id"), "blocks-button")


# Ratio of each text's colour to what is behind it, by WCAG 2
CONTRAST = """(() => {
    const numbers = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
    const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
        .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = (element) => {
        for (; element; element = element.parentElement) {
            const colour = numbers(getComputedStyle(element).backgroundColor);
            if (colour.length === 3 || colour[3] > 0)
                return colour;
        }
        return [255, 255, 255];
    };
    const low = new Set();
    let seen = 0;
    for (const element of document.querySelectorAll('body *')) {
        if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) ||
            !element.checkVisibility())
            continue;
        const [a, b] = [light(numbers(getComputedStyle(element).color)), light(behind(element))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        seen++;
        if (ratio < 4.5)
            low.add(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
    }
    return [...low, ...seen < 20 ? ['too few texts'] : []];
})()"""


@test("text stands out from what is behind it, in light and dark (WCAG AA)")
def _():
    for dark in (False, True):
        for name, place in (("demo", ""), ("demo", "UART0"), ("demo", "UART0.STATUS=0x101"), ("demo", "LED.CTRL=0x2"),
                            ("demo", "FUSES.LOCK")):
            page = open_page(name, place, dark=dark)
            enter(page, VALUE, "zz") if "." in place else None
            equal(page.js(CONTRAST), [])
        page.js("query.focus(); query.value = 'uart'; showResults()")
        equal(page.js(CONTRAST), [])


@test("light and dark: as the system, until the button is pressed, also after a reload")
def _():
    page = open_page("demo", dark=True)
    paper = "getComputedStyle(document.body).backgroundColor"
    equal(page.js(paper), "rgb(20, 23, 28)")
    equal(page.text("#theme"), "Light")
    page.js("document.getElementById('theme').click()")
    equal(page.js(paper), "rgb(255, 255, 255)")
    page.reload()
    equal(page.js(paper), "rgb(255, 255, 255)")
    page.js("document.getElementById('theme').click()")
    equal(page.js(paper), "rgb(20, 23, 28)")
    page.js("localStorage.clear()")
    page = open_page("demo")
    equal(page.js(paper), "rgb(255, 255, 255)")


@test("a screen of 320 pixels needs no scrolling sideways")
def _():
    for name, place in (("demo", ""), ("demo", "GPIO"), ("demo", "DSP.MAILBOX"), ("demo", "FUSES.SERIAL"),
                        ("virt", "UART0.IFLS"), ("hostile", "B.R")):
        page = open_page(name, place, width=320, height=640)
        assert page.js("document.documentElement.scrollWidth") <= 320, (name, place)
        if "." in place:
            equal(page.js("document.querySelectorAll('.bits .row:last-child .numbers span').length"), 8)


@test("print: a block with all of its registers, and nothing of it is left on the screen")
def _():
    page = open_page("demo", "TIMER0")
    page.js("var printed = []; addEventListener('beforeprint', () => printed.push([...document.querySelectorAll('#printed h3')].map(e => e.innerText)))")
    page.pdf(os.path.join(folder.name, "block.pdf"))
    equal(page.js("printed"), [["TIMER0.CTRL", "TIMER0.VALUE", "TIMER0.LOAD", "TIMER0.KICK", "TIMER0.TUNING", "TIMER0.TICKS"]])
    equal(page.js("document.getElementById('printed').childElementCount"), 0)
    page.js("window.print = () => { dispatchEvent(new Event('beforeprint')); dispatchEvent(new Event('afterprint')); }")
    page.js("document.querySelector('[data-print=board]').click()")
    equal(page.js("printed[1].length"), page.js("board.registerCount"))
    page.js("document.querySelector('[data-print=view]').click(); location.hash = 'LED.CTRL'")
    page.settle()
    page.js("document.querySelector('[data-print=view]').click()")
    equal(page.js("printed[3]"), [])
