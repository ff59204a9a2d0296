# SPDX-License-Identifier: MIT
"""What a board says of registers, as objects that the model reads"""

TOKENS = {
    "rw": ("value", "value"), "ro": ("value", "none"), "wo": ("none", "value"),
    "w1c": ("value", "1c"), "w1s": ("value", "1s"), "w1t": ("value", "1t"),
    "w0c": ("value", "0c"), "w0s": ("value", "0s"), "w0t": ("value", "0t"),
    "rc": ("clear", "none"), "rs": ("set", "none"), "wc": ("value", "clear"),
    "ws": ("value", "set"), "wrc": ("clear", "value"), "wrs": ("set", "value"),
    "wsrc": ("clear", "set"), "wcrs": ("set", "clear"), "w1src": ("clear", "1s"),
    "w1crs": ("set", "1c"), "w0src": ("clear", "0s"), "w0crs": ("set", "0c"),
    "woc": ("none", "clear"), "wos": ("none", "set"), "w1": ("value", "once"),
    "wo1": ("none", "once"),
}
READS = ("value", "none", "clear", "set", "effect")
WRITES = ("value", "none", "1c", "1s", "1t", "0c", "0s", "0t", "clear", "set", "once", "effect")
CHANGING = ("clear", "set", "effect")
SIZE = 0x200  # bytes of a block
EXT = 0x8000  # base of a block that is in an address space of its own


def mask_of(bits):
    return (1 << bits) - 1


class Field:
    def __init__(self, name, pieces, policy, volatile, overlap):
        self.name, self.pieces, self.volatile, self.overlap = name, pieces, volatile, overlap
        self.read, self.write = policy
        self.mask = 0
        for high, low in pieces:
            self.mask |= mask_of(high - low + 1) << low

    def width(self):
        return bin(self.mask).count("1")

    def put(self, value):
        """Its bits in a register, of its value: the pieces are the most significant first"""
        out = 0
        for high, low in reversed(self.pieces):
            bits = high - low + 1
            out |= (value & mask_of(bits)) << low
            value >>= bits
        return out

    def get(self, register):
        value = 0
        for high, low in self.pieces:
            bits = high - low + 1
            value = value << bits | register >> low & mask_of(bits)
        return value


class Reg:
    """One register, with all that it inherits"""
    access = 0
    high_first = False
    reserved = "keep"
    reset = None
    reset_mask = None
    protect = trigger = volatile = overlap = own = False
    behind = None  # (index, data, offset)

    def __init__(self, name, block, offset, width, endian):
        self.name, self.block, self.offset, self.width, self.endian = \
            name, block, offset, width, endian
        self.access = width
        self.read, self.write = "value", "value"
        self.fields, self.aliases = [], {}
        self.requires, self.when, self.unlock, self.lock = [], [], [], []

    @property
    def full(self):
        return f"{self.block.name}.{self.name}"

    @property
    def address(self):
        return self.block.base + (self.behind[1].offset if self.behind else self.offset)

    def field(self, name):
        return next(field for field in self.fields if field.name == name)


class Block:
    def __init__(self, name, base):
        self.name, self.base, self.space = name, base, None
        self.regs, self.clusters = [], {}
        self.source = {}  # of the type


class Condition:
    OPS = {"==": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b,
           "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
           "&": lambda a, b: a & b != 0}

    def __init__(self, reg, field, op, value):
        self.reg, self.field, self.op, self.value = reg, field, op, value

    def holds(self, register):
        part = self.field.get(register) if self.field else register
        return self.OPS[self.op](part, self.value)

    def __str__(self):
        field = "." + self.field.name if self.field else ""
        return f"{self.reg.full}{field}{self.op}{self.value}"


class Around:
    """A write of `unlock` or `lock`"""

    def __init__(self, reg, value, mask):
        self.reg, self.value, self.mask = reg, value, mask

    def __str__(self):
        if self.mask == mask_of(self.reg.width):
            return f"{self.reg.full}={self.value:#x}"
        return f"{self.reg.full}={self.value:#x}/{self.mask:#x}"
