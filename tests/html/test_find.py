"""test_find.py - search and links"""
import json

from harness import VALUE, bits, enter, equal, found, open_page, test, value_of


@test("search: names, parts of names, fields, enumerators, descriptions, addresses")
def _():
    page = open_page("virt")
    equal(found(page, "uart0.cr")[0], "UART0.CR")
    equal(found(page, "CR")[0], "UART0.CR")
    equal(found(page, "uart0 lcr")[0], "UART0.LCR_H")
    equal(found(page, "wlen"), ["UART0.LCR_H.WLEN"])
    equal(found(page, "uart0.lcr_h.wl"), ["UART0.LCR_H.WLEN"])
    equal(found(page, "seven_eighths")[0], "UART0.IFLS.RXIFLSEL")
    equal(found(page, "stick parity"), ["UART0.LCR_H.SPS"])
    equal(found(page, "0x09000030")[0], "UART0.CR")
    equal(found(page, "9000031")[0], "UART0.CR")
    equal(found(page, "0x9010000")[:2], ["RTC.DR", "RTC"])
    equal(found(page, "no such thing"), [])
    equal(page.text("#found"), "Nothing matches no such thing")
    equal(found(page, "( [ . * \\"), [])
    equal(found(page, "   "), [])


@test("search by keyboard: / starts, arrows choose, Enter opens, Escape leaves")
def _():
    page = open_page("demo")
    page.press("/")
    equal(page.js("document.activeElement.id"), "query")
    page.press("uart ctl", "Escape")
    equal(page.js("results.hidden"), True)
    page.press("Escape")
    equal(page.js("query.value"), "")
    page.press("timer ctrl")
    equal(page.js("query.getAttribute('aria-expanded')"), "true")
    equal(page.js("document.getElementById(query.getAttribute('aria-activedescendant')).querySelector('.name').innerText"),
          "TIMER0.CTRL")
    page.press("ArrowDown")
    equal(page.js("document.querySelector('[aria-selected=true] .name').innerText"), "TIMER1.CTRL")
    page.press("ArrowUp", "ArrowUp", "ArrowDown", "Enter")
    page.settle()
    equal(page.js("location.hash"), "#TIMER1.CTRL")
    equal(page.text("h1"), "TIMER1.CTRL")
    equal(page.js("document.activeElement.id"), "title")
    page.press("/")
    equal(page.js("document.activeElement.id"), "query")
    enter(page, VALUE, "/")
    equal(page.js("document.activeElement.className"), "whole")


@test("search: a value behind =, as in what peek prints, is that of the register")
def _():
    page = open_page("virt")
    page.press("/", "uart0.cr=0x301", "Enter")
    equal(page.text("h1"), "UART0.CR")
    equal(bits(page), 0x301)
    found(page, "UART0.FR  0x09000018 = 0x00000090")
    page.press("Enter")
    equal(page.text("h1"), "UART0.FR")
    equal(bits(page), 0x90)


@test("links: to blocks, registers, fields and values; back and reload")
def _():
    page = open_page("virt", "UART0.CR.TXE")
    equal(page.text("h1"), "UART0.CR")
    equal(page.text("tr.target th"), "TXE")
    equal(page.js("document.title"), "UART0.CR.TXE – qemu-virt-arm64")
    page.js("location.hash = 'RTC'")
    page.settle()
    equal(page.text("h1"), "RTC")
    page.back()
    equal(page.text("h1"), "UART0.CR")
    page.js("location.hash = 'UART0.CR=0x301'")
    page.settle()
    equal(bits(page), 0x301)
    page.reload()
    equal(page.text("h1"), "UART0.CR")
    equal(value_of(page, VALUE), "0x00000301")
    enter(page, VALUE, "0x300")
    equal(page.js("location.hash"), "#UART0.CR")
    page.back()
    equal(page.text("tr.target th"), "TXE")


@test("links lead to the top of a page, back to where one was")
def _():
    page = open_page("virt", "UART0", height=400)
    page.js("window.scrollTo(0, 500)")
    page.settle()
    page.js("location.hash = 'UART0.LCR_H'")
    page.settle()
    equal(page.js("window.scrollY"), 0)
    page.back()
    equal(page.text("h1"), "UART0")
    equal(page.js("window.scrollY"), 500)
    page.js("document.querySelector('#blocks a[href=\"#RTC\"]').click()")
    page.settle()
    page.js("location.hash = 'UART0'")
    page.settle()
    equal(page.js("window.scrollY"), 0)
    page.js("location.hash = 'UART0.CR.UARTEN'")
    page.settle()
    equal(page.js("(({ top, bottom }) => top > 60 && bottom < innerHeight)"
                  "(document.querySelector('tr.target').getBoundingClientRect())"), True)


@test("links that lead nowhere say so")
def _():
    page = open_page("demo", "UART0.NOTHING")
    equal(page.text("#content"), "Not found There is no UART0.NOTHING on the board demo. All blocks")
    for place in ("%", "LED.CTRL=", "LED.CTRL=zz", "LED.CTRL=0x1ffffffff", "LED.CTRL.NOTHING", "__proto__", "LED."):
        page.js(f"location.hash = {json.dumps(place)}")
        page.settle()
        wanted = "LED.CTRL" if place.startswith("LED.CTRL=") else "Not found"
        equal(page.text("h1"), wanted)
