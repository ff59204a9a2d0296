# SPDX-License-Identifier: MIT
"""Random command lines, and the accesses that each of them may make"""

from files import Files
from line import Line, nothing, stretches
from locations import Words
from many import Many
from model import Model, Refused, Stopped, Write
from overtime import OverTime

FORCES = ("policy", "protect", "requires")


class Commands(Many, OverTime, Files):
    """Makes command lines for one board"""

    def __init__(self, rng, board, memory, limited, folder):
        """@memory: the target is a file. @limited: it ends where the board does"""
        self.rng, self.board, self.memory, self.folder = rng, board, memory, folder
        self.limited, self.dryness = limited, 0.08
        self.files = 0

    def begin(self):
        rng, force = self.rng, []
        if rng.random() < 0.25:
            force = rng.sample(FORCES, rng.choice((1, 1, 2, 3)))
        self.model = Model(self.board, self.memory, force)
        options = ["--force=" + ",".join(force)] if force else []
        width, endian = 32, "little"
        if rng.random() < 0.15:
            width, endian = rng.choice((8, 16)), rng.choice(("little", "big"))
            options += ["-w", str(width), "-e", endian]
        self.words = Words(rng, self.model, width, endian)
        if rng.random() < 0.1:
            options.append("--no-lock")
        if rng.random() < 0.1:
            options.append("-q")
        return options

    def line(self):
        options = self.begin()
        kinds = (self.peek, self.peek, self.poke, self.poke, self.poke, self.poke, self.dump,
                 self.save, self.fill, self.load, self.copy, self.watch, self.wait, self.diff,
                 self.restore, self.restore, self.run, self.quiet, self.fifo, self.until,
                 self.wait_many, self.diff_reset)
        line = self.rng.choice(kinds)()
        model, words, make = self.model, self.words, line.start

        def start():
            # other lines have been made since
            self.model, self.words = model, words
            return make()
        line.start = start
        if line.words[0] not in ("save", "export", "watch", "run") and self.rng.random() < 0.1:
            options += ["-o", "json"]
        line.words = options + line.words
        if not line.silent and self.rng.random() < self.dryness:
            line.words.insert(0, "-n")
            line.dry = True
        line.model = model
        return line

    def file(self, data):
        """A file of this line's own"""
        self.files += 1
        name = f"./data.{self.files}"
        with open(f"{self.folder}/{name}", "wb") as file:
            file.write(data)
        return name

    # ---- reading ----

    def select(self, location):
        """Of a block or glob, registers whose `when` does not hold are not there"""
        if location.kind != "group" or "requires" in self.model.force:
            return
        for item in location.items:
            if item.skip or not item.reg.when:
                continue
            kind = yield from self.model.failing(item.reg, True)
            if kind == "requires":
                raise Stopped(3)
            item.skip = kind == "when"

    def check_read(self, item):
        yield from self.model.check(item)
        return (yield from self.model.read(item))

    def peek(self):
        made = [self.words.location() for _ in range(self.rng.choice((1, 1, 1, 2, 3)))]

        def start():
            return self.do_peek([make() for _, make in made])
        return Line(["peek"] + [word for word, _ in made], start)

    def do_peek(self, locations):
        for location in locations:
            yield from self.select(location)
        for location in locations:
            for item in location.items:
                if not item.skip:
                    yield from self.check_read(item)

    def dump(self):
        word, make = self.words.location(ones=0.2, groups=0.4)

        def start():
            location = make()
            if not all(item.whole for item in location.items):
                raise Refused("parts")
            return self.do_dump(location)
        return Line(["dump", word], start)

    def do_dump(self, location):
        yield from self.select(location)
        for stretch in stretches(location):
            if stretch[0].skip:
                continue
            for item in stretch:
                yield from self.model.check(item)
            for item in stretch:
                yield from self.model.read(item)

    # ---- writing ----

    def poke(self):
        made = [self.words.write() for _ in range(self.rng.choice((1, 1, 1, 2, 3)))]
        verify = self.rng.random() < 0.25

        def start():
            writes = [make() for _, make in made]
            if verify and not all(write.verify for write in writes):
                raise Refused("nothing to verify")
            return self.do_poke(writes, verify)
        words = ["poke"] + ["--verify"] * verify + [word for word, _ in made]
        return Line(words, start)

    def do_poke(self, writes, verify):
        for write in writes:
            yield from self.model.make(write)
            if verify:
                yield from self.model.compare(write)

    # ---- the rest ----

    def run(self):
        """A sequence of writes and reads"""
        made, steps = [], []
        for _ in range(self.rng.choice((1, 2, 3))):
            poke = self.rng.random() < 0.7
            word, make = self.words.write() if poke else self.words.one(numbers=0)
            made.append(make)
            steps.append(f"  - poke: \"{word}\"" if poke else f"  - expect: \"{word}>=0\"")
        text = "hwreg-sequence: 1\nsteps:\n" + "\n".join(steps) + "\n"
        path = self.file(text.encode())

        def start():
            steps = [make() for make in made]
            for each in (each for step in steps for each in getattr(step, "items", [])):
                if each.whole and each.width > 64:
                    raise Refused("wide")
            return self.do_run(steps)
        return Line(["run", "-q", path], start)

    def do_run(self, steps):
        for step in steps:
            if isinstance(step, Write):
                yield from self.model.make(step)
            else:
                yield from self.check_read(step.items[0])

    def quiet(self):
        """Commands that make no access whatever they are given"""
        rng, reg = self.rng, self.rng.choice(self.board.regs)
        words = rng.choice((["list"], ["list", "-v", "B*.R*"], ["info", reg.full],
                            ["info", f"{reg.address:#x}"], ["find", "R1"],
                            ["decode", reg.full, "1"], ["board", "check", "board.yaml"],
                            ["export", "json"], ["export", "header"], ["export", "svd"],
                            ["help", "poke"], ["peek", "--help"], ["--version"],
                            ["completion", "bash"], ["export", "markdown"], ["sim", "ls"]))
        return Line(words, nothing, silent=True)
