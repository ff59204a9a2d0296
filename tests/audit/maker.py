# SPDX-License-Identifier: MIT
"""Random registers: each kind of them, as objects and as what the board file says"""

from registers import READS, SIZE, TOKENS, WRITES, Condition, Field, Reg, mask_of


def make_policy(rng, plain):
    if rng.random() < plain:
        return "value", "value"
    if rng.random() < 0.3:
        return rng.choice((("none", "value"), ("value", "none"), ("value", "1c"), ("none", "1c")))
    if rng.random() < 0.7:
        return TOKENS[rng.choice(sorted(TOKENS))]
    return rng.choice(READS), rng.choice(WRITES)


class Maker:
    """Makes the registers of one block; what they inherit is in `defaults`"""

    def __init__(self, rng, board, block):
        self.rng, self.board, self.block = rng, board, block
        self.at = 0
        self.width = min(rng.choice((32, 32, 32, 32, 16, 8, 64)), board.widths[-1])
        self.endian = "big" if rng.random() < 0.2 else "little"
        self.defaults = {"requires": [], "unlock": [], "lock": []}
        self.number = 0
        self.plain = rng.choice((0.3, 0.6, 0.9))

    def room(self, size, align):
        at = (self.at + align - 1) // align * align
        self.at = at + size + self.rng.choice((0, 0, 0, align))
        return at

    def name(self, prefix="R"):
        self.number += 1
        return f"{prefix}{self.number}"

    def new(self, name, offset, width=None, endian=None):
        reg = Reg(name, self.block, offset, width or self.width, endian or self.endian)
        reg.requires = list(self.defaults["requires"])
        reg.unlock, reg.lock = self.defaults["unlock"], self.defaults["lock"]
        self.block.regs.append(reg)
        source = {"offset": offset}
        if width and width != self.width:
            source["width"] = width
        if endian and endian != self.endian:
            source["endian"] = endian
        return reg, source

    def widths(self):
        width = self.rng.choice((self.width, self.width) + self.board.widths)
        return width, self.rng.choice((None, None, None, "little", "big"))

    # ---- what a register says ----

    def say_policy(self, reg, source, plain=None):
        policy = make_policy(self.rng, self.plain if plain is None else plain)
        if policy == ("value", "value") and self.rng.random() < 0.7:
            return
        reg.read, reg.write = policy
        reg.own = True
        source["read"], source["write"] = policy

    def say_reset(self, reg, source, value=None):
        if value is None and self.rng.random() < 0.4:
            return
        reg.reset = self.rng.getrandbits(min(reg.width, 64)) if value is None else value
        reg.reset_mask = mask_of(min(reg.width, 64))
        if value is None and self.rng.random() < 0.3:
            reg.reset_mask &= self.rng.getrandbits(64)
            source["reset-mask"] = reg.reset_mask
        source["reset"] = reg.reset
        reg.reset &= reg.reset_mask

    def say_fields(self, reg, source, views=True, policies=True):
        rng, low, fields = self.rng, 0, {}
        whole = rng.random() < 0.3
        start = rng.randrange(0, reg.width - 63, 64) if reg.width > 64 else 0
        low, end = start, start + min(reg.width, 64)
        while low < end and len(fields) < 6:
            bits = rng.choice((1, 1, 2, 3, 4, 8, 16, 32))
            bits = end - low if whole and len(fields) == 5 else min(bits, end - low)
            gap = 0 if whole else rng.choice((0, 0, 1, 3))
            pieces = [(low + bits - 1, low)]
            if bits > 1 and rng.random() < 0.2:
                cut = rng.randrange(1, bits)
                pieces = [(low + cut - 1, low), (low + bits - 1, low + cut)]
            self.add_field(reg, fields, pieces, policies=policies)
            low += bits + gap
        if views and fields and rng.random() < 0.15:
            high = rng.randrange(min(reg.width, 64))
            self.add_field(reg, fields, [(high, rng.randrange(high + 1))], overlap=True)
        source["fields"] = fields

    def add_field(self, reg, fields, pieces, overlap=False, policies=True):
        name = f"F{len(fields)}"
        says = policies and self.rng.random() < 0.6
        policy = make_policy(self.rng, self.plain) if says else (reg.read, reg.write)
        volatile = reg.volatile or self.rng.random() < 0.1
        reg.fields.append(Field(name, pieces, policy, volatile, overlap))
        bits = [f"{high}:{low}" if high != low else high for high, low in pieces]
        source = {"bits": bits if len(bits) > 1 else bits[0]}
        if says:
            source["read"], source["write"] = policy
        if volatile:
            source["volatile"] = True
        if overlap:
            source["overlap"] = True
        fields[name] = source

    def say_rest(self, reg, source):
        rng = self.rng
        if rng.random() < 0.3:
            reg.reserved = rng.choice(("keep", "0", "1", "reset"))
            source["reserved"] = reg.reserved
        if rng.random() < 0.06:
            reg.protect = True
            source["protect"] = "by the audit"
        if rng.random() < 0.05:
            reg.trigger = source["trigger"] = True
        if rng.random() < 0.15 and self.board.gates():
            conditions = [self.board.condition() for _ in range(rng.choice((1, 1, 2)))]
            reg.requires += conditions
            source["requires"] = [str(each) for each in conditions]
        elif rng.random() < 0.05:
            reg.requires = []
            source["requires"] = []
        self.say_around(reg, source, 0.12)

    def say_around(self, reg, source, chance):
        for kind in ("unlock", "lock"):
            if self.rng.random() < chance and self.board.keys():
                writes = [self.board.around() for _ in range(self.rng.choice((1, 1, 2)))]
                setattr(reg, kind, writes)
                source[kind] = [str(each) for each in writes]

    # ---- kinds of registers ----

    def gate(self):
        """What conditions are about: plain, so that any may be read"""
        reg, source = self.new("GATE", self.room(4, 4), 32)
        reg.requires, reg.unlock, reg.lock, reg.own = [], [], [], True
        source.update(requires=[], unlock=[], lock=[], read="value", write="value")
        reg.fields = [Field("EN", [(0, 0)], ("value", "value"), False, False),
                      Field("SEL", [(2, 1)], ("value", "value"), False, False)]
        source["fields"] = {"EN": {"bits": 0}, "SEL": {"bits": "2:1"}}
        self.say_reset(reg, source, self.rng.choice((1, 1, 1, 3, 5, 0)))
        others = self.board.gates()
        if others and self.rng.random() < 0.3:
            # one that holds itself is for those before it alone
            conditions = [self.board.condition(), Condition(reg, reg.fields[0], "==", 1)]
            reg.requires = conditions[:self.rng.choice((1, 2))]
            source["requires"] = [str(each) for each in reg.requires]
        self.board.conditional.append(reg)
        self.block.source["registers"]["GATE"] = source

    def gate_of_block(self):
        return next(reg for reg in self.block.regs if reg.name == "GATE")

    def key(self):
        """What `unlock` writes"""
        width = self.rng.choice((8, 16, 32))
        reg, source = self.new("KEY", self.room(width // 8, width // 8), width)
        reg.own = True
        reg.read, reg.write = self.rng.choice((("none", "value"), ("value", "value")))
        source["read"], source["write"] = reg.read, reg.write
        self.board.lockers.append(reg)
        self.block.source["registers"]["KEY"] = source

    def simple(self):
        width, endian = self.widths()
        reg, source = self.new(self.name(), self.room(width // 8, width // 8), width, endian)
        if self.rng.random() < 0.15:
            reg.volatile = source["volatile"] = True
        self.say_policy(reg, source)
        self.say_reset(reg, source)
        if self.rng.random() < 0.6:
            self.say_fields(reg, source)
        self.say_rest(reg, source)
        if self.rng.random() < 0.25:
            self.say_aliases(reg, source)
        self.block.source["registers"][reg.name] = source
        return reg

    def say_aliases(self, reg, source):
        kinds = self.rng.choice((("set", "clear"), ("set",), ("clear",), ("toggle",),
                                 ("set", "clear", "toggle"), ("clear", "toggle")))
        size = reg.width // 8
        for kind in kinds:
            reg.aliases[kind] = self.room(size, size)
        source["aliases"] = dict(reg.aliases)

    def wide(self):
        width = self.rng.choice((16, 32, 64, 64, 128, 256))
        access = self.rng.choice([bits for bits in self.board.widths if bits < width])
        _, endian = self.widths()
        reg, source = self.new(self.name("W"), self.room(width // 8, access // 8), width, endian)
        source["width"] = width
        reg.access, reg.high_first = access, self.rng.random() < 0.5
        source["access-width"] = access
        source["order"] = "high-first" if reg.high_first else "low-first"
        self.say_policy(reg, source)
        if width <= 64:
            self.say_reset(reg, source)
        if self.rng.random() < 0.7:
            self.say_fields(reg, source, views=False)
        self.say_rest(reg, source)
        if width <= 64 and self.rng.random() < 0.2:
            self.say_aliases(reg, source)
        self.block.source["registers"][reg.name] = source

    def sharing(self):
        """Two at one address: one read and one written, or told apart by `when`"""
        width = self.rng.choice((8, 16, 32))
        offset = self.room(width // 8, width // 8)
        gated = self.rng.random() < 0.6
        for i in range(2):
            reg, source = self.new(self.name("S"), offset, width)
            if gated:
                gate = self.rng.choice(self.board.gates())
                field = gate.fields[1] if gate.fields else None
                reg.when = [Condition(gate, field, "==", i)]
                source["when"] = str(reg.when[0])
                self.say_policy(reg, source, 0.7)
            else:
                reg.read, reg.write = (("value", "none"), ("none", "value"))[i]
                reg.own = True
                source["read"], source["write"] = reg.read, reg.write
            if self.rng.random() < 0.5:
                self.say_fields(reg, source, views=False, policies=gated)
            self.block.source["registers"][reg.name] = source

    def array(self):
        count, stride = self.rng.choice((2, 3)), 16
        base, name = self.room(stride * count, 8), self.name("CH")
        members, says = {}, []
        for i in range(self.rng.choice((1, 2))):
            width = self.rng.choice((8, 16, 32))
            reg, source = self.new("?", 8 * i, width)
            self.block.regs.pop()
            self.say_policy(reg, source)
            if self.rng.random() < 0.5:
                self.say_fields(reg, source)
            members[f"M{i}"] = source
            says.append(reg)
        self.block.source["registers"][f"{name}_%s"] = {
            "offset": base, "count": count, "stride": stride, "registers": members}
        for element in range(count):
            made = []
            for i, like in enumerate(says):
                reg = Reg.__new__(Reg)
                reg.__dict__.update(like.__dict__)
                reg.name = f"{name}_{element}.M{i}"
                reg.offset = base + stride * element + 8 * i
                made.append(reg)
            self.block.regs += made
            self.block.clusters[f"{name}_{element}"] = made

    def window(self):
        width = self.rng.choice((8, 16, 32))
        name = self.name("X")
        index, source = self.new(name + "_INDEX", self.room(4, 4), self.rng.choice((8, 16, 32)))
        index.when = []
        self.block.source["registers"][index.name] = source
        if self.rng.random() < 0.3:
            gate = self.gate_of_block()
            index.requires = index.requires + [Condition(gate, gate.fields[0], "==", 1)]
            source["requires"] = [str(index.requires[-1])]
        data, source = self.new(name + "_DATA", self.room(4, 4), width)
        source["width"] = width
        if self.rng.random() < 0.15:
            data.read = "effect"
            data.own = True
            source["read"], source["write"] = "effect", "value"
        self.block.source["registers"][data.name] = source
        members, made = {}, []
        for i in range(self.rng.choice((1, 2, 3))):
            reg, source = self.new(f"{name}.B{i}", i + 1, data.width, data.endian)
            source = {"offset": i + 1}
            if self.endian != data.endian:
                source["endian"] = data.endian
            reg.behind = (index, data, i + 1)
            self.say_policy(reg, source)
            if self.rng.random() < 0.6:
                self.say_fields(reg, source)
            self.say_around(reg, source, 0.1)
            members[f"B{i}"] = source
            made.append(reg)
        self.block.source["registers"][name] = {
            "window": {"index": index.name, "data": data.name}, "registers": members}
        self.block.clusters[name] = made
        if self.rng.random() < 0.4:
            self.board.conditional.append(index)

    def make(self):
        rng, source = self.rng, self.block.source
        source.update(size=SIZE, width=self.width, registers={})
        if self.endian == "big":
            source["endian"] = "big"
        self.gate()
        if rng.random() < 0.6:
            self.key()
        # for the block's other registers; those above stay as they are
        if rng.random() < 0.25:
            self.defaults["requires"] = [self.board.condition()]
            source["requires"] = [str(each) for each in self.defaults["requires"]]
            self.late_requires()
        if rng.random() < 0.15 and self.board.keys():
            self.defaults["unlock"] = [self.board.around()]
            source["unlock"] = [str(each) for each in self.defaults["unlock"]]
            for reg in self.block.regs:
                if reg.name == "KEY":
                    reg.unlock = self.defaults["unlock"]
        kinds = (self.simple, self.simple, self.simple, self.wide, self.sharing, self.array,
                 self.window)
        for _ in range(rng.randrange(2, 9)):
            if self.at > SIZE - 0x80:
                break
            rng.choice(kinds)()

    def late_requires(self):
        for reg in self.block.regs:
            # a list of its own adds to it, an empty one takes it back
            if reg.name == "KEY" or reg.requires:
                reg.requires = self.defaults["requires"] + reg.requires
