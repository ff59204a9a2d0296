"""Whole processes of one peek: by number, by name on boards of any size, as JSON; instructions and memory"""
import os
import re
import subprocess
import tempfile
import time

from measure import FLOOR, MEMORY, RESTATED, RIVAL, SELF, Beside
from rows import boardfile

SIZES = (10, 1000, 100000)
MEMTOOL = "/usr/bin/memtool"


def peeks(bench):
    with tempfile.TemporaryDirectory() as place:
        bench.env["HWREG_CACHE"] = os.path.join(place, "cache")
        registers = os.path.join(place, "registers")
        boardfile.write_registers(registers, SIZES[-1])
        hwreg = [bench.hwreg, *boardfile.target(registers)]
        commands = {"empty": [bench.program("empty")], "number": hwreg + ["peek", "0x10000014"],
                    "json": hwreg + ["-o", "json", "peek", "0x10000014"],
                    "restated": [bench.program("restated"), "access", registers, "0x14"]}
        if os.path.exists(MEMTOOL):
            commands["memtool"] = [MEMTOOL, "md", "-s", registers, "0x14+4"]
        if os.environ.get("RWMEM"):
            commands["rwmem"] = [os.environ["RWMEM"], "--mmap", registers, "0x14"]
        for size in SIZES:
            board, names = (os.path.join(place, f"{size}.{kind}") for kind in ("yaml", "names"))
            boardfile.write_board(board, size)
            boardfile.write_names(names, size)
            last = f"B{size // boardfile.PER_BLOCK - 1}.R5"
            commands[size] = hwreg + ["-b", board, "peek", last]
            commands[f"json {size}"] = hwreg + ["-b", board, "-o", "json", "peek", last]
            commands[f"list {size}"] = [bench.program("restated"), "name", names, registers, last]
        time.sleep(2.1)  # younger files are not kept
        times = bench.alternate(commands, bench.rounds(400, 60))
        kept = len(os.listdir(bench.env["HWREG_CACHE"]))
        memory = bench.peaks({name: commands[name] for name in ("empty", "number", SIZES[-1], "memtool") if name in commands})
        bench.env["HWREG_CACHE"] = "0"
    if kept != len(SIZES):
        raise SystemExit(f"bench: {kept} boards in the cache, not {len(SIZES)}")
    besides = [Beside("an empty program", times["empty"], FLOOR, aim=1.1, plus=50e-6)]
    rivals = [Beside("open, map, read twice, unmap", times["restated"], RESTATED)]
    for rival in {"memtool", "rwmem"} & set(times):
        rivals.append(Beside(rival, times[rival], RIVAL, aim=1.0))
    bench.row("peek by number", times["number"], *besides, *rivals)
    for size in SIZES:
        bench.row(f"peek by name of {size:,}", times[size], *besides, *rivals,
                  Beside("names searched one by one", times[f"list {size}"], RESTATED),
                  Beside("peek by number", times["number"], SELF))
    bench.row("peek by number, JSON", times["json"], *besides)
    for size in SIZES:
        bench.row(f"peek by name of {size:,}, JSON", times[f"json {size}"], *besides)
    for name, what in (("number", "peek by number"), (SIZES[-1], f"peek by name of {SIZES[-1]:,}")):
        bench.row(f"{what}, peak memory", memory[name], Beside("an empty program", memory["empty"], FLOOR),
                  *([Beside("memtool", memory["memtool"])] if "memtool" in memory else []), unit="B")


def pokes(bench):
    """By number, of a file in memory, as hwreg waits until a file is on its disk and memtool does not"""
    with tempfile.TemporaryDirectory(dir=MEMORY) as place:
        registers = os.path.join(place, "registers")
        boardfile.write_registers(registers, 100)
        commands = {"empty": [bench.program("empty")],
                    "poke": [bench.hwreg, *boardfile.target(registers), "poke", "0x10000014=5"]}
        if os.path.exists(MEMTOOL):
            commands["memtool"] = [MEMTOOL, "mw", "-d", registers, "0x14", "5"]
        times = bench.alternate(commands, bench.rounds(400, 60))
    besides = [Beside(name, times[name], RIVAL, aim=1.0) for name in ("memtool",) if name in times]
    bench.row("poke by number", times["poke"], Beside("an empty program", times["empty"], FLOOR, aim=1.1, plus=50e-6), *besides)


def count_instructions(bench, command):
    """What the process executes in all, by callgrind"""
    with tempfile.TemporaryDirectory() as place:
        told = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={place}/out", *command], check=True,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=bench.env).stderr
    return int(re.search(r"Collected : (\d+)", told).group(1))


def instructions(bench):
    with tempfile.TemporaryDirectory() as place:
        registers = os.path.join(place, "registers")
        boardfile.write_registers(registers, 100)
        mine = count_instructions(bench, [bench.hwreg, *boardfile.target(registers), "peek", "0x10000014"])
        besides = [Beside("an empty program", [count_instructions(bench, [bench.program("empty")])], FLOOR)]
        if os.path.exists(MEMTOOL):
            besides.append(Beside("memtool", [count_instructions(bench, [MEMTOOL, "md", "-s", registers, "0x14+4"])]))
        bench.row("peek by number, instructions", [mine], *besides, unit="instructions")


ROWS = (peeks, pokes, instructions)
