"""watch: samples as fast as can be, and at their times"""
import os
import re
import subprocess
import tempfile

from measure import FLOOR, RIVAL, Beside

CYCLICTEST = "/usr/bin/cyclictest"
SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1}


def rate(bench):
    times = bench.timings(bench.program("sampling"))
    bench.row("watch --fast --changes, a sample", times["sampler"], Beside("a bare loop", times["bare"], FLOOR))


def late_samples(bench, registers):
    """The lateness that 99% of 1,000 samples do not exceed"""
    told = subprocess.run([bench.hwreg, "-t", f"file:{registers}", "-q", "watch", "--every", "1ms", "--count", "1000",
                           "--rt", "80", "--stats", "0"], check=True, capture_output=True, text=True, env=bench.env).stderr
    value, unit = re.search(r"99% ([0-9.]+) (ns|us|ms|s),", told).groups()
    return float(value) * SECONDS[unit] - 1e-3


def late_cycles():
    told = subprocess.run([CYCLICTEST, "-q", "-p", "80", "-i", "1000", "-l", "1000", "-h", "5000"], check=True,
                          capture_output=True, text=True).stdout
    counts = [(int(late), int(count)) for late, count in re.findall(r"^(\d{6}) (\d{6})$", told, re.M)]
    most, seen = 0.99 * sum(count for _, count in counts), 0
    for late, count in counts:
        seen += count
        if seen >= most:
            return max(late, 1) * 1e-6
    return counts[-1][0] * 1e-6


def jitter(bench):
    """How late samples come, in turns with cyclictest, which sleeps in the same way"""
    what = "watch --every 1ms, 99% late by"
    if not os.path.exists(CYCLICTEST) or os.geteuid() != 0:
        bench.absent(what, "needs cyclictest and root")
        return
    mine, other = [], []
    with tempfile.NamedTemporaryFile() as registers:
        registers.write(bytes(4096))
        registers.flush()
        for _ in range(bench.rounds(9, 3)):
            mine.append(late_samples(bench, registers.name))
            other.append(late_cycles())
    bench.row(what, mine, Beside("cyclictest", other, RIVAL))


ROWS = (rate, jitter)
