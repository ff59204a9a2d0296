"""test_shown.py - what a page shows of a board, a block and a register"""
from harness import equal, open_page, test


@test("a board: its blocks, their addresses and types, its GPIO lines")
def _():
    page = open_page("demo")
    equal(page.js("document.title"), "demo")
    equal(page.text("h1"), "demo")
    equal(page.js("document.querySelectorAll('table.blocks tbody tr').length"), 12)
    equal(page.text("table.blocks tbody tr"), "LED 0x10000000 0x1000000f led 2 the light on the front")
    equal(page.text("table.gpios tbody tr"), "BUTTON 10004000.gpio 3 low")
    equal(page.js("document.querySelectorAll('#blocks > ul > li').length"), 12)


@test("a block: its facts and registers, in the order of the board")
def _():
    page = open_page("demo", "UART0")
    equal(page.text("h1"), "UART0")
    equal(page.text("dl.facts"), "Base 0x10001000 Last 0x100010ff Size 0x100 Type uart Registers 8")
    rows = page.js("[...document.querySelectorAll('table.registers tbody tr')].map(e => e.innerText.trim().split(/\\s+/).join(' '))")
    equal(rows[0], "0x000 DATA 32 effect/effect reading has an effect; writing has an effect unknown "
                   "reading takes a byte off")
    equal(rows[1], "0x004 STATUS 32 w1c ro rw 0x00000010")
    equal(page.text("#blocks [aria-current]"), "UART0 0x10001000")


@test("a register: address, reset, policies in words, what a careless access would do")
def _():
    page = open_page("demo", "UART0.LINE_ERRORS")
    assert "rc reading clears it; read only" in page.text("dl.facts"), page.text("dl.facts")
    equal(page.text(".warnings"), "Reading it changes something: globs and dumps leave it out.")
    page = open_page("demo", "FUSES.SERIAL")
    equal(page.text(".warnings"), "Protected: cannot be undone. Writing needs --force=protect.")
    equal(page.text(".commands"), "hwreg peek FUSES.SERIAL hwreg --force=protect poke FUSES.SERIAL=0x00000000")
    page = open_page("demo", "TIMER0.KICK")
    equal(page.text(".warnings"), "Writing it starts something: it is never restored.")
    page = open_page("demo", "SENSOR.ID")
    assert "Reset 0x5exx0042" in page.text("dl.facts"), page.text("dl.facts")
    page = open_page("demo", "CODEC.OUT")
    assert "Set at 0x1000901c Clear at 0x10009020" in page.text("dl.facts"), page.text("dl.facts")


@test("a register: what else its accesses need, by the names of its own block")
def _():
    page = open_page("demo", "CODEC.LEFT")
    text = page.text("dl.facts")
    assert text.endswith("Requires LED.CTRL.MODE==steady Here when CODEC.SELECT.BANK==0 "
                         "Before a write CODEC.KEY=0xc0de After a write CODEC.KEY=0"), text
    equal(page.js("document.querySelector('.rule a').hash"), "#LED.CTRL.MODE")
    page = open_page("demo", "CODEC")
    rows = page.js("[...document.querySelectorAll('table.registers tbody tr')].map(e => e.innerText)")
    assert "(when CODEC.SELECT.BANK==1)" in rows[3], rows
    page = open_page("rules", "TWO.DATA")
    assert "Requires TWO.GATE==1 Before a write TWO.KEY=1" in page.text("dl.facts"), page.text("dl.facts")


@test("fields: bits, policies, values after reset, enumerators")
def _():
    page = open_page("demo", "UART0.STATUS")
    rows = page.js("[...document.querySelectorAll('table.fields tbody tr')].map(e => e.innerText.trim().split(/\\s+/).join(' '))")
    equal(rows, ["8 OVERRUN w1c write 1 to clear 0 0 a byte was lost; write 1 to clear",
                 "4 EMPTY ro read only 1 1 nothing left to send (changes by itself)",
                 "0 ENABLE rw read and write 0 0"])
    page = open_page("demo", "LED.CTRL.MODE")
    equal(page.text("#field-1 .enumerators"), "0 dark 1 steady 2 blink")
    equal(page.text("tr.target th"), "MODE")


@test("the diagram: every bit once, fields in pieces, fields that overlap below each other")
def _():
    page = open_page("demo", "TIMER0.CTRL")
    equal(page.js("[...document.querySelectorAll('[data-bit]')].map(e => Number(e.dataset.bit))"), list(range(31, -1, -1)))
    equal(page.js("[...document.querySelectorAll('.segment[data-field]')].map(e => e.innerText + ' ' + e.style.gridColumn)"),
          ["PRESCALE 6 / 9", "PRESCALE 12 / 13", "MODE 14 / 16", "RUN 16 / 17"])
    page = open_page("demo", "SENSOR.LIMIT")
    equal(page.js("[...document.querySelectorAll('.segment[data-field]')].map(e => e.innerText + ' ' + e.style.gridRow)"),
          ["HIGH 1", "BOTH 2", "LOW 1"])
    page = open_page("demo", "DSP.MAILBOX")
    equal(page.js("document.querySelectorAll('[data-bit]').length"), 64)


@test("every place of the boards can be shown")
def _():
    for name in ("demo", "virt", "hostile"):
        page = open_page(name)
        count = page.js("""(() => {
            let count = 0;
            for (const block of board.blocks) {
                show({ block });
                for (const register of block.registers) {
                    show({ block, register });
                    if (document.querySelectorAll('[data-bit]').length !== register.width ||
                        document.querySelectorAll('table.fields tbody tr').length !== register.fields.length)
                        throw new Error(fullName(block, register));
                    count++;
                }
            }
            return count;
        })()""")
        equal(count, page.js("board.registerCount"))
