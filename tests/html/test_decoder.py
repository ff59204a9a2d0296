"""test_decoder.py - values to fields and back"""
from harness import VALUE, bits, enter, equal, open_page, test, value_of


@test("a value typed in: its fields, bits and commands follow; wrong ones are told")
def _():
    page = open_page("demo", "LED.CTRL")
    enter(page, VALUE, "0x92")
    equal(value_of(page, "MODE: by name"), "2")
    equal(value_of(page, "MODE: value"), "2")
    equal(value_of(page, "LEVEL: value"), "0x9")
    equal(bits(page), 0x92)
    equal(page.text(".commands li:last-child"), "hwreg poke LED.CTRL=0x00000092")
    equal(page.text(".other-bases"), "146 0000_0000_0000_0000_0000_0000_1001_0010")
    equal(page.text("#field-1 .current"), "2 blink")
    for text, why in (("zz", "not a number: 0x1f, 0b1010, 42 or 64K"), ("010", "a leading 0 is ambiguous: 0x for hexadecimal"),
                      ("0x100000000", "does not fit in 32 bits"), ("-1", "not a number: 0x1f, 0b1010, 42 or 64K")):
        enter(page, VALUE, text)
        equal(page.text(".value-line .complaint"), why)
        equal(page.js("document.querySelector('.whole').getAttribute('aria-invalid')"), "true")
        equal(bits(page), 0x92)
    for text, value in (("0b1001_0001", 0x91), ("1K", 1024), ("0x8000_0000", 1 << 31), ("7", 7)):
        enter(page, VALUE, text)
        equal(bits(page), value)
        equal(page.text(".value-line .complaint"), "")


@test("fields changed: by name, by number, by bit; the value follows")
def _():
    page = open_page("demo", "TIMER0.CTRL")
    page.js("""(e => { e.value = '2'; e.dispatchEvent(new Event('change')); })
               (document.querySelector('select[aria-label="MODE: by name"]'))""")
    equal(value_of(page, VALUE), "0x00000104")
    enter(page, "PRESCALE: value", "0xd")
    equal(value_of(page, VALUE), "0x00000614")
    enter(page, "PRESCALE: value", "16")
    equal(page.text("#field-0 .complaint"), "does not fit in 4 bits")
    equal(value_of(page, VALUE), "0x00000614")
    page.js("document.querySelector('[aria-label=\"RUN: 0\"]').click()")
    equal(value_of(page, VALUE), "0x00000615")
    page.js("document.querySelector('[data-bit=\"0\"]').focus()")
    page.press(" ", "ArrowLeft", "ArrowLeft", "ArrowUp", " ")
    equal(value_of(page, VALUE), "0x00040614")
    enter(page, "MODE: value", "3")
    equal(value_of(page, "MODE: by name"), "other")
    page.js("[...document.querySelectorAll('.value-line button')].find(e => e.innerText === 'Reset').click()")
    equal(value_of(page, VALUE), "0x00000100")


@test("signed and scaled fields, and 64 bits")
def _():
    page = open_page("demo", "SENSOR.TEMP=0x8fff")
    equal(page.text("#field-1 .meaning"), "-1")
    page = open_page("hostile", "A.R=0xc900")
    equal(page.text("#field-0 .meaning"), "60.5 <u>°C</u>")
    page = open_page("demo", "DSP.MAILBOX=0x8000000000000001")
    equal(bits(page), 0x8000000000000001)
    page.js("document.querySelector('[data-bit=\"62\"]').click()")
    equal(value_of(page, VALUE), "0xc000000000000001")


@test("pieces of fields come out as they went in, whatever their order")
def _():
    page = open_page("demo")
    equal(page.js("""(() => {
        const field = { pieces: [[3, 3], [40, 33], [1, 0]] };
        for (let i = 0n; i < 2048n; i++) {
            const value = fieldSet(field, ones(64), i);
            if (fieldGet(field, value) !== i || (value | 0x1fe0000000bn) !== ones(64))
                return String(i);
        }
        return 'all';
    })()"""), "all")


@test("copy: the address, the name and the command that is shown")
def _():
    page = open_page("demo", "LED.CTRL=0x12")
    page.js("document.execCommand = () => { copied.push(document.activeElement.value); return true; }; var copied = []")
    page.js("document.querySelectorAll('#content .copy').forEach(e => e.click())")
    equal(page.js("copied"), ["LED.CTRL", "0x10000000", "0x00000012", "hwreg peek LED.CTRL", "hwreg poke LED.CTRL=0x00000012"])
