# SPDX-License-Identifier: MIT
"""Random boards, as objects and as the text of a board file"""

import json

from maker import Maker
from registers import EXT, SIZE, Around, Block, Condition, mask_of


class Board:
    """@base: its first address. @widths: of single accesses"""

    def __init__(self, rng, base=0, widths=(8, 16, 32, 64)):
        self.rng, self.blocks, self.base, self.widths = rng, [], base, widths
        self.conditional, self.lockers = [], []
        count, other = rng.choice((1, 2, 2, 3)), rng.random() < 0.35
        for i in range(count):
            block = Block(f"B{i}", base + i * SIZE)
            if not base and other and i and i == count - 1:
                block.space, block.base = "ext", EXT
            self.blocks.append(block)
            Maker(rng, self, block).make()

    def gates(self):
        return self.conditional

    def keys(self):
        return self.lockers

    def condition(self):
        gate = self.rng.choice(self.conditional)
        if not gate.fields:
            return Condition(gate, None, self.rng.choice(("<=", ">=", "==", "!=")), 1)
        if self.rng.random() < 0.8:
            return Condition(gate, gate.fields[0], "==", 1)
        if self.rng.random() < 0.5:
            return Condition(gate, gate.fields[1], self.rng.choice(("!=", "<", "<=", ">=")), 2)
        return Condition(gate, None, "&", self.rng.choice((1, 3, 7)))

    def around(self):
        key = self.rng.choice(self.lockers)
        mask = mask_of(key.width)
        if key.read == "value" and self.rng.random() < 0.4:
            mask &= self.rng.getrandbits(key.width) or 1
            mask = mask or 1
        return Around(key, self.rng.getrandbits(key.width) & mask, mask)

    @property
    def regs(self):
        return [reg for block in self.blocks for reg in block.regs]

    @property
    def size(self):
        """Bytes of phys"""
        return sum(not block.space for block in self.blocks) * SIZE

    @property
    def has_ext(self):
        return any(block.space for block in self.blocks)

    @property
    def end(self):
        return self.base + self.size

    def end_of(self, address):
        """The end of the space that an address is in: those of the other one are far away"""
        return EXT + SIZE if address >= EXT and self.has_ext else self.end

    def text(self):
        blocks = {block.name: {"type": "t" + block.name, "base": block.base,
                               "space": block.space or "phys"} for block in self.blocks}
        types = {"t" + block.name: block.source for block in self.blocks}
        spaces = {"ext": "file:ext/regs"} if self.has_ext else {}
        return json.dumps({"hwreg": 1, "board": "audit", "match": "any", "spaces": spaces,
                           "blocks": blocks, "types": types}, indent=1) + "\n"
