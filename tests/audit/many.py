# SPDX-License-Identifier: MIT
"""fill, load, copy, and the options that read or write one register many times"""

from line import Line, stretches
from locations import Location
from model import Item, Refused, Stopped, Write, verifiable


class Many:
    """A part of Commands"""

    def target(self, count=None):
        """Where many are written: (words, function that makes the items)"""
        rng = self.rng
        kind = rng.random() if count is None else 0.9
        if kind < 0.35:
            word, make = self.words.group(True)
            return word, lambda: self.writable(make())
        if kind < 0.6:
            word, make = self.words.range(True)
            return word, lambda: self.writable(make())
        item, word = self.words.numeric(True, False) if rng.random() < 0.5 else self.words.named()
        if count is None and rng.random() < 0.3:
            item = Item(self.behind_or_any())
            word = item.reg.full
        return word, lambda: self.first_of(item, count or 1)

    def first_of(self, item, count, writing=True):
        if not writing and item.reg and not item.raw:
            self.words.readable(item)
        self.model.held(item)
        if writing:
            self.writable(Location("", [item], "one"))
        if count == 1:
            return Location("", [item], "one")
        if not item.whole or not item.plain:
            raise Refused("not one access")
        first = Item(None, None, item.address, item.width, item.endian)
        if self.limited and first.address + count * first.width // 8 > \
                self.board.end_of(first.address):
            raise Refused("past the end")
        location = Location("", self.words.range_items(first, count, writing), "range")
        return self.writable(location) if writing else location

    def writable(self, location):
        model = self.model
        if location.kind == "range" and "policy" not in model.force and \
                model.aliases_in(location.items[0].address, location.items[-1].last):
            raise Refused("an alias")
        for item in location.items:
            model.held(item)
            if not item.whole:
                raise Refused("parts")
            if not item.reg:
                model.check_overlap(Write(item, 0, 0))
                continue
            around = item.reg.unlock + item.reg.lock
            if around and not any(each.reg is item.reg for each in around):
                raise Refused("needs unlocking")
            model.check_register(item.reg)
        return location

    def check_verify(self, location, verify):
        if verify and not all(verifiable(item) for item in location.items):
            raise Refused("nothing to verify")

    def do_many(self, location, values, verify, source=None):
        """@source: the items that are read for the values, which are then functions of what was read"""
        model, at = self.model, 0
        for turn in ("write", "verify") if verify else ("write",):
            at = 0
            for stretch in stretches(location):
                got = values[at:at + len(stretch)] if values else \
                    (yield from self.read_all(source[at:at + len(stretch)]))
                at += len(stretch)
                for item in stretch:
                    yield from model.check(item)
                for item, value in zip(stretch, got):
                    if turn == "write":
                        yield from model.store(item, value)
                if turn == "write":
                    model.known = {}
                    continue
                actual = []
                for item in stretch:
                    actual.append((yield from model.read(item, "check")))
                for item, value, read in zip(stretch, got, actual):
                    if (value ^ read) & verifiable(item):
                        raise Stopped(1)

    def read_all(self, items):
        for item in items:
            yield from self.model.check(item)
        values = []
        for item in items:
            values.append((yield from self.model.read(item, "source")))
        return values

    def fill(self):
        rng = self.rng
        count = rng.choice((None, None, 2, 5))
        word, make = self.target(count)
        values = [rng.getrandbits(rng.choice((1, 8, 8, 16, 32)))
                  for _ in range(rng.choice((1, 1, 2)))]
        verify = rng.random() < 0.3

        def start():
            location = make()
            if any(value >> item.width for value in values for item in location.items):
                raise Refused("does not fit")
            self.check_verify(location, verify)
            all_values = [values[i % len(values)] for i in range(len(location.items))]
            return self.do_many(location, all_values, verify)
        words = ["fill"] + ["--verify"] * verify + (["--count", str(count)] if count else [])
        return Line(words + [word + "=" + ",".join(map(hex, values))], start)

    def load(self):
        rng = self.rng
        item, word = self.words.numeric(True, False) if rng.random() < 0.5 else self.words.named()
        count, verify = rng.choice((1, 1, 2, 3, 5, 7)), rng.random() < 0.3
        size = max(1, item.width // 8)
        data = rng.randbytes(count * size)
        path = self.file(data)

        def start():
            location = self.first_of(item, count)
            self.check_verify(location, verify)
            values = [int.from_bytes(data[i * size:(i + 1) * size], item.endian)
                      for i in range(count)]
            return self.do_many(location, values, verify)
        return Line(["load"] + ["--verify"] * verify + [path, word], start)

    def copy(self):
        if self.rng.random() < 0.3:
            return self.copy_one()
        first, count = self.words.span()
        start_of = self.words.place()
        rng, size = self.rng, first.width // 8
        address = min(start_of.address, self.board.end - count * size) // size * size
        to = Item(None, None, address, first.width, rng.choice((first.endian, start_of.endian)))
        words = [self.words.number(first) + f"..+{count * size}", self.words.number(to)]
        verify = rng.random() < 0.3

        def start():
            source = self.words.range_items(first, count, False)
            if any(item.skip for item in source):
                raise Refused("reading would change")
            to.reg = self.model.at(to, True)
            location = self.first_of(to, count)
            self.check_verify(location, verify)
            if first.address < to.address + count * size and \
                    to.address < first.address + count * size:
                raise Refused("overlap")
            return self.do_copy(location, source, verify)
        return Line(["copy"] + ["--verify"] * verify + words, start)

    def copy_one(self):
        """A register that is named"""
        reg, other = self.behind_or_any(), self.behind_or_any()
        verify = self.rng.random() < 0.3

        def start():
            source, to = Item(reg), Item(other)
            self.words.readable(source)
            location = self.first_of(to, 1)
            self.check_verify(location, verify)
            if reg.width != other.width or reg.width > 64:
                raise Refused("widths")
            if source.address <= to.last and to.address <= source.last:
                raise Refused("overlap")
            return self.do_copy(location, [source], verify)
        return Line(["copy"] + ["--verify"] * verify + [reg.full, other.full], start)

    def behind_or_any(self):
        behind = [reg for reg in self.board.regs if reg.behind]
        return self.rng.choice(behind if behind and self.rng.random() < 0.5 else self.board.regs)

    def do_copy(self, location, source, verify):
        if verify and (len(source) == 1 or "policy" in self.model.force):
            values = yield from self.read_all(source)
            yield from self.do_many(location, values, verify)
        else:
            yield from self.do_many(location, None, verify, source)

    def fifo(self):
        rng, count = self.rng, self.rng.choice((1, 2, 5))
        kind = rng.choice((self.fifo_dump, self.fifo_fill, self.fifo_load))
        return kind(count)

    def fifo_dump(self, count):
        word, make = self.words.one()

        def start():
            item = make().items[0]
            if not item.whole:
                raise Refused("parts")
            return self.do_fifo_dump(item, count)
        return Line(["dump", "--fifo", "--count", str(count), word], start)

    def do_fifo_dump(self, item, count):
        yield from self.model.check(item)
        for _ in range(count):
            yield from self.model.read(item)

    def fifo_target(self):
        item, word = self.words.numeric(True, False) if self.rng.random() < 0.4 else \
            self.words.named()
        return item, word

    def fifo_fill(self, count):
        item, word = self.fifo_target()
        values = [self.rng.getrandbits(self.rng.choice((1, 8, 8, 16))) for _ in range(2)]

        def start():
            self.first_of(item, 1)
            if any(value >> item.width for value in values):
                raise Refused("does not fit")
            return self.do_fifo(item, [values[i % 2] for i in range(count)])
        return Line(["fill", "--fifo", "--count", str(count),
                     f"{word}={values[0]:#x},{values[1]:#x}"], start)

    def fifo_load(self, count):
        item, word = self.fifo_target()
        size = item.width // 8
        data = self.rng.randbytes(count * size)
        path = self.file(data)

        def start():
            self.first_of(item, 1)
            return self.do_fifo(item, [int.from_bytes(data[i * size:(i + 1) * size], item.endian)
                                       for i in range(count)])
        return Line(["load", "--fifo", path, word], start)

    def do_fifo(self, item, values):
        yield from self.model.check(item)
        for value in values:
            yield from self.model.store(item, value)
