# SPDX-License-Identifier: MIT
"""Random locations and writes: a word of a command line, and what it stands for"""

import fnmatch

from registers import SIZE, mask_of
from model import Item, Refused, Write, reads_change, unreadable


class Location:
    """Items of one word. @kind: "one", "group" (of the board) or "range" (of addresses)"""

    def __init__(self, word, items, kind):
        self.word, self.items, self.kind = word, items, kind


def number_word(item, rng, width=32, endian="little"):
    """An address; what -w and -e say, @width and @endian, need not be said"""
    order = {"big": "be", "little": "le"}[item.endian]
    if item.endian == endian:
        order = rng.choice(("", order))
    if order or item.width != width or rng.random() < 0.3:
        return f"{item.address:#x}@{item.width}{order}"
    return f"{item.address:#x}"


class Words:
    """Words for one board"""

    def __init__(self, rng, model, width=32, endian="little"):
        """@width, @endian: what -w and -e say"""
        self.rng, self.model, self.board = rng, model, model.board
        self.width, self.endian = width, endian

    def number(self, item):
        return number_word(item, self.rng, self.width, self.endian)

    # ---- single registers ----

    def place(self):
        """An address with a width: of a register, near one, or anywhere"""
        rng = self.rng
        reg = rng.choice([reg for reg in self.board.regs if not reg.block.space])
        width, endian, address = reg.access, reg.endian, reg.address
        if rng.random() < 0.4:
            width, endian = rng.choice(self.board.widths), rng.choice(("little", "little", "big"))
        if rng.random() < 0.3:
            address = rng.randrange(self.board.base, self.board.end)
        if reg.aliases and rng.random() < 0.4:
            address = reg.block.base + rng.choice(sorted(reg.aliases.values()))
        size = width // 8
        address = min(address // size * size, self.board.end - size)
        return Item(None, None, address, width, endian)

    def numeric(self, writing, sliced):
        item = self.place()
        word = self.number(item)
        item.raw = not writing
        if self.rng.random() < 0.2:
            # from a name on: not just that access
            block = self.board.blocks[(item.address - self.board.base) // SIZE]
            order = "be" if item.endian == "big" else "le"
            word = f"{block.name}+{item.address - block.base:#x}@{item.width}{order}"
            item.raw = False
        if sliced:
            high = self.rng.randrange(item.width)
            low = self.rng.randrange(high + 1)
            word += f":{high}:{low}" if high != low or self.rng.random() < 0.5 else f":{high}"
            item.bits = (high, low)
        item.reg = self.model.at(item, writing)
        return item, word

    def register(self):
        """Any, but more often one that is not just accessed itself"""
        regs = self.board.regs
        special = [reg for reg in regs if reg.aliases or reg.behind]
        return self.rng.choice(special if special and self.rng.random() < 0.25 else regs)

    def named(self):
        rng = self.rng
        reg = self.register()
        kind = rng.random()
        if kind < 0.35 and reg.fields:
            field = rng.choice(reg.fields)
            return Item(reg, field), f"{reg.full}.{field.name}"
        if kind < 0.5:
            high = rng.randrange(reg.width)
            low = rng.randrange(max(0, high - 63), high + 1)
            return Item(reg, bits=(high, low)), f"{reg.full}:{high}:{low}"
        return Item(reg), reg.full

    def readable(self, item):
        """May an item that is named be read?"""
        if "policy" not in self.model.force and item.reg and not item.raw:
            if item.field.read == "none" if item.field else unreadable(item.reg):
                raise Refused("write-only")
        self.model.held(item)

    def one(self, numbers=0.3):
        """One register to read: (word, function that makes the Location or refuses)"""
        if self.rng.random() < numbers:
            item, word = self.numeric(False, self.rng.random() < 0.3)
        else:
            item, word = self.named()

        def make():
            self.readable(item)
            return Location(word, [item], "one")
        return word, make

    # ---- many ----

    def group_items(self, regs, writing):
        items = []
        for reg in regs:
            item = Item(reg)
            if not writing:
                if "policy" not in self.model.force:
                    item.skip = unreadable(reg) or reads_change(reg)
                if reg.behind and self.model.memory:
                    item.skip = True
            items.append(item)
        return items

    def group(self, writing=False):
        rng, board = self.rng, self.board
        block = rng.choice(board.blocks)
        kind = rng.random()
        if kind < 0.35:
            word, regs = block.name, list(block.regs)
        elif kind < 0.5 and block.clusters:
            name = rng.choice(sorted(block.clusters))
            word, regs = f"{block.name}.{name}", block.clusters[name]
        elif kind < 0.75:
            pattern = rng.choice(("B?", "*", block.name))
            tail = rng.choice(("GATE*", "R*", "S?", "W*", "CH?_?", "*"))
            word = f"{pattern}.{tail}"
            regs = [reg for reg in board.regs if self.matches(word, reg)]
        else:
            return self.between(block, writing)

        def make():
            if not regs:
                raise Refused("no such register")
            items = self.group_items(regs, writing)
            for item in items:
                if not item.skip:
                    self.model.held(item)
            return Location(word, items, "group")
        return word, make

    @staticmethod
    def matches(pattern, reg):
        parts, names = pattern.split("."), reg.full.split(".")
        return len(parts) <= len(names) and \
            all(fnmatch.fnmatchcase(name, part) for name, part in zip(names, parts))

    def between(self, block, writing):
        """From register to register, by name"""
        regs = [reg for reg in block.regs if not reg.behind]
        first, last = sorted(self.rng.choices(regs, k=2), key=lambda reg: reg.address)
        word = f"{first.full}..{last.full}"
        end = last.address + last.width // 8 - 1
        found = [reg for reg in self.board.regs
                 if not reg.behind and first.address <= reg.address <= end]
        found.sort(key=lambda reg: reg.address)

        def make():
            items = self.group_items(found, writing)
            for item in items:
                if not item.skip:
                    self.model.held(item)
            return Location(word, items, "group")
        return word, make

    def range_items(self, first, count, writing):
        items = []
        for i in range(count):
            item = Item(None, None, first.address + i * (first.width // 8), first.width,
                        first.endian)
            item.reg = self.model.at(item, writing)
            if not writing and "policy" not in self.model.force:
                item.skip = any(reads_change(reg) and not unreadable(reg)
                                for reg in self.model.reaching(item.address, item.last))
            items.append(item)
        return items

    def span(self, most=12):
        """The first item of a range of addresses, and how many"""
        first = self.place()
        size = first.width // 8
        return first, min(self.rng.randrange(1, most + 1),
                          (self.board.end - first.address) // size)

    def range(self, writing=False):
        first, count = self.span()
        size = first.width // 8
        word = self.number(first)
        if self.rng.random() < 0.7:
            word += f"..+{count * size}"
        else:
            word += f"..{first.address + (count - 1) * size:#x}"

        def make():
            return Location(word, self.range_items(first, count, writing), "range")
        return word, make

    def location(self, ones=0.5, groups=0.3):
        kind = self.rng.random()
        if kind < ones:
            return self.one()
        return self.group() if kind < ones + groups else self.range()

    # ---- writes ----

    def write(self):
        """(word, function that makes the Write or refuses)"""
        rng = self.rng
        if rng.random() < 0.3:
            item, word = self.numeric(True, rng.random() < 0.6)
        else:
            item, word = self.named()
        if item.field:
            return self.write_fields(item, word)
        bits = item.bits[0] - item.bits[1] + 1 if item.bits else item.width
        low = item.bits[1] if item.bits else 0
        value = rng.choice((0, 1, mask_of(bits), rng.getrandbits(bits))) & mask_of(bits)
        meant = mask_of(bits)
        if item.whole and rng.random() < 0.25 and not item.bits:
            meant = rng.getrandbits(bits) or 1
            value &= meant
            word += f"={value:#x}/{meant:#x}"
        else:
            word += f"={value:#x}"
        raw = word[0] == "0" and meant << low == mask_of(item.width)

        def make():
            if item.width > 64:
                raise Refused("wide")
            item.raw = raw
            write = Write(item, value << low, meant << low, raw)
            self.model.plan(write)
            return self.model.finish(write)
        return word, make

    def write_fields(self, item, word):
        rng, reg = self.rng, item.reg
        fields, meant = [item.field], item.field.mask
        for field in rng.sample(reg.fields, len(reg.fields)):
            if not field.mask & meant and rng.random() < 0.4:
                fields.append(field)
                meant |= field.mask
        values = [rng.choice((0, mask_of(field.width()), rng.getrandbits(field.width())))
                  for field in fields]
        more = "".join(f",{field.name}={value:#x}"
                       for field, value in zip(fields[1:], values[1:]))
        value = sum(field.put(each) for field, each in zip(fields, values))
        word += f"={values[0]:#x}{more}"

        def make():
            if reg.width > 64:
                raise Refused("wide")
            write = Write(item, value, meant)
            write.partly = True
            self.model.plan(write)
            return self.model.finish(write)
        return word, make
