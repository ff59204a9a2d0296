# SPDX-License-Identifier: MIT
"""What hwreg may access: the rules of hwreg(1) and hwreg-board(5), apart from its own code

Each function that makes accesses is a generator: it yields them one after the other, ("read", bits,
address, None, byte order, why) or ("write", bits, address, value, byte order, why), and is sent the value
that was read. Why is a word of hwreg-accesses(7).
"""

from registers import CHANGING, mask_of


class Refused(Exception):
    """The request is wrong: nothing may have been accessed"""


class Stopped(Exception):
    """It ends here, with this exit status, whatever has been accessed"""

    def __init__(self, status):
        super().__init__(status)
        self.status = status


class Item:
    """What one location stands for: a register, part of one, or a place without one"""
    absent = False

    def __init__(self, reg=None, field=None, address=0, width=32, endian="little", bits=None,
                 raw=False):
        self.reg, self.field, self.raw = reg, field, raw
        self.address = reg.address if reg else address
        self.width = reg.width if reg else width
        self.endian = reg.endian if reg else endian
        self.bits = bits  # (high, low) or None: the whole
        self.skip = False

    @property
    def whole(self):
        return not self.field and self.bits in (None, (self.width - 1, 0))

    @property
    def mask(self):
        if self.field:
            return self.field.mask
        if self.bits:
            return mask_of(self.bits[0] - self.bits[1] + 1) << self.bits[1]
        return mask_of(self.width)

    @property
    def last(self):
        return self.address + self.width // 8 - 1

    @property
    def plain(self):
        return not self.reg or (self.reg.access == self.reg.width and not self.reg.behind)


# ---- What the board says of a register --------------------------------------------------------------

def described(reg):
    bits = 0
    for field in reg.fields:
        bits |= field.mask
    return bits


def covered(reg):
    return bool(reg.fields) and described(reg) == mask_of(reg.width)


def own_counts(reg):
    """Does its own policy say something beside those of its fields?"""
    return not reg.fields or (reg.own and not covered(reg))


def reads_change(reg):
    if any(field.read in CHANGING for field in reg.fields):
        return True
    if not covered(reg) and reg.read in CHANGING:
        return True
    return bool(reg.behind) and not unreadable(reg) and reads_change(reg.behind[1])


def unreadable(reg):
    return not any(field.read != "none" for field in reg.fields) and \
        not (own_counts(reg) and reg.read != "none")


def unwritable(reg):
    return not any(field.write != "none" for field in reg.fields) and \
        not (own_counts(reg) and reg.write != "none")


def neutral(read, write):
    """What to write to a bit so that it stays as it is: 0, 1, "keep", "idle" or None"""
    if write in ("1c", "1s", "1t"):
        return 0
    if write in ("0c", "0s", "0t"):
        return 1
    if write == "none":
        return 0 if read == "none" else "idle"
    if write == "value" and read != "none":
        return "keep"
    return None


def rest_of(reg, bits):
    """Bits that no field describes: [(bits, neutral)]"""
    if reg.reserved in ("0", "1"):
        return [(bits, int(reg.reserved))]
    known = reg.reset_mask if reg.reserved == "reset" and reg.reset is not None else 0
    out = []
    if reg.reserved == "reset":
        reset = reg.reset or 0
        out = [(bits & known & reset, 1), (bits & known & ~reset, 0)]
    bits &= ~known
    if unreadable(reg) and reg.fields and reg.write in ("value", "effect"):
        reset = (reg.reset or 0) & (reg.reset_mask or 0)
        return out + [(bits & reset, 1), (bits & ~reset, 0)]
    return out + [(bits, neutral(reg.read, reg.write))]


class Plan:
    """How the bits that are not meant are left as they are"""

    def __init__(self, reg, meant):
        left = mask_of(reg.width) & ~meant
        found = []
        for views in (False, True):
            for field in reg.fields:
                if field.overlap == views:
                    found.append((field.mask & left, neutral(field.read, field.write)))
                    left &= ~field.mask
        found += rest_of(reg, left)
        sums = {}
        for bits, what in found:
            sums[what] = sums.get(what, 0) | bits
        self.keep, self.ones = sums.get("keep", 0), sums.get(1, 0)
        self.impossible = sums.get(None, 0)
        if self.keep:
            self.keep |= sums.get("idle", 0)


def verifiable(item):
    """Bits that read as they were written"""
    reg = item.reg
    if not reg:
        return mask_of(item.width)
    if reads_change(reg):
        return 0
    if not reg.fields:
        return mask_of(reg.width) if (reg.read, reg.write) == ("value", "value") and \
            not reg.volatile else 0
    good = bad = 0
    for field in reg.fields:
        if (field.read, field.write) == ("value", "value") and not field.volatile:
            good |= field.mask
        else:
            bad |= field.mask
    return good & ~bad


# ---- One command's accesses -------------------------------------------------------------------------

class Write:
    def __init__(self, item, value, meant, raw=False):
        self.item, self.value, self.meant, self.raw = item, value, meant, raw
        self.partly = meant != mask_of(item.width)
        self.keep, self.steps, self.around = 0, [], ([], [])
        self.verify = verifiable(item) & meant


class Model:
    """The accesses of one command on one board"""

    def __init__(self, board, memory, force=()):
        self.board, self.memory, self.force = board, memory, force
        self.dry = False  # nothing is known of what is read
        self.known = {}  # registers of conditions, as they were read last

    # ---- finding registers ----

    def reaching(self, first, last):
        return [reg for reg in self.board.regs if not reg.behind and
                reg.address <= last and first <= reg.address + reg.width // 8 - 1]

    def aliases_in(self, first, last):
        for reg in self.board.regs:
            for offset in reg.aliases.values():
                at = reg.block.base + offset
                if at <= last and first <= at + reg.width // 8 - 1:
                    return True
        return False

    def at(self, item, writing):
        """The register that a number with a width means"""
        best = None
        for reg in self.reaching(item.address, item.last):
            if (reg.address, reg.width, reg.access) != (item.address, item.width, item.width) or \
                    (reg.endian != item.endian and reg.width > 8) or reg.when:
                continue
            useless = unwritable(reg) if writing else unreadable(reg)
            if not useless:
                return reg
            best = best or reg
        return best

    # ---- accesses of one register ----

    def pieces(self, reg, address):
        count = reg.width // reg.access
        for turn in range(count):
            rank = count - 1 - turn if reg.high_first else turn
            place = count - 1 - rank if reg.endian == "big" else rank
            yield rank * reg.access, address + place * (reg.access // 8)

    def select(self, reg):
        if reg.behind:
            index, data, number = reg.behind
            # it may have been read for a condition
            self.known.pop(index.full, None)
            self.known.pop(data.full, None)
            yield ("write", index.width, index.address, number, index.endian, "index")

    def read(self, item, why="read"):
        if not item.reg:
            return (yield ("read", item.width, item.address, None, item.endian, why))
        yield from self.select(item.reg)
        value = 0
        for low, address in self.pieces(item.reg, item.address):
            access = ("read", item.reg.access, address, None, item.endian, why)
            value |= (yield access) << low
        return value

    def store(self, item, value, why="write", address=None):
        address = item.address if address is None else address
        if not item.reg:
            yield ("write", item.width, address, value, item.endian, why)
            return
        yield from self.select(item.reg)
        for low, at in self.pieces(item.reg, address):
            part = value >> low & mask_of(item.reg.access)
            yield ("write", item.reg.access, at, part, item.endian, why)

    # ---- conditions ----

    def condition(self, condition):
        reg = condition.reg
        if reg.full not in self.known:
            yield from self.hold(reg, True)
            self.known[reg.full] = yield from self.read(Item(reg), "condition")
        return self.dry or condition.holds(self.known[reg.full])

    def failing(self, reg, when):
        """The first of its conditions that does not hold: "requires", "when" or None"""
        for condition in reg.requires:
            if condition.reg is reg:
                break
            if not (yield from self.condition(condition)):
                return "requires"
        for condition in reg.when if when else []:
            if not (yield from self.condition(condition)):
                return "when"
        return None

    def hold(self, reg, when):
        if (yield from self.failing(reg, when)):
            raise Stopped(3)

    def check(self, item):
        """Conditions of all that an access reaches"""
        if item.raw or "requires" in self.force:
            return
        if not item.reg:
            for byte in range(item.address, item.last + 1):
                for reg in self.reaching(byte, byte):
                    yield from self.hold(reg, False)
            return
        yield from self.hold(item.reg, True)
        if item.reg.behind:
            yield from self.hold(item.reg.behind[0], True)
            yield from self.hold(item.reg.behind[1], True)

    # ---- writes ----

    def check_register(self, reg):
        if reg.width > 64:
            raise Refused("wide")
        if reg.protect and "protect" not in self.force:
            raise Refused("protected")
        if unwritable(reg) and "policy" not in self.force:
            raise Refused("read-only")

    def plan_aliases(self, write):
        reg = write.item.reg
        if not reg or not reg.aliases or self.memory:
            return False
        bare = write.meant & ~described(reg)
        fields = [field for field in reg.fields if field.mask & write.meant]
        if any(field.write != "value" for field in fields) or (bare and reg.write != "value"):
            return False
        ones, zeros = write.meant & write.value, write.meant & ~write.value
        if (not zeros or "clear" in reg.aliases) and (not ones or "set" in reg.aliases):
            write.steps = [(kind, bits) for kind, bits in (("clear", zeros), ("set", ones)) if bits]
            return True
        # what they are now must be known
        readable = all(field.read == "value" for field in fields) and \
            (not bare or reg.read == "value")
        if "toggle" in reg.aliases and readable and not reads_change(reg):
            write.steps = [("toggle", write.meant)]
            return True
        return False

    def plan(self, write):
        """Decide a write, or refuse it"""
        reg = write.item.reg
        if write.raw:
            return
        if reg:
            self.check_register(reg)
        if reg and write.partly:
            for field in reg.fields:
                if field.mask & write.meant and field.write == "none" and not field.overlap and \
                        "policy" not in self.force:
                    raise Refused("read-only field")
            if write.meant & ~described(reg) and reg.write == "none" and \
                    "policy" not in self.force:
                raise Refused("read-only bits")
        if not reg:
            self.check_overlap(write)
        if write.partly and not self.plan_aliases(write):
            self.plan_neighbours(write)

    def check_overlap(self, write):
        item = write.item
        if "policy" not in self.force and (self.reaching(item.address, item.last) or
                                           self.aliases_in(item.address, item.last)):
            raise Refused("reaches into others")

    def plan_neighbours(self, write):
        if not write.item.reg:
            write.keep = mask_of(write.item.width) & ~write.meant
            return
        plan = Plan(write.item.reg, write.meant)
        if "policy" not in self.force:
            if plan.impossible:
                raise Refused("neighbour")
            if plan.keep and reads_change(write.item.reg):
                raise Refused("reading changes")
        write.keep = plan.keep
        write.value |= plan.ones

    def held(self, item):
        """Is what a number or name stands for in the target?"""
        if item.reg and item.reg.behind and self.memory:
            raise Refused("behind an index register")

    def finish(self, write):
        """After plan(): places, and the writes around"""
        self.held(write.item)
        reg = write.item.reg
        if write.raw or not reg:
            return write
        around = reg.unlock + reg.lock
        if not around or any(each.reg is reg for each in around):
            return write
        for listed, out in zip((reg.unlock, reg.lock), write.around):
            for each in listed:
                made = Write(Item(each.reg), each.value, each.mask)
                self.plan(made)
                out.append(made)
        return write

    def change(self, write, around=False):
        item = write.item
        why = ("around",) * 3 if around else ("keep", "alias", "write")
        if write.steps:
            for kind, bits in write.steps:
                if kind == "toggle":
                    old = yield from self.read(item, why[0])
                    bits = (old ^ write.value) & bits
                alias = item.reg.block.base + item.reg.aliases[kind]
                yield from self.store(item, bits, why[1], alias)
            return
        old = 0
        if write.keep:
            old = yield from self.read(item, why[0])
        yield from self.store(item, (old & write.keep) | (write.value & ~write.keep), why[2])

    def make(self, write):
        before, after = write.around
        if not write.raw:
            yield from self.check(write.item)
            for each in before + after:
                yield from self.check(each.item)
        for each in before + [write] + after:
            yield from self.change(each, each is not write)
        self.known = {}

    def compare(self, write):
        """What --verify does after a write"""
        yield from self.check(write.item)
        actual = yield from self.read(write.item, "check")
        if (actual ^ write.value) & write.verify and not self.dry:
            raise Stopped(1)
