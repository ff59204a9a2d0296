# SPDX-License-Identifier: MIT
"""watch and wait"""

from line import END, Line
from model import Refused, Stopped, reads_change
from registers import mask_of


class OverTime:
    """A part of Commands"""

    def watch(self):
        made = [self.words.one(numbers=0) if self.rng.random() < 0.6 else self.words.group()
                for _ in range(self.rng.choice((1, 2)))]
        samples = self.rng.choice((1, 2, 3))
        if any(reg.width > 64 for reg in self.board.regs):
            return self.peek()  # the fields of such registers are watched

        def start():
            return self.do_watch([make() for _, make in made], samples)
        how = self.rng.choice((["--every", "1us"], ["--fast"]))
        return Line(["watch", "--count", str(samples)] + how + [word for word, _ in made], start)

    def do_watch(self, locations, samples):
        for location in locations:
            yield from self.select(location)
        items = []
        for item in (item for each in locations for item in each.items if not item.skip):
            if not any(self.is_same(each.reg, item.reg) for each in items):
                items.append(item)
        for item in items:
            yield from self.model.check(item)
        for _ in range(samples):
            for item in items:
                yield from self.model.read(item)

    @staticmethod
    def is_same(a, b):
        """One read does for both"""
        if a.behind or b.behind:
            return a is b
        return (a.address, a.width, a.endian) == (b.address, b.width, b.endian) and \
            (list(map(str, a.requires + a.when)) == list(map(str, b.requires + b.when)))

    def wait(self):
        item, word = self.words.named() if self.rng.random() < 0.7 else \
            self.words.numeric(False, True)
        bits = bin(item.mask).count("1")
        value = self.rng.getrandbits(min(bits, 64)) if self.rng.random() < 0.3 else 0
        op = self.rng.choice(("==", ">=", "!="))

        def holds(register):
            if item.field:
                part = item.field.get(register)
            else:
                low = item.bits[1] if item.bits else 0
                part = register >> low & mask_of(bits)
            return {"==": part == value, ">=": part >= value, "!=": part != value}[op]

        def start():
            self.words.readable(item)
            if bits > 64 and item.whole:
                raise Refused("wide")
            reached = [item.reg] if item.reg and not item.raw else \
                self.model.reaching(item.address, item.last)
            if "policy" not in self.model.force and any(map(reads_change, reached)):
                raise Refused("reading changes")
            return self.do_wait(item, holds, "--fast" in every)
        every = self.rng.choice((["--every", "100us"], ["--fast"], []))
        return Line(["wait", "--timeout", "200us"] + every + [f"{word}{op}{value:#x}"], start)

    def do_wait(self, item, holds, fast):
        yield from self.model.check(item)
        while True:
            if holds((yield from self.model.read(item))):
                break
            if (yield END):
                raise Stopped(1)
        # a thread may look again until it is told that it was seen
        while fast and not (yield END):
            yield from self.model.read(item)

    def until(self):
        """watch --until: the condition's register is read last"""
        word, make = self.words.one(numbers=0)
        item, until = self.words.named()
        value, samples = self.rng.getrandbits(2), self.rng.choice((1, 3))
        if any(reg.width > 64 for reg in self.board.regs):
            return self.peek()

        def start():
            location = make()
            self.can_wait(item)
            if value >> bin(item.mask).count("1"):
                raise Refused("does not fit")
            items = [each for each in location.items if not self.is_same(each.reg, item.reg)]
            return self.do_until(items + [item] if items else [item],
                                 lambda register: self.part(item, register) != value, samples)
        return Line(["watch", "--every", "1us", "--count", str(samples), "--until",
                     f"{until}!={value}", word], start)

    def do_until(self, items, holds, samples):
        for item in items:
            yield from self.model.check(item)
        for _ in range(samples):
            for item in items:
                value = yield from self.model.read(item)
            if holds(value):
                return

    @staticmethod
    def part(item, register):
        if item.field:
            return item.field.get(register)
        return (register & item.mask) >> (item.bits[1] if item.bits else 0)

    def can_wait(self, item):
        self.words.readable(item)
        if item.whole and item.width > 64:
            raise Refused("wide")
        if "policy" not in self.model.force and reads_change(item.reg):
            raise Refused("reading changes")

    def wait_many(self):
        """Several conditions"""
        named = [self.words.named() for _ in range(self.rng.choice((2, 3)))]
        values = [self.rng.getrandbits(1) for _ in named]
        some = self.rng.random() < 0.5
        conditions = [f"{word}=={value}" for (_, word), value in zip(named, values)]

        def start():
            for item, _ in named:
                self.can_wait(item)
            return self.do_wait_many([item for item, _ in named], values, any if some else all)
        if any(reg.width > 64 for reg in self.board.regs):
            return self.peek()
        return Line(["wait", "--timeout", "200us"] + ["--any"] * some + conditions, start)

    def do_wait_many(self, items, values, quantor):
        probes = []
        for item in items:
            if not any(self.is_same(each.reg, item.reg) for each in probes):
                probes.append(item)
        for item in probes:
            yield from self.model.check(item)
        while True:
            read = []
            for item in probes:
                read.append((item, (yield from self.model.read(item))))
            if quantor(self.part(item, next(got for probe, got in read
                                            if self.is_same(probe.reg, item.reg))) == value
                       for item, value in zip(items, values)):
                return
            if (yield END):
                raise Stopped(1)
