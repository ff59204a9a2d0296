"""Lines of hwreg shell from a pipe: CPU time of each

The registers are in memory: each line that writes to a file on a disk waits for that.
"""
import os
import subprocess
import sys
import tempfile

from measure import FLOOR, MEMORY, Beside
from rows import boardfile

REGISTERS = 100000
LINES = 1000000


def seconds(bench, command, lines):
    """Of CPU time for a line"""
    with subprocess.Popen(["cat", lines], stdout=subprocess.PIPE) as cat:
        pid = os.posix_spawn(command[0], command, bench.env, file_actions=[
            (os.POSIX_SPAWN_DUP2, cat.stdout.fileno(), 0), (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)])
        _, status, usage = os.wait4(pid, 0)
    if status:
        sys.exit(f"bench: {' '.join(command)}: status {status}")
    return (usage.ru_utime + usage.ru_stime) / LINES


def batches(bench):
    with tempfile.TemporaryDirectory(dir=MEMORY) as place:
        registers, board, lines = (os.path.join(place, name) for name in ("registers", "board.yaml", "lines"))
        boardfile.write_registers(registers, REGISTERS)
        boardfile.write_board(board, REGISTERS)
        plain = [bench.hwreg, "-q", *boardfile.target(registers), "shell", "--write"]
        named = plain[:-2] + ["-b", board, *plain[-2:]]
        blocks = REGISTERS // boardfile.PER_BLOCK
        places = [(number * 4799 % blocks, number % boardfile.PER_BLOCK) for number in range(LINES // 10)]
        numbers = [f"{boardfile.BASE + 0x40 * block + 4 * register:#x}" for block, register in places]
        names = [f"B{block}.R{register}" for block, register in places]
        for what, aim, words in (("peek {}", 1e-6, numbers), ("poke {}=5", 1e-6, numbers), ("peek {}", 2e-6, names),
                                 ("poke {}=5", 2e-6, names)):
            kind, command = ("name", named) if words is names else ("number", plain)
            with open(lines, "w", encoding="ascii") as file:
                file.write("".join(f"{what.format(word)}\n" for word in words) * 10)
            mine, loop = [], []
            for _ in range(bench.rounds(9, 3)):
                mine.append(seconds(bench, command, lines))
                loop.append(seconds(bench, [bench.program("read_lines")], lines))
            bench.row(f"a {what.split()[0]} by {kind} from a pipe", mine, Beside("reading the lines", loop, FLOOR),
                      Beside(f"{1 / aim:,.0f} a second", [aim] * len(mine), FLOOR, aim=1))


ROWS = (batches,)
