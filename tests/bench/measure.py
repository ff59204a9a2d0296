"""How this bench measures: commands in turns, medians of paired ratios, one table of rows"""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field

FLOOR = "floor"  # what no program can do without
RIVAL = "rival"  # a program that users have instead
RESTATED = "restated"  # the method of a program that is not here, written anew
SELF = "self"  # hwreg in another way
MEMORY = "/dev/shm"  # where a file need not be written to a disk before hwreg says that it is


@dataclass
class Beside:
    """What hwreg is compared with: samples of the same turns, or one figure"""

    label: str
    samples: list
    kind: str = RIVAL
    aim: float = None  # at most this ratio ...
    plus: float = 0  # ... and this many units

    def ratios(self, mine):
        return [a / b for a, b in zip(mine, self.samples)]

    def met(self, mine):
        """Whether the aim is met; None without one"""
        if self.aim is None:
            return None
        return statistics.median(a - self.plus - self.aim * b for a, b in zip(mine, self.samples)) <= 0


def spread(samples):
    """Half of the distance between the quartiles, as a part of the median"""
    if len(samples) < 4:
        return None
    low, middle, high = statistics.quantiles(samples, n=4)
    return (high - low) / 2 / middle if middle else None


UNITS = {
    "s": ((1, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns")),
    "B": ((1 << 20, "MiB"), (1 << 10, "KiB"), (1, "B")),
    "instructions": ((1e6, "M"), (1e3, "k"), (1, "")),
}


def figure(value, unit):
    for factor, name in UNITS[unit]:
        if value >= factor or factor == UNITS[unit][-1][0]:
            return f"{value / factor:.4g} {name}".strip()
    return ""


@dataclass
class Bench:
    build: str
    srctree: str
    quick: bool
    env: dict
    place: str = ""  # where programs of the build are installed
    rows: list = field(default_factory=list)

    def installed(self, path):
        """A program of the build as installing leaves it: written at once. A linker writes here and there, what it made lies
        in small pieces in memory, and each start of it takes up to 100 us longer"""
        copy = pathlib.Path(self.place, os.path.basename(path))
        if not copy.exists():
            copy.write_bytes(pathlib.Path(path).read_bytes())
            copy.chmod(0o755)
        return str(copy)

    def program(self, name):
        """A program of this bench"""
        return self.installed(os.path.join(self.build, "tests/bench", name))

    @property
    def hwreg(self):
        return self.installed(os.path.join(self.build, "hwreg"))

    def rounds(self, many, few):
        return few if self.quick else many

    def once(self, command, out="/dev/null", err=None, stdin="/dev/null"):
        """Seconds of wall time of one process"""
        actions = [(os.POSIX_SPAWN_OPEN, 0, stdin, os.O_RDONLY, 0),
                   (os.POSIX_SPAWN_OPEN, 1, out, os.O_WRONLY | os.O_CREAT, 0o600)]
        if err:
            actions.append((os.POSIX_SPAWN_OPEN, 2, err, os.O_WRONLY, 0))
        start = time.perf_counter()
        pid = os.posix_spawn(command[0], command, self.env, file_actions=actions)
        _, status = os.waitpid(pid, 0)
        wall = time.perf_counter() - start
        if status:
            sys.exit(f"bench: {' '.join(command)}: status {status}")
        return wall

    def alternate(self, commands, rounds, **where):
        """Wall times of commands that run in turns, a list for each name"""
        times = {name: [] for name in commands}
        warm = min(5, rounds // 3)
        for turn in range(rounds + warm):
            for name, command in commands.items():
                wall = self.once(command, **where)
                if turn >= warm:
                    times[name].append(wall)
        return times

    def timings(self, *command):
        """Seconds that a program of this bench prints as nanoseconds, a list for each name"""
        output = subprocess.run(command, check=True, capture_output=True, text=True, env=self.env).stdout
        times = {}
        for line in output.splitlines():
            name, nanoseconds = line.split()[:2]
            times.setdefault(name, []).append(float(nanoseconds) * 1e-9)
        return times

    def peaks(self, commands):
        """Peak bytes of memory of commands, a list for each name"""
        words = [self.program("spawn"), "5"]
        for name, command in commands.items():
            words += [str(name), *command, "--"]
        output = subprocess.run(words[:-1], check=True, capture_output=True, text=True, env=self.env).stdout
        sizes = {name: [] for name in commands}
        for line in output.splitlines():
            name, _, size = line.split()
            next(sizes[known] for known in sizes if str(known) == name).append(int(size))
        return sizes

    def row(self, what, mine, *besides, unit="s"):
        """A row for each that hwreg is beside of"""
        value = figure(statistics.median(mine), unit)
        for beside in besides:
            ratios = beside.ratios(mine)
            ratio, wide, met = statistics.median(ratios), spread(ratios), beside.met(mine)
            aim = ""
            if beside.aim is not None:
                aim = f"{beside.aim:g}" + (f" + {figure(beside.plus, unit)}" if beside.plus else "")
                aim += "" if met else "  missed"
            print(f"{what:<40} {value:>9}  {figure(statistics.median(beside.samples), unit):>9} {beside.label:<34} "
                  f"{ratio:>8.3f} {'' if wide is None else f'{wide:.0%}':>5}  {aim}".rstrip(), flush=True)
            self.rows.append({"row": what, "unit": unit, "hwreg": statistics.median(mine), "beside": beside.label,
                              "kind": beside.kind, "other": statistics.median(beside.samples), "ratio": ratio,
                              "spread": wide, "samples": len(mine), "aim": beside.aim, "plus": beside.plus, "met": met})
            what = value = ""

    def absent(self, what, why):
        print(f"{what:<40} not measured: {why}", flush=True)
        self.rows.append({"row": what, "absent": why})

    def head(self):
        print(f"{'':<40} {'hwreg':>9}  {'beside':>9} {'':<34} {'ratio':>8} {'+-':>5}  aim")

    def summary(self):
        rivals = [r for r in self.rows if r.get("kind") in (RIVAL, RESTATED)]
        behind = [r for r in rivals if r["ratio"] > 1]
        missed = [r for r in self.rows if r.get("met") is False]
        print(f"{len(self.rows)} rows; beside rivals {len(rivals)}, behind in {len(behind)}; aims missed {len(missed)}")

    def write(self, file):
        json.dump({"quick": self.quick, "rows": self.rows}, file, indent=1)
        file.write("\n")
