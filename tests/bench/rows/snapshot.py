"""save and diff of 16,384 registers, whole processes"""
import os
import tempfile
import time

from measure import FLOOR, RIVAL, Beside
from rows import boardfile

COUNT = 16384
MEMTOOL = "/usr/bin/memtool"


def beside_memtool(bench, place, hwreg, registers, out):
    """What there is without hwreg: hex dumps as text, and diff"""
    if not os.path.exists(MEMTOOL):
        return
    file, text = os.path.join(place, "number"), os.path.join(place, "text")
    memtool = [MEMTOOL, "md", "-s", registers, f"0+{4 * COUNT}"]
    bench.once(memtool, text)
    times = bench.alternate({"save": hwreg + ["save", "0x10000000..+64K"], "memtool": memtool,
                             "diff": hwreg + ["diff", file, file], "texts": ["/usr/bin/diff", "-s", text, text]},
                            bench.rounds(60, 15), out=out)
    bench.row(f"save, {COUNT:,} by number", times["save"], Beside("memtool md", times["memtool"], RIVAL))
    bench.row(f"diff of two, {COUNT:,} by number", times["diff"], Beside("diff of memtool's texts", times["texts"], RIVAL))


def snapshots(bench):
    with tempfile.TemporaryDirectory() as place:
        bench.env["HWREG_CACHE"] = os.path.join(place, "cache")
        registers, board, out = (os.path.join(place, name) for name in ("registers", "board.yaml", "out"))
        boardfile.write_registers(registers, COUNT, 16)
        boardfile.write_board(board, COUNT, 16)
        time.sleep(2.1)  # younger files are not kept
        number = [bench.hwreg, *boardfile.target(registers)]
        for what, hwreg, where in (("name", number + ["-b", board], "B*"), ("number", number, "0x10000000..+64K")):
            file = os.path.join(place, what)
            bench.once(hwreg + ["save", where], file)
            commands = {"save": hwreg + ["save", where],
                        "loop": [bench.program("read_print"), registers, str(COUNT)],
                        "diff": hwreg + ["diff", file], "two": hwreg + ["diff", file, file],
                        "yaml": [bench.program("yaml_parse"), file]}
            times = bench.alternate(commands, bench.rounds(60, 15), out=out)
            most = [2e-3 * COUNT / 1000] * len(times["save"])
            bench.row(f"save, {COUNT:,} by {what}", times["save"], Beside("a bare loop", times["loop"], FLOOR),
                      Beside("2 ms a 1,000", most, FLOOR, aim=1))
            bench.row(f"diff, {COUNT:,} by {what}", times["diff"], Beside("bare libyaml", times["yaml"], FLOOR),
                      Beside("2 ms a 1,000", most, FLOOR, aim=1))
            bench.row(f"diff of two, {COUNT:,} by {what}", times["two"], Beside("bare libyaml", times["yaml"], FLOOR))
        beside_memtool(bench, place, number, registers, out)
        bench.env["HWREG_CACHE"] = "0"


ROWS = (snapshots,)
