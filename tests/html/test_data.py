"""test_data.py - the same as the command says; a chip of thousands of registers"""
import json
import os
import statistics

from harness import equal, folder, listed, open_page, test


def told(name):
    """What `list -o json` tells of the registers of a board"""
    return [[each["name"], each["address"], each["width"], each["read"], each["write"], each.get("reset"),
             each.get("description", ""),
             sorted([field["name"], field["high"], field["low"], field["read"], field["write"], field.get("description", ""),
                     [[e["name"], e["value"]] for e in field.get("enums", [])]]
                    for field in each["fields"])] for each in listed(name)]


def agrees(name):
    page = open_page(name)
    there = json.loads(page.js("""JSON.stringify(board.blocks.flatMap((block) => block.registers.map((register) => [
        fullName(block, register), String(addressOf(block, register)), register.width, register.policy.read,
        register.policy.write, register.known ? String(register.reset) : null, register.description,
        register.fields.map((field) => [field.name, field.pieces[0][0], field.pieces[field.pieces.length - 1][1],
            field.policy.read, field.policy.write, field.description,
            field.enumerators.map((e) => [e.name, String(e.value)])])])))"""))
    for each in there:
        each[1] = int(each[1])
        each[5] = each[5] if each[5] is None else int(each[5])
        each[7] = sorted([*field[:6], [[e[0], int(e[1])] for e in field[6]]] for field in each[7])
    here = told(name)
    equal(len(there), len(here))
    for one, other in zip(there, here):
        equal(one, other)


@test("every register and field is what list -o json says")
def _():
    for name in ("demo", "virt", "hostile"):
        agrees(name)


@test("every register and field of D1-H is what list -o json says")
def _():
    agrees("d1h")


@test("D1-H opens and searches; the figures are told, not judged")
def _():
    # when the content was there, seen from the page itself
    page = open_page("d1h", script_first="addEventListener('load', () => requestAnimationFrame(() => setTimeout(() => "
                     "window.openedAfter = performance.now())))")
    equal(page.js("board.registerCount"), len(listed("d1h")))
    page.settle()
    opened_after = page.js("window.openedAfter")
    times = page.js("""(() => {
        const times = [];
        for (const text of ['u', 'ua', 'uar', 'uart', 'uart fifo', 'pll lock', 'enable', '0x02001000', 'e', 'clock gating reset'])
            for (let round = 0; round < 3; round++) {
                const start = performance.now();
                query.value = text;
                showResults();
                void results.offsetHeight;
                times.push(performance.now() - start);
            }
        return times;
    })()""")
    shown = page.js("""(() => {
        const start = performance.now();
        let count = 0;
        for (const block of board.blocks)
            for (const register of block.registers.slice(0, 3)) {
                show({ block, register });
                count++;
            }
        return (performance.now() - start) / count;
    })()""")
    size = os.path.getsize(os.path.join(folder.name, "d1h.html"))
    print(f"# figure: D1-H in Chromium: {page.js('board.registerCount')} registers, {size // 1024} KiB; open after {opened_after:.0f} ms; "
          f"a search {statistics.median(times):.1f} ms (slowest {max(times):.1f}); a register {shown:.1f} ms")


@test("long lists are added in steps, to their ends")
def _():
    page = open_page("d1h", "TCON_LCD0")
    count = page.js("current.block.registers.length")
    assert count > 300, count
    lines = "document.querySelectorAll('table.registers tbody tr').length"
    page.js(f"new Promise(done => {{ const look = () => {lines} >= {count} ? done() : setTimeout(look, 5); look(); }})")
    equal(page.js(lines), count)
    page = open_page("d1h", page.js("fullName(current.block, current.block.registers[current.block.registers.length - 1])"))
    equal(page.js("document.querySelector('#blocks [aria-current] .name').innerText"), page.text("h1").partition(".")[2])
